"""Who waits, why and since when: each clock on the day before and on the day itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from campaigns.access import Access, Forbidden
from registrations import clocks, waiting
from registrations.models import LoanReferral, Registration, StageClock, Wait
from registrations.services import contacts, loans, milestones, people, trainings
from registrations.services.clocks import set_clock
from tests.factories.campaigns import House, access
from tests.factories.registrations import (
    consulted,
    day,
    departed,
    fresh,
    number,
    referred,
    registered,
    returned,
    selected,
    withdrawn,
)
from tests.registrations.sentences import refusal

DAY = timedelta(days=1)


def called(house: House, on: date, who: Access | None = None) -> dict[str, list[Registration]]:
    """Everybody who waits on a day in one's view, by reason."""
    base = Registration.objects.within(who or house.access("tinh.mttq")).for_campaign(house.campaign)
    groups = waiting.overview(base, on, clocks.on(on))
    return {group.wait: [base.get(pk=key) for key, _due in group.people] for group in groups}


def rings(house: House, registration: Registration, wait: str, on: date) -> bool:
    """Whether somebody waits for a reason on a day, and did not wait the day before."""
    assert registration not in called(house, on - DAY).get(wait, [])
    return registration in called(house, on).get(wait, [])


# --- the clocks -------------------------------------------------------------------------------------------------------


def test_somebody_registered_is_called_after_30_days(house: House) -> None:
    assert rings(house, registered(house, on="05/03/2018"), Wait.CONTACT, date(2018, 4, 4))


def test_a_consultation_starts_the_clock_anew(house: House) -> None:
    assert rings(house, consulted(house, "20/03/2018"), Wait.CONTACT, date(2018, 4, 19))


def test_a_bank_has_10_days_to_answer(house: House) -> None:
    referral = referred(house)  # on 05/06/2018
    assert rings(house, referral.registration, Wait.BANK, date(2018, 6, 15))


def test_a_bank_that_has_answered_is_not_asked(house: House) -> None:
    referral, bank = referred(house), house.access("nhcsxh.batri")
    for state in (LoanReferral.State.RECEIVED, LoanReferral.State.APPROVED):
        referral = loans.answer(
            access=bank, referral=referral, state=state, on=date(2018, 6, 8), amount=None if state == "received" else 70_000_000
        )  # fmt: skip
    assert Wait.BANK not in called(house, date(2018, 12, 31))


def test_a_bank_that_is_to_be_asked_later_is_left_in_peace_until_then(house: House) -> None:
    referral = referred(house)
    loans.follow_up(access=house.access("huyen.batri.phunu"), referral=referral, on=date(2018, 7, 1))
    assert rings(house, referral.registration, Wait.BANK, date(2018, 7, 1))


def test_whoever_is_selected_leaves_within_180_days(house: House) -> None:
    made = selected(house, "01/06/2018")
    assert rings(house, made, Wait.DEPARTURE, date(2018, 11, 28))


def test_steps_in_between_do_not_start_the_180_days_anew(house: House) -> None:
    made = selected(house, "01/06/2018")
    milestones.record(
        access=house.access("tinh.mttq"), registration=made, kind="training", on=day("01/09/2018")
    )
    assert rings(house, made, Wait.DEPARTURE, date(2018, 11, 28))


def test_a_corrected_selection_moves_its_clock(house: House) -> None:
    made = selected(house, "01/06/2018")
    step = made.milestones.get(kind="selected")
    milestones.correct(
        access=house.access("tinh.mttq"), milestone=step, reason="Sai ngày", on=day("11/06/2018")
    )
    assert rings(house, made, Wait.DEPARTURE, date(2018, 12, 8))


@pytest.mark.parametrize("gone", [departed, returned, withdrawn])
def test_whoever_has_left_the_way_waits_no_more(house: House, gone: object) -> None:
    gone(house)  # type: ignore[operator]
    assert called(house, date(2020, 12, 31)) == {}


def certificate(house: House, made: Registration, on: date) -> None:
    trainings.begin(
        access=house.access("tinh.mttq"),
        registration=made,
        kind="orientation",
        started_on=on - timedelta(days=5),
        certificate="GDĐH 15",
        certified_on=on,
    )


def test_an_orientation_certificate_holds_24_months_and_is_spoken_of_60_days_before(house: House) -> None:
    made = selected(house, "01/06/2018")
    certificate(house, made, date(2018, 8, 3))
    assert made.trainings.get().valid_to == date(2020, 8, 3)
    assert rings(house, made, Wait.CERTIFICATE, date(2020, 6, 4))


def test_a_newer_certificate_ends_the_wait(house: House) -> None:
    made = selected(house, "01/06/2018")
    certificate(house, made, date(2018, 8, 3))
    certificate(house, made, date(2020, 7, 1))
    assert Wait.CERTIFICATE not in called(house, date(2020, 8, 1))


def test_a_passport_is_spoken_of_60_days_before_it_runs_out(house: House) -> None:
    made = registered(house)
    people.add_identity(
        access=house.access("tinh.mttq"), person=made.person, number="C1234567", expires_on=date(2018, 9, 30)
    )
    assert rings(house, made, Wait.PASSPORT, date(2018, 8, 1))


def test_a_passport_already_recorded_gets_its_last_day(house: House) -> None:
    made, who = registered(house), house.access("tinh.mttq")
    people.add_identity(access=who, person=made.person, number="C1234567")
    people.add_identity(access=who, person=made.person, number="C1234567", expires_on=date(2018, 9, 30))
    assert made.person.identities.get(kind="passport").expires_on == date(2018, 9, 30)
    assert refusal(lambda: people.add_identity(access=who, person=made.person, number="C1234567"))


