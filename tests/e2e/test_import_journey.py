"""A messy list from beginning to end: columns said, words chosen, cells mended by keys, written, the rest had back, all of it taken back."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.e2e.test_journeys import until
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
HEAD = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Xã"]
GIVEN = ["Lành", "Mơ", "Nết", "Oanh"]
numbers = count(600_001)  # those of fast entry begin at 800,000


def messy(visitor: Visitor) -> bytes:
    """Two whose commune nobody knows, one born on no day, one with a number of no length, who stays out."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["DANH SÁCH ĐĂNG KÝ ĐI LÀM VIỆC Ở NƯỚC NGOÀI"])
    sheet.append([*HEAD, shoes(visitor)])
    for nth, given in enumerate(GIVEN, start=1):
        name, number = f"Đoàn Thị Trúc {given}", f"083198{next(numbers):06}"
        visitor.hide(name, number)
        sheet.append([nth, name, "Nữ", "05/03/1998", number, "Xã Không Rõ" if nth < 3 else "Bảo Thạnh", 37])
    sheet["D5"], sheet["E6"] = "31/02/1998", "0831"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shoes(visitor: Visitor) -> str:
    """A column nobody has asked for; its body learns at once that it is not needed, so that each visitor brings another."""
    return f"Cỡ giày {visitor.screen}"


def test_a_messy_list_from_upload_to_undo(visitor: Visitor) -> None:
    page, name = visitor.page, f"lon-xon-{visitor.screen}.xlsx"
    visitor.sign_in("huyen.batri.phunu").open("/nhap-excel/").looks("Nhập từ Excel")
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "", "buffer": messy(visitor)})
    visitor.press("Tải lên")
    until(page.get_by_role("heading", name="chưa rõ").first.is_visible, visitor)
    visitor.looks(name)

    visitor.press(f"Không cần {shoes(visitor)}").looks(name)
    say_which_commune(visitor)
    visitor.looks(name)
    visitor.click("Sửa nhiều dòng").looks("Sửa nhiều dòng")
    if visitor.has_script:
        mend_by_keys(visitor)
    else:
        cell(visitor, "birth", 5).fill("28/02/1998")
        visitor.press("Kiểm tra lại")
    visitor.sees("1 dòng").looks("Sửa nhiều dòng")
    visitor.open(page.url.removeprefix(visitor.site.url).partition("sua/")[0]).looks(name)

    visitor.press("Ghi 3 dòng sẵn sàng")
    until(page.get_by_text("Đã ghi").first.is_visible, visitor)
    visitor.looks(name)
    rest: Any = load_workbook(visitor.download("Tải 1 dòng chưa ghi")).active
    words = [str(value) for row in rest.iter_rows(values_only=True) for value in row if value]
    assert "Lỗi" in words
    assert [word for word in words if word.startswith("Đoàn Thị Trúc")] == ["Đoàn Thị Trúc Oanh"]

    visitor.click("Thu hồi danh sách").looks("Thu hồi danh sách")
    visitor.press("Thu hồi danh sách")
    until(page.get_by_text("đã được thu hồi").first.is_visible, visitor)
    visitor.looks(name)


def say_which_commune(visitor: Visitor) -> None:
    """One choice for both rows."""
    words = visitor.page.get_by_role("combobox", name="Xã Không Rõ")
    words.select_option(label="Xã Bảo Thạnh, Huyện Ba Tri")
    visitor.press("Áp dụng cho tất cả")


def mend_by_keys(visitor: Visitor) -> None:
    """The first problem has the focus; Alt+N goes on and around, F2 into the words, Esc takes back, arrows leave the cell."""
    page = visitor.page
    birth, number = cell(visitor, "birth", 5), cell(visitor, "identity", 6)
    expect(birth).to_be_focused()
    page.keyboard.press("Alt+n")
    expect(number).to_be_focused()
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(number).to_have_value("0831")
    page.keyboard.press("ArrowUp")
    expect(cell(visitor, "identity", 5)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+n")
    expect(birth).to_be_focused()

    page.keyboard.press("F2")
    for _letter in range(len("31/02/1998") - 2):
        page.keyboard.press("ArrowLeft")
    expect(birth).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("28")
    expect(birth).to_have_value("28/02/1998")
    page.keyboard.press("Control+Enter")


def cell(visitor: Visitor, column: str, row: int) -> Any:
    """The field of a column in the row that the sheet calls so."""
    line = visitor.page.locator("#grid tbody tr:not(.said)").filter(
        has=visitor.page.get_by_role("link", name=str(row), exact=True)
    )
    return line.locator(f"input[name^={column}-]")
