"""«Sáng thứ Hai»: the list of calls, one tap for each result, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations.models import Contact, Registration, StageClock
from registrations.services import milestones, people
from tests.factories.campaigns import House
from tests.factories.registrations import day, fresh, referred, registered, selected

ClientAs = Callable[[str], Client]
TODAY = datetime(2018, 5, 7, 1, 0, tzinfo=UTC)  # a Monday, eight in the morning
OFFICER = "xa.baothanh.phunu"
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def listed(client: Client, query: str = "") -> str:
    response = client.get(url("monday") + query)
    assert response.status_code == 200
    return str(response.content.decode())


def tap(client: Client, registration: Registration, tapped: str, **extra: Any) -> Any:
    data = {"tap": tapped, "about": "contact", **extra.pop("data", {})}
    return client.post(url("contact", registration.pk), data, **extra)


def test_the_list_says_who_waits_why_and_what_to_do(house: House, client_as: ClientAs) -> None:
    registered(house, full_name="Lê Thị Chờ", phones=("0912345678",))
    text = listed(client_as(OFFICER))
    for words in (
        "Lê Thị Chờ",
        "091•••••678",
        "63 ngày",
        "chưa liên hệ từ ngày 05/03/2018",
        "Chưa ai liên hệ",
    ):
        assert words in text
    assert "0912345678" not in text


def test_people_of_others_are_not_listed(house: House, client_as: ClientAs) -> None:
    registered(house, house.access("huyen.chauthanh.nongdan"), unit=house.tan_thach, full_name="Lê Thị Lạ")
    assert "Lê Thị Lạ" not in listed(client_as(OFFICER))
    assert "Lê Thị Lạ" in listed(client_as("tinh.mttq"))


def test_the_look_at_the_list_is_in_the_trail(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    listed(client_as(OFFICER))
    assert AuditEntry.objects.get(action="calls.listed").object_ids == [str(made.pk)]


def test_one_tap_records_that_somebody_was_reached(house: House, client_as: ClientAs) -> None:
    made, client = registered(house, full_name="Lê Thị Chờ"), client_as(OFFICER)
    assert tap(client, made, "reached").status_code == 302
    contact = Contact.objects.get()
    assert (contact.result, contact.on, contact.about) == ("reached", date(2018, 5, 7), "contact")
    text = listed(client)
    assert "Hoàn tác" in text and f"goi-contact-{made.pk}" not in text
    assert "Điện thoại: Gặp được" in client.get(url("detail", made.pk)).content.decode()


def test_an_appointment_is_one_tap_and_the_person_comes_back_on_its_day(
    house: House, client_as: ClientAs, monday_morning: Any
) -> None:
    made, client = registered(house), client_as(OFFICER)
    assert "later.2018-05-14" in listed(client)
    tap(client, made, "later.2018-05-14")
    assert fresh(made).call_on == date(2018, 5, 14)
    assert "Không ai phải chờ" in listed(client)
    assert "14/05/2018" in listed(client)
    monday_morning.shift(timedelta(days=7))
    assert "hẹn hôm nay" in listed(client_as(OFFICER))


def test_a_withdrawal_with_its_reason_is_one_tap(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    tap(client, made, "withdrew.cost")
    assert fresh(made).stage == "withdrawn"
    client.post(url("contact-undo", made.pk, Contact.objects.get().pk))
    assert fresh(made).stage == "registered"


def test_calls_in_vain_are_counted_on_the_line(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    for _again in range(3):
        tap(client, made, "no_answer")
    text = listed(client)
    assert "đã gọi 3 lần không ai nghe" in text
    assert "đến nhà" in text


def test_the_same_form_sent_twice_counts_one_call(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    key = {"form_key": "7b0e7f0e-54f5-4b33-8f2b-9f0c7f7c7f11"}
    first = tap(client, made, "no_answer", data=key)
    assert tap(client, made, "no_answer", data=key)["Location"] == first["Location"]
    assert Contact.objects.count() == 1


def test_with_a_script_only_the_line_changes_and_can_be_undone(house: House, client_as: ClientAs) -> None:
    made, client = registered(house, full_name="Lê Thị Chờ"), client_as(OFFICER)
    answer = tap(client, made, "reached", **FRAGMENT)
    row = client.get(answer["Location"], **FRAGMENT).content.decode()
    assert "<html" not in row and "Gặp được" in row and "Hoàn tác" in row
    undone = client.post(url("contact-undo", made.pk, Contact.objects.get().pk), {}, **FRAGMENT)
    line = client.get(undone["Location"], **FRAGMENT).content.decode()
    assert f"goi-contact-{made.pk}" in line and "reached" in line


def test_a_tap_that_cannot_be_is_said_in_the_line_and_on_the_form(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    for tapped in ("later.hôm nào", "later.2018-05-07", "withdrew.buồn", "bay"):
        assert tap(client, made, tapped).status_code == 422
        row = tap(client, made, tapped, **FRAGMENT)
        assert row.status_code == 422 and "<html" not in row.content.decode()
    assert not Contact.objects.exists()


def test_after_ten_minutes_nothing_is_undone(house: House, client_as: ClientAs, monday_morning: Any) -> None:
    made, client = registered(house), client_as(OFFICER)
    tap(client, made, "reached")
    monday_morning.shift(timedelta(minutes=11))
    assert "Hoàn tác" not in listed(client)
    client.post(url("contact-undo", made.pk, Contact.objects.get().pk))
    assert Contact.objects.get().undone_at is None


def test_the_whole_form_takes_a_note_and_another_day(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    data = {
        "result": "later",
        "follow_up_on": "20/05/2018",
        "channel": "visit",
        "on": "06/05/2018",
        "note": "Mẹ hẹn",
    }
    assert client.post(url("contact", made.pk), data).status_code == 302
    page = client.get(url("detail", made.pk)).content.decode()
    assert "Đến nhà" in page and "20/05/2018" in page and "Mẹ hẹn" in page


def test_whoever_is_abroad_has_no_button_to_withdraw(house: House, client_as: ClientAs) -> None:
    home, gone = registered(house), selected(house, "01/04/2018")
    milestones.record(
        access=house.access("tinh.mttq"),
        registration=gone,
        kind="departed",
        on=day("02/05/2018"),
        ends_on=date(2018, 6, 1),
    )
    text = listed(client_as("tinh.mttq"))
    assert f"goi-contract-{gone.pk}" in text and f"goi-contact-{home.pk}" in text
    assert text.count("withdrew.cost") == 1


def test_filters_cut_to_a_commune_an_officer_and_a_reason(house: House, client_as: ClientAs) -> None:
    registered(house, full_name="Lê Thị Chờ")
    registered(house, house.access("huyen.batri.phunu"), unit=house.an_hiep, full_name="Lê Thị Khác")
    client, mine = client_as("huyen.batri.phunu"), house.user("huyen.batri.phunu").pk
    assert "Lê Thị Khác" not in listed(client, "?don-vi=29125")
    assert "Lê Thị Chờ" not in listed(client, f"?can-bo={mine}")
    assert "Lê Thị Chờ" in listed(client, "?ly-do=contact")
    assert "Lê Thị Chờ" not in listed(client, "?ly-do=passport")
    assert "Lê Thị Chờ" in listed(client, "?ly-do=khong-co&tu=x&don-vi=99")


def test_a_tap_leads_back_to_the_same_filters_and_nowhere_else(house: House, client_as: ClientAs) -> None:
    made, client = registered(house), client_as(OFFICER)
    answer = tap(client, made, "no_answer", data={"ve": "ly-do=contact&next=//evil.example"})
    assert answer["Location"] == f"{url('monday')}?ly-do=contact"


def test_more_than_a_page_of_one_reason_goes_on(house: House, client_as: ClientAs) -> None:
    for _one in range(33):
        registered(house)
    client = client_as(OFFICER)
    assert listed(client).count('class="taps"') == 5
    assert listed(client, "?ly-do=contact").count('class="taps"') == 20
    assert listed(client, "?ly-do=contact&tu=20").count('class="taps"') == 13


def test_a_bank_is_named_where_it_has_not_answered(
    house: House, client_as: ClientAs, monday_morning: Any
) -> None:
    monday_morning.move_to(datetime(2018, 7, 2, tzinfo=UTC))
    referral = referred(house)
    assert str(referral.branch.name) in listed(client_as("huyen.batri.phunu"), "?ly-do=bank")


def test_the_number_is_shown_with_its_purpose_filled_in_and_buttons_below(
    house: House, client_as: ClientAs
) -> None:
    made, client = registered(house, phones=("0912345678",)), client_as(OFFICER)
    address = url("reveal", made.pk, "dien-thoai") + "?goi=contact"
    purpose = client.get(address).context["form"].initial["purpose"]
    assert purpose
    page = client.post(address, {"purpose": purpose}).content.decode()
    assert "tel:0912345678" in page and "later.2018-05-14" in page
    assert AuditEntry.objects.get(kind="reveal").purpose == purpose


def test_a_clock_is_set_by_the_coordinator_only(house: House, client_as: ClientAs) -> None:
    data = {
        "kind": "contact",
        "days": "14",
        "again": "14",
        "valid_from": "01/05/2018",
        "reason": "Giao ban tháng 4",
    }
    assert client_as(OFFICER).get(url("clock-list")).status_code == 200
    assert client_as(OFFICER).post(url("clock-list"), data).status_code == 403
    client = client_as("tinh.mttq")
    assert client.post(url("clock-list"), {**data, "reason": ""}).status_code == 422
    assert client.post(url("clock-list"), data).status_code == 302
    assert StageClock.objects.get().days == 14
    assert "Giao ban tháng 4" in client.get(url("clock-list")).content.decode()
    assert AuditEntry.objects.get(action="clock.set").changes["days"] == [30, 14]


@pytest.mark.parametrize("query", ["", "?ly-do=contact", "?don-vi=29125"])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    house: House, client_as: ClientAs, django_assert_max_num_queries: Any, query: str
) -> None:
    client = client_as("tinh.mttq")
    for _one in range(8):
        made = registered(house)
    people.add_identity(
        access=house.access("tinh.mttq"), person=made.person, number="C1234567", expires_on=date(2018, 6, 1)
    )
    listed(client)
    with django_assert_max_num_queries(14):  # 12, and the savepoint of the audit entry inside the test
        listed(client, query)
