"""What the page of a person says of the events they attended, and where an old address of a merged record leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.text import fold
from campaigns.dates import VIETNAM
from outreach.models import Event, Invitee
from registrations.models import Registration
from registrations.services.merging.records import COUNTED, NAMES
from tests.factories import outreach as make
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import registered

ClientAs = Callable[[str], Client]
OFFICER, FRONT, FARMERS = "xa.baothanh.phunu", "tinh.mttq", "huyen.chauthanh.nongdan"
NAME = "Lê Thị Dự Họp"


def held(house: House, title: str, body: str = "phunu", day: int = 10) -> Event:
    return make.event(
        house.campaign, house.bao_thanh, house.organizations[body], title=title, on=date(2018, 4, day)
    )


def guest(house: House, event: Event, number: int, **given: Any) -> Invitee:
    values: dict[str, Any] = {"full_name": NAME, "birth_year": 1998, "unit": house.bao_thanh, **given}
    at = datetime.combine(event.on, datetime.min.time(), tzinfo=VIETNAM).replace(hour=8)
    return Invitee.objects.create(
        event=event,
        number=number,
        name_folded=fold(values["full_name"]),
        attended_at=values.pop("at", at),
        **values,
    )


def page(client: Client, registration: Registration) -> str:
    return client.get(reverse("registrations:detail", args=[registration.pk])).content.decode()


def test_all_events_are_named_the_sure_ones_and_those_of_the_same_name(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, full_name=NAME)
    mine = guest(house, held(house, "Tư vấn có đăng ký"), 4)
    Registration.objects.filter(pk=made.pk).update(invitee=mine)
    guest(house, held(house, "Sinh hoạt lần hai", day=17), 9)
    shown = page(client_as(OFFICER), made)

    assert shown.index("Sinh hoạt lần hai") < shown.index("Tư vấn có đăng ký")  # the newest first
    assert shown.count("chưa xác nhận") == 1


@pytest.mark.parametrize(
    "other",
    [{"birth_year": 1997}, {"full_name": "Lê Thị Dự Hội"}, {"birth_year": None}, {"at": None}],
    ids=["year", "name", "no-year", "absent"],
)
def test_a_guest_who_differs_is_not_named(house: House, client_as: ClientAs, other: dict[str, Any]) -> None:
    made = registered(house, full_name=NAME)
    guest(house, held(house, "Buổi của người khác"), 4, **other)

    assert "Buổi của người khác" not in page(client_as(OFFICER), made)


def test_a_namesake_who_registered_and_the_lists_of_other_bodies_stay_out(
    house: House, client_as: ClientAs
) -> None:
    made, twin = registered(house, full_name=NAME), registered(house, full_name=NAME)
    Registration.objects.filter(pk=twin.pk).update(
        invitee=guest(house, held(house, "Buổi của người trùng tên"), 4)
    )
    guest(house, held(house, "Buổi của Đoàn", "doan"), 1)

    officer, front = page(client_as(OFFICER), made), page(client_as(FRONT), made)
    assert "Buổi của người trùng tên" not in officer + front
    assert "Buổi của Đoàn" not in officer
    assert "Buổi của Đoàn" in front  # the coordinator may work on every list


def test_after_a_merge_the_events_of_both_records_are_named(house: House, client_as: ClientAs) -> None:
    mine, theirs = women(house), farmers(house)
    for nth, one in enumerate((mine, theirs), start=1):
        event = held(house, f"Buổi thứ {nth}", day=nth)
        Registration.objects.filter(pk=one.pk).update(
            invitee=guest(house, event, nth, full_name=f"Khách {nth}")
        )
    merged(house, mine.person, theirs.person)

    shown = page(client_as(FRONT), mine)
    assert "Buổi thứ 1" in shown
    assert "Buổi thứ 2" in shown


@pytest.mark.parametrize("name", ["person-edit", "contact", "consent-form", "seen", "loan-refer", "credit"])
def test_every_old_address_of_a_merged_record_leads_to_the_same_page_of_the_other(
    house: House, client_as: ClientAs, name: str
) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    old, new = (reverse(f"registrations:{name}", args=[one.pk]) for one in (theirs, mine))

    assert client_as(FRONT).get(old).headers["Location"] == new
    assert client_as(FARMERS).get(old).status_code == 404  # who may not see the other is told nothing


def test_a_form_sent_to_an_old_address_is_said_not_to_be_saved(house: House, client_as: ClientAs) -> None:
    mine, theirs = women(house), farmers(house)
    merged(house, mine.person, theirs.person)
    client = client_as(FRONT)
    sent = client.post(
        reverse("registrations:phone-add", args=[theirs.pk]), {"number": "0912345678", "owner": "self"}
    )

    assert sent.headers["Location"] == reverse("registrations:detail", args=[mine.pk])
    assert "Chưa lưu gì" in page(client, mine)
    assert not mine.person.phones.exists()


def test_what_moved_is_told_in_the_order_of_the_preview(house: House, client_as: ClientAs) -> None:
    mine, theirs = women(house), farmers(house)
    row = merged(house, mine.person, theirs.person)
    done = client_as(FRONT).get(reverse("registrations:merge-detail", args=[row.pk])).context["counts"]
    names = [str(NAMES[label]) for label in COUNTED]
    told = [str(line["name"]) for line in done]

    assert told == [name for name in names if name in told]
