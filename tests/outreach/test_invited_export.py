"""The invited list leaves the house as every list of people does: by the managers' right, against a purpose, of the own events only."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from campaigns.exporting import FIRST_ROW, tab
from outreach.models import Event
from outreach.services import attendance
from tests.factories import outreach as make
from tests.factories.campaigns import House

ClientAs = Callable[[str], Client]


@pytest.fixture
def event(house: House) -> Event:
    """Two guests, one of whom came; somebody who came uninvited; and another meeting with a guest of its own."""
    made = make.event(house.campaign, house.ba_tri, house.organizations["phunu"])
    make.invitee(made, "=Lê Văn Khách", unit=house.bao_thanh)
    make.invitee(made, "Trần Thị Vắng", unit=house.bao_thanh)
    access = house.access("tinh.phunu")
    attendance.tick(access=access, invitee=made.invitees.get(number=1))
    attendance.walk_in(access=access, event=made, full_name="Phạm Văn Tới")
    make.invitee(make.event(house.campaign, house.ba_tri, house.organizations["phunu"]), "Võ Thị Khác")
    return made


def url(event: Event) -> str:
    return reverse("outreach:invitee-export", args=[event.pk])


def sheet(client: Client, event: Event) -> Any:
    answer = client.post(url(event), {"purpose": "gửi giấy mời"})
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)).active


def test_the_file_says_who_is_on_the_list_and_who_came(
    house: House, client_as: ClientAs, event: Event
) -> None:
    found = sheet(client_as("tinh.phunu"), event)
    rows = [list(row) for row in found.iter_rows(min_row=FIRST_ROW, values_only=True)]

    assert [row[1:3] for row in rows] == [[1, "=Lê Văn Khách"], [2, "Trần Thị Vắng"], [3, "Phạm Văn Tới"]]
    assert rows[0][3:7] == [1998, "Xã Bảo Thạnh", "Huyện Ba Tri", "Hội Phụ nữ"]
    assert [bool(row[7]) for row in rows] == [True, False, True]
    assert [row[8] for row in rows] == [None, None, "x"]
    assert {cell.data_type for row in found for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_who_took_the_list_and_what_for_stands_in_it_and_in_the_trail(
    house: House, client_as: ClientAs, event: Event
) -> None:
    marked = str(sheet(client_as("tinh.phunu"), event)["A1"].value)
    entry = AuditEntry.objects.get(kind="export", action="invitees.exported")

    assert "gửi giấy mời" in marked
    assert "không chuyển" in marked
    assert entry.purpose == "gửi giấy mời"
    assert {str(event.pk), *(str(one.pk) for one in event.invitees.all())} <= set(entry.object_ids)


def test_without_a_purpose_no_guest_leaves(house: House, client_as: ClientAs, event: Event) -> None:
    assert client_as("tinh.phunu").post(url(event), {"purpose": " "}).status_code == 422
    assert not AuditEntry.objects.filter(kind="export").exists()


def test_the_guests_of_another_body_are_not_there(house: House, client_as: ClientAs) -> None:
    theirs = make.event(house.campaign, house.ba_tri, house.organizations["nongdan"])
    make.invitee(theirs)

    assert client_as("tinh.phunu").post(url(theirs), {"purpose": "xem lại"}).status_code == 404
    assert client_as("tinh.mttq").post(url(theirs), {"purpose": "xem lại"}).status_code == 200


@pytest.mark.parametrize("page", ["outreach:invitee-list", "outreach:attendance"])
def test_both_pages_lead_a_manager_to_the_file_and_nobody_else(
    house: House, client_as: ClientAs, event: Event, page: str
) -> None:
    address = reverse(page, args=[event.pk])

    assert f'href="{url(event)}"' in client_as("tinh.phunu").get(address).content.decode()
    assert url(event) not in client_as("huyen.batri.phunu").get(address).content.decode()
    assert client_as("huyen.batri.phunu").get(url(event)).status_code == 403


def test_an_empty_list_offers_no_file(house: House, client_as: ClientAs) -> None:
    empty = make.event(house.campaign, house.ba_tri, house.organizations["phunu"])

    shown = client_as("tinh.phunu").get(reverse("outreach:invitee-list", args=[empty.pk]))
    assert url(empty) not in shown.content.decode()


def test_the_tab_of_a_file_never_ends_in_an_apostrophe() -> None:
    """Excel calls such a workbook damaged."""
    assert tab("'Danh sách khách mời: hội thị 'A'") == "Danh sách khách mời: hội thị 'A".replace(":", "")
