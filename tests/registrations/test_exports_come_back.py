"""What leaves the house as .xlsx or .csv can come back: nothing changed is nothing to do, and no cell is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from imports.header import key_of
from imports.models import Batch
from registrations.importing.columns import HEADINGS, VOCABULARY
from registrations.models import Registration
from registrations.services import people
from registrations.services.candidates import Belonging, GroupClaim, Wish
from tests.factories.campaigns import House
from tests.factories.registrations import day, departed, market, registered, withdrawn
from tests.registrations.test_import_pages import states, upload, worked

ClientAs = Callable[[str], Client]
WHO = "tinh.phunu"


def populate(house: House) -> list[Registration]:
    """People of every kind that a list knows."""
    poor, merit = GroupClaim("poor", date(2018, 1, 1)), GroupClaim("merit", date(2018, 1, 1))
    union, farmers = house.organizations["phunu"], house.organizations["nongdan"]
    return [
        registered(house),
        registered(house, full_name="Nguyễn Thị Ẫm", birth=day("03/1998"), identity=""),
        registered(house, full_name="Đỗ Thị Ỷ", birth=day("1998"), identity="", sex="unknown"),
        registered(house, full_name="Hà-Lê Thị O’Lan", phones=("0912345678 - 01653456789", "0275 3822222")),
        registered(house, groups=(poor, merit), hamlet="Ấp 3", education="12/12", ethnicity="Khmer"),
        registered(house, affiliations=(Belonging(union, "child", "Lê Thị B"), Belonging(farmers, "self"))),
        registered(house, affiliations=(Belonging(farmers, "grandchild"),), identity="321234567"),
        registered(house, on="03/2018", wish=Wish(market=market(), note="=1+1\n- có tay nghề; +84")),
        registered(house, skills="@hàn; =tiện", identity="C1234567"),
        departed(house),
        withdrawn(house),
        registered(house, house.access("tinh.phunu"), unit=house.tan_thach),
    ]


def export(client: Client, **given: str) -> bytes:
    answer = client.post(reverse("registrations:export"), {"purpose": "kiểm tra lại", **given})
    assert answer.status_code == 200
    return answer.content


def checked(client: Client, content: bytes, name: str = "ds.xlsx") -> Batch:
    upload(client, content, name)
    return worked(Batch.objects.latest("uploaded_at"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("whole", ["", "on"])
def test_an_export_that_comes_back_changes_nothing(
    house: House, client_as: ClientAs, kind: str, whole: str
) -> None:
    made, client = populate(house), client_as(WHO)
    content = export(client, format=kind, whole=whole)
    batch = checked(client, content, name=f"ds.{kind}")
    assert states(batch) == ["unchanged"] * len(made)
    assert batch.counts["unchanged"] == len(made)
    page = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert "0 thay đổi" in page
    assert reverse("registrations:import-commit", args=[batch.pk]) not in page


def test_a_person_changed_in_the_file_or_in_the_house_is_the_only_one_asked_about(
    house: House, client_as: ClientAs
) -> None:
    made, client = populate(house)[:5], client_as(WHO)
    book: Any = load_workbook(BytesIO(export(client)))
    names = {cell.value: cell for row in book.active for cell in row}
    people.change_person(access=house.access(WHO), person=made[4].person, hamlet="Ấp 5")
    row = names[made[0].person.full_name].row
    book.active.cell(row, column(book, "Ấp")).value = "Ấp 9"
    out = BytesIO()
    book.save(out)

    batch = checked(client, out.getvalue())
    assert sorted(set(states(batch))) == ["duplicate", "unchanged"]
    assert states(batch).count("duplicate") == 2
    assert Registration.objects.count() == 12


def column(book: Any, heading: str) -> int:
    return next(cell.column for cell in book.active[3] if cell.value == heading)


def test_a_code_of_somebody_out_of_view_tells_nothing(house: House, client_as: ClientAs) -> None:
    stranger = registered(house, house.access("tinh.nongdan"), unit=house.tan_thach, full_name="Trần Thị Lạ")
    rows = f"Mã hồ sơ;Họ và tên;Xã\n{stranger.pk};Trần Thị Lạ;Bảo Thạnh\n".encode("utf-8-sig")
    batch = checked(client_as(WHO), rows, name="ds.csv")
    assert states(batch) != ["unchanged"]


def test_no_cell_of_an_export_is_a_formula(house: House, client_as: ClientAs) -> None:
    populate(house)
    client = client_as(WHO)
    sheet: Any = load_workbook(BytesIO(export(client, purpose="=1+1 báo cáo"))).active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n"}
    text = export(client, format="csv", purpose="=1+1 báo cáo").decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert [cell for cell in cells if cell.startswith("'")] == ["'=1+1\n- có tay nghề; +84", "'@hàn; =tiện"]


def test_whole_numbers_leave_only_where_somebody_asks_for_them_and_the_trail_says_so(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, phones=("0912345678",))
    number = made.person.identities.get().value
    client = client_as(WHO)
    assert number not in export(client, format="csv").decode()
    told = export(client, format="csv", whole="on").decode()
    assert number in told
    assert "0912345678" in told
    assert "kiểm tra lại" in told.splitlines()[0]
    asked = AuditEntry.objects.filter(action="registrations.exported").order_by("pk")
    assert [entry.changes["whole_numbers"] for entry in asked] == [False, True]


def test_every_heading_of_an_export_is_read_as_its_own_column() -> None:
    for key, heading in HEADINGS.items():
        assert key_of(heading, VOCABULARY) == key, heading