def test_a_renewed_passport_ends_the_wait(house: House) -> None:
    made, who = registered(house), house.access("tinh.mttq")
    people.add_identity(access=who, person=made.person, number="C1234567", expires_on=date(2018, 9, 30))
    people.add_identity(access=who, person=made.person, number="C7654321", expires_on=date(2028, 9, 30))
    assert Wait.PASSPORT not in called(house, date(2018, 9, 1))


def abroad(house: House, until: date) -> Registration:
    made = selected(house)
    milestones.record(
        access=house.access("tinh.mttq"),
        registration=made,
        kind="departed",
        on=day("01/10/2018"),
        ends_on=until,
    )
    return fresh(made)


def test_the_family_is_called_90_days_before_the_contract_ends(house: House) -> None:
    assert rings(house, abroad(house, date(2020, 9, 30)), Wait.CONTRACT, date(2020, 7, 2))


def test_a_contract_ends_after_the_departure(house: House) -> None:
    assert refusal(lambda: abroad(house, date(2018, 9, 30)))


def test_the_most_pressing_stand_first(house: House) -> None:
    late, early = registered(house, on="05/03/2018"), registered(house, on="01/02/2018")
    assert called(house, date(2018, 6, 1))[Wait.CONTACT] == [early, late]


def test_nobody_outside_ones_view_is_listed(house: House) -> None:
    mine = registered(house)
    theirs = registered(house, house.access("huyen.chauthanh.nongdan"), unit=house.tan_thach)
    same_commune = registered(house, access("officer", house.organizations["doan"], house.bao_thanh))
    listed = called(house, date(2018, 6, 1), house.access("xa.baothanh.phunu"))[Wait.CONTACT]
    assert listed == [mine]
    assert {theirs, same_commune} <= set(called(house, date(2018, 6, 1))[Wait.CONTACT])
    assert called(house, date(2018, 6, 1), house.access("lanhdao")) == {}


def test_the_next_day_on_which_somebody_waits_is_known(house: House) -> None:
    made = registered(house, on="05/03/2018")
    base = Registration.objects.within(house.access("tinh.mttq")).for_campaign(house.campaign)
    today = date(2018, 3, 10)
    assert waiting.next_day(base, today, clocks.on(today)) == date(2018, 4, 4)
    contacts.record(
        access=house.access("tinh.mttq"),
        registration=made,
        result="later",
        on=today,
        follow_up_on=date(2018, 3, 15),
    )
    assert waiting.next_day(base, today, clocks.on(today)) == date(2018, 3, 15)
    assert waiting.next_day(base.none(), today, clocks.on(today)) is None


# --- other values -----------------------------------------------------------------------------------------------------


def set_to(house: House, kind: str = "contact", days: int = 10, **given: object) -> StageClock:
    values = {"again": 30, "valid_from": date(2018, 4, 1), "reason": "Kết luận giao ban tháng 3", **given}
    return set_clock(access=house.access("tinh.mttq"), kind=kind, days=days, **values)  # type: ignore[arg-type]


def test_a_clock_holds_from_its_day_on_and_not_before(house: House) -> None:
    registered(house, on="10/03/2018")
    set_to(house)
    assert called(house, date(2018, 3, 31)) == {}
    assert Wait.CONTACT in called(house, date(2018, 4, 1))


def test_the_newest_value_in_force_counts(house: House) -> None:
    set_to(house, days=10)
    set_to(house, days=20, valid_from=date(2018, 5, 1))
    assert [clocks.on(date(2018, month, 2))["contact"].days for month in (3, 4, 5)] == [30, 10, 20]


def test_a_certificate_holds_as_long_as_the_clock_of_its_day_says(house: House) -> None:
    set_to(house, "certificate", 60, months=12)
    assert clocks.certificate_until(date(2018, 3, 31)) == date(2020, 3, 31)
    assert clocks.certificate_until(date(2018, 4, 30)) == date(2019, 4, 30)


@pytest.mark.parametrize(
    "given",
    [{"days": 0}, {"reason": ""}, {"months": 6}, {"kind": "certificate"}, {"again": 5000}],
    ids=lambda given: next(iter(given)),
)
def test_a_clock_without_sense_or_reason_is_refused(house: House, given: dict[str, object]) -> None:
    assert refusal(lambda: set_to(house, **given))  # type: ignore[arg-type]
    assert not StageClock.objects.exists()


def test_a_clock_changes_once_a_day(house: House) -> None:
    set_to(house)
    assert refusal(lambda: set_to(house, days=12))


def test_only_the_coordinator_sets_a_clock(house: House) -> None:
    with pytest.raises(Forbidden):
        set_clock(
            access=house.access("huyen.batri.phunu"),
            kind="contact",
            days=5,
            again=5,
            valid_from=date(2018, 4, 1),
            reason="Muốn",
        )


def test_somebody_may_wait_for_two_reasons(house: House) -> None:
    """A bank and a passport are two calls; each is counted with its reason."""
    referral = referred(house, identity=number())
    people.add_identity(
        access=house.access("tinh.mttq"),
        person=referral.registration.person,
        number="C1234567",
        expires_on=date(2018, 7, 1),
    )
    assert set(called(house, date(2018, 6, 20))) == {Wait.BANK, Wait.PASSPORT, Wait.CONTACT}
