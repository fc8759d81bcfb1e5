"""What a call leaves behind: clocks that start anew, appointments that come back, mis-taps that are taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.context import recorded_at
from accounts.models import AuditEntry
from campaigns.access import Forbidden
from campaigns.dates import PartialDate
from registrations.calls import calls
from registrations.models import AllowanceEntry, Contact, Registration, Wait
from registrations.services import contacts, milestones
from tests.factories.campaigns import House, access
from tests.factories.outreach import market
from tests.factories.registrations import departed, fresh, rate, registered, selected, withdrawn
from tests.registrations.sentences import refusal, said
from tests.registrations.test_waiting import called

CALLED = date(2018, 5, 7)


def record(house: House, registration: Registration, result: str = "reached", **given: Any) -> Contact:
    who = given.pop("who", "xa.baothanh.phunu")
    return contacts.record(
        access=house.access(who), registration=registration, result=result, **{"on": CALLED, **given}
    )


def waits(house: House, registration: Registration, on: date) -> list[str]:
    return [wait for wait, rows in called(house, on).items() if registration in rows]


def test_whoever_was_reached_rests_for_30_days(house: House) -> None:
    made = registered(house)
    assert waits(house, made, CALLED) == [Wait.CONTACT]
    record(house, made)
    assert waits(house, made, CALLED) == []
    assert waits(house, made, date(2018, 6, 5)) == []
    assert waits(house, made, date(2018, 6, 6)) == [Wait.CONTACT]


def test_whoever_does_not_answer_stays_in_the_list_and_the_tries_are_counted(house: House) -> None:
    made = registered(house)
    for _try in range(3):
        record(house, made, "no_answer")
    assert waits(house, made, CALLED) == [Wait.CONTACT]
    line = calls(Registration.objects.all(), [(Wait.CONTACT, made.pk, date(2018, 3, 5))], CALLED)[0]
    assert line.tries == 3
    assert "đến nhà" in line.next.lower() or "house" in line.next


def test_tries_are_counted_since_the_person_was_last_reached(house: House) -> None:
    made = registered(house)
    for result in ("no_answer", "reached", "no_answer"):
        record(house, made, result)
    line = calls(Registration.objects.all(), [(Wait.CONTACT, made.pk, date(2018, 3, 5))], CALLED)[0]
    assert line.tries == 1


def test_an_appointment_hides_a_person_until_its_day(house: House) -> None:
    made = registered(house)
    record(house, made, "later", follow_up_on=date(2018, 5, 14))
    assert waits(house, made, date(2018, 5, 13)) == []
    assert waits(house, made, date(2018, 5, 14)) == [Wait.APPOINTMENT]


def test_an_appointment_nobody_answers_stays_due(house: House) -> None:
    made = registered(house)
    record(house, made, "later", follow_up_on=date(2018, 5, 14))
    record(house, made, "no_answer", on=date(2018, 5, 14))
    assert waits(house, made, date(2018, 5, 15)) == [Wait.APPOINTMENT]
    record(house, made, "reached", on=date(2018, 5, 15))
    assert waits(house, made, date(2018, 5, 16)) == []


def test_a_withdrawal_is_recorded_with_its_reason_and_ends_the_wait(house: House) -> None:
    rate(market())
    made = selected(house, to=market())
    contact = record(house, made, "withdrew", reason="cost", on=date(2018, 12, 3))
    assert fresh(made).stage == "withdrawn"
    assert contact.milestone and contact.milestone.reason == "cost"
    assert AllowanceEntry.objects.get(registration=made).cancelled_on
    assert called(house, date(2018, 12, 31)) == {}


def test_a_withdrawal_needs_its_reason(house: House) -> None:
    made = registered(house)
    assert refusal(lambda: record(house, made, "withdrew"))
    assert (fresh(made).stage, Contact.objects.count()) == ("registered", 0)


def test_whoever_is_abroad_cannot_withdraw_by_telephone(house: House) -> None:
    assert refusal(lambda: record(house, departed(house), "withdrew", reason="cost", on=date(2018, 12, 3)))


def test_a_closed_registration_is_not_called(house: House) -> None:
    assert refusal(lambda: record(house, withdrawn(house)))


@pytest.mark.parametrize(
    "given",
    [
        {"result": "later"},
        {"result": "later", "follow_up_on": CALLED},
        {"result": "reached", "on": date(2099, 1, 1)},
        {"result": "flew"},
        {"note": "x" * 201},
    ],
)
def test_a_contact_that_makes_no_sense_is_refused(house: House, given: dict[str, Any]) -> None:
    made = registered(house)
    assert refusal(lambda: record(house, made, **given))
    assert not Contact.objects.exists()


def test_a_mis_tap_is_taken_back_within_ten_minutes(house: House) -> None:
    made = registered(house)
    with time_machine.travel(datetime(2018, 5, 7, 1, 0, tzinfo=UTC), tick=False) as clock:
        contact = record(house, made, "later", follow_up_on=date(2018, 5, 14))
        clock.shift(timedelta(minutes=10))
        contacts.undo(access=house.access("xa.baothanh.phunu"), contact=contact)
    assert waits(house, made, CALLED) == [Wait.CONTACT]
    assert Contact.objects.get().undone_at


def test_after_ten_minutes_a_tap_stands(house: House) -> None:
    made = registered(house)
    with time_machine.travel(datetime(2018, 5, 7, 1, 0, tzinfo=UTC), tick=False) as clock:
        contact = record(house, made)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert "10" in said(lambda: contacts.undo(access=house.access("xa.baothanh.phunu"), contact=contact))


def test_only_whoever_tapped_takes_it_back_and_only_once(house: House) -> None:
    contact = record(house, registered(house))
    colleague = access("officer", house.organizations["phunu"], house.bao_thanh)
    assert refusal(lambda: contacts.undo(access=colleague, contact=contact))
    contacts.undo(access=house.access("xa.baothanh.phunu"), contact=contact)
    assert refusal(lambda: contacts.undo(access=house.access("xa.baothanh.phunu"), contact=contact))


def test_taking_back_a_withdrawal_puts_the_registration_where_it_stood(house: House) -> None:
    rate(market())
    made = selected(house, to=market())
    contact = record(house, made, "withdrew", reason="cost", on=date(2018, 12, 3))
    contacts.undo(access=house.access("xa.baothanh.phunu"), contact=contact)
    assert fresh(made).stage == "selected"
    assert AllowanceEntry.objects.get(registration=made).cancelled_on is None
    assert waits(house, made, date(2018, 12, 31)) == [Wait.DEPARTURE]


def test_an_earlier_call_holds_again_when_the_later_one_is_taken_back(house: House) -> None:
    made = registered(house)
    record(house, made, "later", follow_up_on=date(2018, 5, 14))
    contacts.undo(access=house.access("xa.baothanh.phunu"), contact=record(house, made))
    assert fresh(made).call_on == date(2018, 5, 14)


def test_the_database_lets_nobody_change_or_delete_a_contact(house: House) -> None:
    record(house, registered(house))
    for write in (lambda: Contact.objects.update(result="no_answer"), lambda: Contact.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_contact_leaves_a_trace_without_its_note(house: House) -> None:
    record(house, registered(house), note="Mẹ ốm")
    entry = AuditEntry.objects.get(action="contact.recorded")
    assert entry.changes["result"] == "reached"
    assert "ốm" not in str(entry.changes)


def test_somebody_out_of_view_cannot_be_called(house: House) -> None:
    made = registered(house, house.access("huyen.chauthanh.nongdan"), unit=house.tan_thach)
    with pytest.raises(Registration.DoesNotExist):
        record(house, made)
    with pytest.raises(Forbidden):
        record(house, made, who="lanhdao")


def test_an_open_form_is_not_made_stale_by_a_call(house: House) -> None:
    made = registered(house)
    record(house, made)
    milestones.record(
        access=house.access("tinh.mttq"),
        registration=made,
        kind="consulted",
        on=PartialDate(CALLED),
        version=made.version,
    )
    assert fresh(made).stage == "consulted"


def test_history_written_later_keeps_its_order(house: House) -> None:
    """The day of the call decides, not the moment of writing it down."""
    made = registered(house)
    record(house, made, "reached", on=date(2018, 5, 20))
    with recorded_at(datetime(2018, 6, 1, tzinfo=UTC)):
        record(house, made, "later", on=date(2018, 5, 10), follow_up_on=date(2018, 5, 12))
    assert (fresh(made).heard_on, fresh(made).call_on) == (date(2018, 5, 20), None)
