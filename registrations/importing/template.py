"""The empty list officers fill in: headings the reader knows, numbers and dates as text, everything that can be chosen to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.access import Access
from campaigns.current import working_day
from campaigns.exporting import FACE, SIZE, WASH
from campaigns.models import Campaign, Unit
from campaigns.succession import district_of
from outreach.models import Market
from registrations.importing import words


@dataclass(frozen=True)
class Column:
    """A heading with what Excel says at its cells; `paper` is its share of the width of a printed list."""

    heading: str
    width: int
    hint: str = ""
    choices: str = ""  # the heading of its list on the second sheet
    rule: str = ""  # a formula that holds of a good cell; {0} is the cell
    paper: int = 0


DATE = "Ghi ngày/tháng/năm, ví dụ 05/03/1998. Không nhớ ngày thì ghi tháng/năm hoặc chỉ năm sinh."
# A date as written, kept as text: Excel neither turns it around nor makes a number of it.
IS_DATE = 'OR(LEN({0})=4,AND(LEN({0})>=6,LEN({0})<=10,ISNUMBER(FIND("/",{0}))))'
IS_IDENTITY = "AND(ISNUMBER(VALUE({0})),OR(LEN({0})=12,LEN({0})=9))"
IS_PHONE = 'AND(LEN({0})>=10,LEFT({0},1)="0")'
# The sheet is a Vietnamese form like the paper one, whatever language the page is shown in.
COLUMNS = (
    Column("STT", 6, paper=4),
    Column("Họ và tên", 28, "Ghi đầy đủ họ, chữ đệm và tên, có dấu.", paper=16),
    Column("Giới tính", 10, choices="Giới tính", paper=4),
    Column("Ngày sinh", 13, DATE, rule=IS_DATE, paper=8),
    Column("Số CCCD", 16, "Ghi đủ 12 chữ số, kể cả số 0 ở đầu.", rule=IS_IDENTITY, paper=12),
    Column("Số điện thoại", 15, "Ghi đủ 10 chữ số, kể cả số 0 ở đầu.", rule=IS_PHONE, paper=9),
    Column("Ấp/Khu phố", 16, paper=8),
    Column("Xã", 22, "Chọn xã trong danh sách.", choices="Xã", paper=9),
    Column("Huyện", 20, "Chỉ cần chọn khi có hai xã trùng tên.", choices="Huyện"),
    Column("Thuộc hộ", 20, choices="Thuộc hộ", paper=7),
    Column("Quan hệ với hội viên", 20, choices="Quan hệ với hội viên"),
    Column("Họ tên hội viên", 24),
    Column("Thị trường", 16, choices="Thị trường", paper=7),
    Column("Ngày đăng ký", 14, DATE, rule=IS_DATE, paper=7),
    Column("Đồng ý", 10, "Đánh dấu x khi người đăng ký đã ký đồng ý cung cấp thông tin.", choices="Đồng ý", paper=9),
    Column("Ghi chú", 30),
)  # fmt: skip
HEADINGS = tuple(column.heading for column in COLUMNS)
PAPER_COLUMNS = tuple(column for column in COLUMNS if column.paper)
LISTS = "Danh mục"
ROWS = 300
WRONG = "Chưa đúng mẫu"
THIN = Side(style="thin", color="A6B1BD")
HEADING, NUMBER, TYPED = "Tiêu đề cột", "Số thứ tự", "Ô ghi"  # the names of the looks, as Excel lists them


def template_workbook(access: Access, campaign: Campaign) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    sheet.append(HEADINGS)
    for number in range(1, ROWS + 1):
        sheet.cell(number + 1, 1, number)
    for look in _looks():
        book.add_named_style(look)
    _dress(sheet)
    sources = _write_lists(book, _choices(access, campaign))
    for place, column in enumerate(COLUMNS, start=1):
        _guard(sheet, get_column_letter(place), column, sources.get(column.choices, ""))
    _lock(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices(access: Access, campaign: Campaign) -> dict[str, list[str]]:
    """What may be chosen, by heading: only what the officer's list can be about."""
    communes = Unit.objects.within(access).on(working_day(campaign)).communes().select_related("parent")
    districts = {found.name: None for unit in communes if (found := district_of(unit))}
    return {
        "Xã": list(dict.fromkeys(unit.name for unit in communes)),
        "Huyện": list(districts),
        "Thị trường": list(Market.objects.values_list("name", flat=True)),
        "Giới tính": ["Nam", "Nữ"],
        "Thuộc hộ": [_first(said) for said in words.GROUPS.values()],
        "Quan hệ với hội viên": [_first(said) for said in words.RELATIONS.values()],
        "Đồng ý": ["x"],
    }


def _first(said: str) -> str:
    """The plainest of the words that mean the same: the longest of the first two."""
    return max(said.split("|")[:2], key=len)


def _write_lists(book: Workbook, choices: dict[str, list[str]]) -> dict[str, str]:
    """The lists on a sheet of their own, out of sight; where each stands."""
    lists = book.create_sheet(LISTS)
    sources = {}
    for place, (heading, values) in enumerate(choices.items(), start=1):
        for row, value in enumerate(values, start=1):
            lists.cell(row, place, value)
        letter = get_column_letter(place)
        sources[heading] = f"'{LISTS}'!${letter}$1:${letter}${max(1, len(values))}"
    lists.sheet_state = "hidden"
    return sources


def _looks() -> Iterator[NamedStyle]:
    """How cells look, each look worked out once: cell by cell it takes a second."""
    lines = Border(THIN, THIN, THIN, THIN)
    middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
    yield NamedStyle(
        HEADING, font=Font(name=FACE, size=SIZE, bold=True), fill=WASH, alignment=middle, border=lines
    )
    yield NamedStyle(NUMBER, font=Font(name=FACE, size=SIZE), border=lines)
    # Text: Excel keeps leading zeros and dates as typed.
    free = Protection(locked=False)
    yield NamedStyle(TYPED, font=Font(name=FACE, size=SIZE), border=lines, number_format="@", protection=free)


def _dress(sheet: Worksheet) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        for row in range(1, ROWS + 2):
            sheet.cell(row, place).style = HEADING if row == 1 else NUMBER if place == 1 else TYPED
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _guard(sheet: Worksheet, letter: str, column: Column, source: str) -> None:
    """Excel says what a cell takes before it is filled in, and takes nothing else."""
    if not (column.hint or source):
        return
    if source:
        rule = DataValidation(type="list", formula1=source)
    elif column.rule:
        rule = DataValidation(type="custom", formula1=column.rule.format(f"{letter}2"))
    else:
        rule = DataValidation()
    rule.allow_blank = True
    rule.showErrorMessage, rule.errorTitle = True, WRONG
    rule.error = column.hint or "Chọn một mục trong danh sách."
    rule.showInputMessage, rule.promptTitle, rule.prompt = bool(column.hint), column.heading, column.hint
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")


def _lock(sheet: Worksheet) -> None:
    """Headings and formats stay as they are; rows may be sorted, added and taken out. There is no password."""
    protection = sheet.protection
    protection.sheet = True
    protection.insertRows = protection.deleteRows = protection.sort = protection.autoFilter = False
    protection.formatColumns = protection.formatRows = False
