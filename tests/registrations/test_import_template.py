"""The empty list: everything that can be chosen is the sender's own, numbers and dates stay as typed, and what is filled in is read without a question."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from imports.parsing import parse
from registrations.importing import CandidateImporter
from registrations.importing.template import HEADINGS, LISTS, ROWS, template_workbook
from tests.factories.campaigns import House
from tests.factories.registrations import market

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"
GIVEN = {
    "Họ và tên": "Nguyễn Thị Ẫm", "Giới tính": "Nữ", "Ngày sinh": "05/03/1998", "Số CCCD": "083198000001",
    "Số điện thoại": "0912345678", "Xã": "Xã Bảo Thạnh", "Thuộc hộ": "cận nghèo", "Thị trường": "Nhật Bản", "Đồng ý": "x",
}  # fmt: skip


@pytest.fixture
def book(house: House) -> Workbook:
    market()
    return load_workbook(BytesIO(template_workbook(house.access(WHO), house.campaign)))


def rules(book: Workbook) -> dict[str, Any]:
    """The rule of each column by its heading."""
    sheet = book.worksheets[0]
    return {
        str(sheet[f"{str(rule.sqref)[0]}1"].value): rule for rule in sheet.data_validations.dataValidation
    }


def listed(book: Workbook, heading: str) -> list[Any]:
    sheet, cells = rules(book)[heading].formula1.split("!")
    assert sheet.strip("'") == LISTS
    return [row[0].value for row in book[LISTS][cells.replace("$", "")]]


def test_only_communes_of_the_sender_can_be_chosen_and_nothing_else_is_taken(
    house: House, book: Workbook
) -> None:
    assert set(listed(book, "Xã")) == {"Xã Bảo Thạnh", "Xã Bảo Thuận", "Xã An Hiệp"}
    assert listed(book, "Huyện") == ["Huyện Ba Tri"]
    assert listed(book, "Giới tính") == ["Nam", "Nữ"]
    chosen = [rule for rule in rules(book).values() if rule.type == "list"]
    assert len(chosen) == 7
    assert all(rule.showErrorMessage and rule.errorStyle in (None, "stop") for rule in chosen)
    assert book[LISTS].sheet_state == "hidden"


def test_numbers_and_dates_are_text_and_the_formats_are_locked(book: Workbook) -> None:
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    places = {heading: nth for nth, heading in enumerate(HEADINGS, start=1)}
    for heading in ("Số CCCD", "Số điện thoại", "Ngày sinh", "Ngày đăng ký"):
        for row in (2, ROWS + 1):
            cell = sheet.cell(row, places[heading])
            assert (cell.number_format, cell.protection.locked) == ("@", False)
    assert sheet.protection.sheet
    assert sheet.protection.formatCells, "locked"
    assert not sheet.protection.password
    assert "05/03/1998" in rules(book)["Ngày sinh"].prompt
    assert rules(book)["Số CCCD"].type == "custom"


def test_a_list_filled_in_by_its_choices_is_read_without_a_question(house: House, book: Workbook) -> None:
    sheet = book.worksheets[0]
    for nth, heading in enumerate(HEADINGS, start=1):
        if heading in GIVEN:
            sheet.cell(2, nth, GIVEN[heading])
    out = BytesIO()
    book.save(out)
    importer = CandidateImporter(house.access(WHO), house.campaign)
    (reading,), _skipped, columns = importer.read(parse(out.getvalue(), "mau.xlsx"))
    assert (reading.state, reading.problems) == ("ready", [])
    assert (reading.values["unit"], reading.values["identity"]) == (house.bao_thanh.pk, "083198000001")
    assert (reading.values["groups"], reading.values["market"]) == (["near_poor"], "JP")
    assert {one["fate"] for one in columns["headings"]} == {"read"}
    assert [(one["why"], one["first"], one["last"]) for one in columns["left_out"]] == [
        ("number_only", 3, ROWS + 1)
    ]


def test_every_choice_of_the_template_is_understood(house: House, book: Workbook) -> None:
    importer = CandidateImporter(house.access(WHO), house.campaign)
    for heading in ("Thuộc hộ", "Quan hệ với hội viên", "Thị trường", "Xã", "Giới tính"):
        for word in listed(book, heading):
            table = Workbook()
            page = table.worksheets[0]
            given = GIVEN | {heading: word, "Số CCCD": "", "Ngày sinh": "1998"}
            page.append(list(given))
            page.append(list(given.values()))
            out = BytesIO()
            table.save(out)
            (reading,), _skipped, _columns = importer.read(parse(out.getvalue(), "mau.xlsx"))
            assert reading.state == "ready", (heading, word, reading.problems)


def test_a_blank_list_for_paper_has_running_numbers_over_all_its_sheets(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    address = reverse("registrations:import-blank")
    text = client.get(address, {"so-to": "3"}).content.decode()
    assert text.count('class="paper"') == 3
    assert ">54</th>" in text
    assert ">55</th>" not in text
    assert "Tờ 3/3" in text
    assert "Huyện Ba Tri" in text
    for odd in ("0", "999", "x", "-1"):
        assert client.get(address, {"so-to": odd}).status_code == 200
