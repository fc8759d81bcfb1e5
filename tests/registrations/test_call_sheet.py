"""The sheet of a morning's calls with whole numbers, and what a manager sees of the officers' paper lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations.models import EntrySession
from registrations.services import calling, entry
from tests.factories.campaigns import House
from tests.factories.entry import line
from tests.factories.entry import session as opened
from tests.factories.registrations import registered

ClientAs = Callable[[str], Client]
OFFICER, MANAGER, FRONT = "xa.baothanh.phunu", "tinh.phunu", "tinh.mttq"
TODAY = datetime(2018, 5, 7, 1, 0, tzinfo=UTC)  # a Monday, eight in the morning
SHEET = reverse("registrations:call-list")


@pytest.fixture(autouse=True)
def monday_morning() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_whole_numbers_stand_only_in_the_answer_to_a_purpose(house: House, client_as: ClientAs) -> None:
    registered(house, full_name="Lê Thị Chờ", phones=("0912345678", "0987654321"))
    client = client_as(OFFICER)
    before = client.get(SHEET)
    empty = client.post(SHEET, {"purpose": " "})
    sheet = client.post(SHEET, {"purpose": "Gọi sáng thứ Hai"})

    assert "Lê Thị Chờ" not in text_of(before)
    assert "Gọi điện ngày 07/05/2018" in text_of(before)  # what one would type, offered
    assert empty.status_code == 422
    assert "0912" not in text_of(before) + text_of(empty)
    assert "0912 345 678" in text_of(sheet)
    assert "0987 654 321" in text_of(sheet)
    assert sheet.headers["Cache-Control"] == "no-store"
    assert "Gọi sáng thứ Hai" in text_of(sheet)


def test_every_person_on_the_sheet_has_a_look_in_the_trail(house: House, client_as: ClientAs) -> None:
    shown = [registered(house, phones=(f"091234567{n}",)) for n in range(3)]
    silent = registered(house)
    client_as(OFFICER).post(SHEET, {"purpose": "Gọi sáng thứ Hai"})
    looks = AuditEntry.objects.filter(action="person.revealed", kind="reveal")

    assert {entry.object_ids[0] for entry in looks} == {str(one.person_id) for one in shown}
    assert {entry.purpose for entry in looks} == {"Gọi sáng thứ Hai"}
    assert not looks.filter(object_ids__contains=[str(silent.person_id)]).exists()
    assert "0912" not in str([entry.changes for entry in looks])
    seen = client_as(OFFICER).get(reverse("registrations:seen", args=[shown[0].pk]))
    assert "Gọi sáng thứ Hai" in text_of(seen)


def test_the_sheet_is_cut_as_the_list_is_and_ends_at_a_morning_of_calls(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registrations.views.calling.SHEET", 2)
    names = ["Lê Thị Một", "Lê Thị Hai", "Lê Thị Ba"]
    for nth, name in enumerate(names):
        registered(house, full_name=name, phones=(f"091234567{nth}",), on=f"0{nth + 1}/03/2018")
    client = client_as(OFFICER)
    sheet = text_of(client.post(SHEET, {"purpose": "gọi"}))
    other = text_of(client.post(f"{SHEET}?ly-do=passport", {"purpose": "gọi"}))

    assert [name in sheet for name in names] == [True, True, False]  # who waits longest comes first
    assert not any(name in other for name in names)


def test_the_right_is_one_of_its_own(house: House, client_as: ClientAs) -> None:
    made = registered(house, phones=("0912345678",))
    refused = client_as("ttdvvl").post(SHEET, {"purpose": "gọi"})

    assert refused.status_code == 403
    assert "in danh sách gọi kèm số điện thoại" in text_of(refused)
    with pytest.raises(Forbidden):
        calling.reveal_phones(access=house.access("ttdvvl"), registrations=[made.pk], purpose="gọi")
    mine = calling.reveal_phones(
        access=house.access("huyen.chauthanh.nongdan"), registrations=[made.pk], purpose="gọi"
    )
    assert mine == {}  # who is not in view is not opened


def test_a_manager_sees_counts_of_the_officers_lists_and_no_names(
    house: House, client_as: ClientAs, monday_morning: Any
) -> None:
    session = opened(house, planned=60)
    line(house, session, position=1, full_name="Lê Thị Kín")
    line(house, session, position=2)
    page = text_of(client_as(MANAGER).get(reverse("registrations:entry-officers")))

    assert f"#{session.pk}" in page
    assert "<b>2/60</b>" in page
    assert "Lê Thị Kín" not in page
    assert client_as(OFFICER).get(reverse("registrations:entry-officers")).status_code == 403
    assert f"#{session.pk}" in text_of(client_as(FRONT).get(reverse("registrations:entry-officers")))

    entry.close_session(access=house.access(OFFICER), session=session)
    monday_morning.shift(timedelta(days=8))
    later = text_of(client_as(MANAGER).get(reverse("registrations:entry-officers")))
    assert f"#{session.pk}" not in later


def test_another_body_is_not_overseen(house: House) -> None:
    opened(house)
    assert not EntrySession.objects.overseen(house.access("tinh.nongdan")).exists()
    assert not EntrySession.objects.overseen(house.access(OFFICER)).exists()
