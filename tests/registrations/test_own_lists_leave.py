"""What an officer has typed and recorded leaves as a file: the own lists, counted, without anybody who is in them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from campaigns.exporting import FIRST_ROW
from registrations.models import Registration
from registrations.services import bulk
from registrations.services.clocks import set_clock
from tests.factories import entry, registrations
from tests.factories.campaigns import House

ClientAs = Callable[[str], Client]
OFFICER, COLLEAGUE = "xa.baothanh.phunu", "huyen.batri.phunu"


def rows(client: Client, name: str) -> list[list[Any]]:
    answer = client.post(reverse(name), {"purpose": "đối chiếu sổ"})
    assert answer.status_code == 200
    sheet: Any = load_workbook(BytesIO(answer.content)).active
    assert "đối chiếu sổ" in sheet["A1"].value
    return [list(row) for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)]


@pytest.fixture
def session(house: House) -> Any:
    """A paper list of forty lines with one typed."""
    made = entry.session(house, planned=40, note="+Danh sách ấp 3")
    entry.line(house, made, full_name="Lê Thị Trong Phiên")
    return made


@pytest.fixture
def step(house: House) -> Any:
    """A departure prepared for the two people in view of an officer."""
    for name in ("Nguyễn Thị Một", "Nguyễn Thị Hai"):
        registrations.registered(house, full_name=name)
    access = house.access(OFFICER)
    people = Registration.objects.within(access)
    made = bulk.prepare(access=access, campaign=house.campaign, registrations=people)
    return bulk.choose(access=access, bulk=made, kind="departed", on=registrations.day("10/2018"))


def test_sessions_leave_with_their_counts_and_nobody_typed_into_them(
    client_as: ClientAs, session: Any
) -> None:
    (row,) = rows(client_as(OFFICER), "registrations:entry-export")

    assert row[1:8] == [session.pk, "+Danh sách ấp 3", "Xã Bảo Thạnh", "Hội Phụ nữ", 40, 1, 0]
    assert row[9] is None
    assert "Trong Phiên" not in str(row)


def test_steps_for_many_leave_with_how_many_people_and_not_who(client_as: ClientAs, step: Any) -> None:
    (row,) = rows(client_as(OFFICER), "registrations:bulk-export")

    assert row[2:5] == ["10/2018", 2, step.get_state_display()]
    assert "Nguyễn Thị" not in str(row)


@pytest.mark.parametrize("name", ["entry", "bulk"])
def test_nobody_takes_out_what_a_colleague_has_typed(
    client_as: ClientAs, session: Any, step: Any, name: str
) -> None:
    assert rows(client_as(COLLEAGUE), f"registrations:{name}-export") == []
    assert rows(client_as("lanhdao"), f"registrations:{name}-export") == []


@pytest.mark.parametrize("name", ["entry", "bulk"])
def test_the_list_leads_to_its_file_as_soon_as_it_has_a_line(
    client_as: ClientAs, session: Any, step: Any, name: str
) -> None:
    page, file = reverse(f"registrations:{name}-list"), reverse(f"registrations:{name}-export")

    assert f'href="{file}"' in client_as(OFFICER).get(page).content.decode()
    assert file not in client_as(COLLEAGUE).get(page).content.decode()


def test_that_own_lists_were_taken_out_is_in_the_trail(client_as: ClientAs, session: Any, step: Any) -> None:
    for name in ("entry", "bulk"):
        rows(client_as(OFFICER), f"registrations:{name}-export")
    taken = AuditEntry.objects.filter(kind="export", purpose="đối chiếu sổ")

    assert set(taken.values_list("action", flat=True)) == {"entry_sessions.exported", "bulk_steps.exported"}


def test_the_clocks_leave_as_they_stand_and_as_they_were_set(house: House, client_as: ClientAs) -> None:
    shown = client_as(OFFICER).get(reverse("registrations:clock-list")).content.decode()
    before = rows(client_as(OFFICER), "registrations:clock-export")
    set_clock(
        access=house.access("tinh.mttq"),
        kind="contact",
        days=before[0][4] + 3,
        again=7,
        valid_from=registrations.day("01/01/2018").on,
        reason="=Thông báo 12",
    )
    after = rows(client_as(OFFICER), "registrations:clock-export")
    changed = [row for row in after if row[8] == "=Thông báo 12"]

    assert f'href="{reverse("registrations:clock-export")}"' in shown
    assert {row[2] for row in before} == {"x"}
    assert {row[1]: row[5] for row in before}["Hộ chiếu sắp hết hạn"] == "x"
    assert {row[5] for row in changed} == {None}
    assert [row[2] for row in changed] == ["x", None]
    assert {row[4] for row in changed} == {before[0][4] + 3}
    assert changed[1][9]


def test_devices_leave_for_their_owner_only_and_without_the_key_of_a_session(client_as: ClientAs) -> None:
    here, elsewhere = client_as(OFFICER), client_as(OFFICER)
    other = client_as(COLLEAGUE)
    for client in (here, elsewhere, other):
        assert client.get(reverse("accounts:session-list")).status_code == 200  # a row for each browser

    found = rows(here, "campaigns:device-export")

    assert len(found) == 2
    keys = [client.session.session_key for client in (here, elsewhere, other)]
    assert not [key for key in keys if key in str(found)]
    assert reverse("campaigns:device-export") in here.get(reverse("accounts:session-list")).content.decode()
