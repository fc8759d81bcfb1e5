"""The empty list officers fill in: headings the reader knows, numbers as text, communes and markets to choose from."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.access import Access
from campaigns.current import working_day
from campaigns.models import Campaign, Unit
from outreach.models import Market

# The sheet is a Vietnamese form like the paper one, whatever language the page is shown in.
HEADINGS = (
    "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Số điện thoại", "Ấp/Khu phố", "Xã", "Huyện", "Thuộc hộ",
    "Quan hệ với hội viên", "Họ tên hội viên", "Thị trường", "Ngày đăng ký", "Đồng ý", "Ghi chú",
)  # fmt: skip
ROWS = 300
TEXT_COLUMNS = "BDEFGHIJKLMNOP"


def template_workbook(access: Access, campaign: Campaign) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    sheet.append(HEADINGS)
    for number in range(1, ROWS + 1):
        sheet.cell(number + 1, 1, number)
    _dress(sheet)
    lists = book.create_sheet("Danh mục")
    units = Unit.objects.within(access).on(working_day(campaign)).communes().select_related("parent")
    _column(lists, 1, [unit.name for unit in units])
    _column(lists, 2, list(Market.objects.values_list("name", flat=True)))
    _choose(sheet, "H", f"'Danh mục'!$A$1:$A${max(1, len(units))}")
    _choose(sheet, "M", f"'Danh mục'!$B$1:$B${Market.objects.count() or 1}")
    _choose(sheet, "C", '"Nam,Nữ"')
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E1F1F7")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for letter in TEXT_COLUMNS:
        sheet.column_dimensions[letter].width = 18
        for row in range(2, ROWS + 2):
            sheet[f"{letter}{row}"].number_format = "@"  # text: Excel keeps leading zeros and dates as typed
    sheet.column_dimensions["B"].width = 28
    sheet.freeze_panes = "C2"


def _column(sheet: Worksheet, column: int, values: list[str]) -> None:
    for row, value in enumerate(values, start=1):
        sheet.cell(row, column, value)


def _choose(sheet: Worksheet, letter: str, source: str) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
