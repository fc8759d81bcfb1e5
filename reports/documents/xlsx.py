"""The tables of the review as a workbook: the same numbers as real numbers, one sheet per table, no formulas.

A figure leads to its people by a link in its cell, where the paper has one; every row is here, also those too many for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from reports.documents.model import Print
from reports.documents.rules import Rule
from reports.documents.tables import Column, Table
from reports.documents.words import UNKNOWN, day

FACE = "Times New Roman"
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
PLAIN, BOLD, ITALIC = (
    Font(name=FACE, size=12),
    Font(name=FACE, size=12, bold=True),
    Font(name=FACE, size=11, italic=True),
)
TITLE, GREY = Font(name=FACE, size=14, bold=True), Font(name=FACE, size=8, color="6B6B6B")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
SIDES = {
    "text": Alignment(vertical="center", wrap_text=True),
    "ordinal": Alignment(horizontal="center", vertical="center"),
}
RIGHT = Alignment(horizontal="right", vertical="center")
FORMATS = {"percent": "#,##0.0", "money": "#,##0.0,,", "change": '+#,##0;"−"#,##0;0'}
ROOM = {True: 130, False: 86}  # characters of 12 points between the margins of a sheet
HIGH, SMALL = 16.5, 12.0  # points, a line of text and a line of codes
NARROW = 0.9  # of the width of a column is what words fill: they break where they can
INCH = 25.4
MOST_LINKS = 20_000  # Excel opens at most 65,530


def xlsx(review: Print) -> bytes:
    book = Workbook(write_only=True)
    book.properties.title = f"Báo cáo {review.subject}"
    book.properties.creator, book.properties.language = review.author, "vi-VN"
    for table in review.tables:
        write(book, review, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write(book: Any, review: Print, table: Table) -> None:
    """Title, window and moment on top; head, codes, rows, total; notes below."""
    sheet = book.create_sheet(f"Phụ lục {table.roman}")
    above = [(f"Phụ lục {table.roman}", TITLE), (f"{table.title} NĂM {review.year}", TITLE)]
    above += [(words, ITALIC) for words in lead(review)]
    first = len(above) + 2
    lines = heads(sheet, table, first)
    last = first + len(lines) - 1
    set_up(sheet, review, table, first, last)
    heighten(sheet, table, first, last)
    for n, (words, font) in enumerate(above, start=1):
        across(sheet, table, n, words, font, MIDDLE)
    sheet.append([])
    for cells in lines:
        sheet.append(cells)
    link = review.link if len(table.rows) * len(table.columns) < MOST_LINKS else ""
    for n, row in enumerate(table.rows):
        sheet.append(line(sheet, table, row, n, link))
    if table.total:
        sheet.append(line(sheet, table, table.total, None, link))
    sheet.append([])
    below = last + len(table.rows) + bool(table.total) + 2
    for n, note in enumerate((*table.notes, review.source), start=below):
        across(sheet, table, n, note, ITALIC, SIDES["text"])


def across(sheet: Any, table: Table, n: int, words: str, font: Font, align: Alignment) -> None:
    """A line as wide as the table."""
    sheet.merged_cells.add(f"A{n}:{get_column_letter(len(table.columns))}{n}")
    sheet.row_dimensions[n].height = HIGH * lines_of(words, sum(widths(table)))
    sheet.append([cell(sheet, words, font, align=align)])


def widths(table: Table) -> list[float]:
    """Of the columns, in characters; together the room between the margins."""
    whole = sum(column.width for column in table.columns)
    return [
        max(column.width * ROOM[table.landscape] / whole, 5 if column.kind == "ordinal" else 8) for column in table.columns
    ]  # fmt: skip


def lines_of(words: Any, width: float) -> int:
    return ceil(len(words) / (width * NARROW)) or 1 if isinstance(words, str) else 1


def heighten(sheet: Any, table: Table, first: int, last: int) -> None:
    """Rows as high as their words need: not every program measures them when it opens the file."""
    room = widths(table)
    pairs = list(zip(table.columns, room, strict=True))
    alone = max([1, *(lines_of(column.head, width - 1) for column, width in pairs if not column.group)])
    inner = max([1, *(lines_of(column.head, width - 1) for column, width in pairs if column.group)])
    heads = [1, max(inner, alone - 1)] if table.is_grouped else [alone]
    for n, high in enumerate(heads, start=first):
        sheet.row_dimensions[n].height = HIGH * high
    sheet.row_dimensions[last].height = SMALL
    for n, row in enumerate(table.rows, start=last + 1):
        high = max(lines_of(value, width) for value, width in zip(row, room, strict=True))
        if high > 1:
            sheet.row_dimensions[n].height = HIGH * high


def set_up(sheet: Any, review: Print, table: Table, first: int, last: int) -> None:
    """A4, the margins of the paper, one page wide; the head on every page and always in view; the code of the table at the foot."""
    setup, rule = sheet.page_setup, review.rule
    setup.orientation = "landscape" if table.landscape else "portrait"
    setup.paperSize, setup.fitToWidth, setup.fitToHeight = 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.top, margins.right, margins.bottom, margins.left = (side / INCH for side in rule.margins)
    margins.header = margins.footer = 10 / INCH
    sheet.print_title_rows = f"{first}:{last}"
    sheet.freeze_panes = f"{'C' if len(table.columns) > 4 else 'A'}{last + 1}"
    number_pages(sheet, rule)
    sheet.HeaderFooter.oddFooter.left.text = f'&"{FACE},Regular"&7 {review.code}-{table.code}'
    for n, width in enumerate(widths(table), start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width


def number_pages(sheet: Any, rule: Rule) -> None:
    """Hidden on the first page, as on paper; every appendix counts from 1."""
    sheet.HeaderFooter.differentFirst = True
    place = (
        sheet.HeaderFooter.oddHeader.center
        if rule.number_place == "top-center"
        else sheet.HeaderFooter.oddFooter.right
    )
    place.text = f'&"{FACE},Regular"&{rule.number_size:.0f}&P'
    sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber = 1, True


def lead(review: Print) -> list[str]:
    window = review.figures["window"]
    return [
        review.attached,
        f"Từ ngày {day(window['start'])} đến ngày {day(window['end'])}; số liệu tính đến {review.known}",
        *([review.marks] if review.marks else []),
    ]


def heads(sheet: Any, table: Table, first: int) -> list[list[Any]]:
    """The head in one or two lines with its cells joined as on paper, and the line of codes."""
    upper = [
        cell(sheet, column.group or column.head, BOLD, align=MIDDLE, framed=True) for column in table.columns
    ]
    codes = [cell(sheet, code, GREY, align=MIDDLE, framed=True) for code in table.codes]
    if not table.is_grouped:
        return [upper, codes]
    lower = [
        cell(sheet, column.head if column.group else None, BOLD, align=MIDDLE, framed=True)
        for column in table.columns
    ]
    at = 1
    for head in table.head:
        left, right = get_column_letter(at), get_column_letter(at + head.span - 1)
        if not head.grouped:
            sheet.merged_cells.add(f"{left}{first}:{left}{first + 1}")
        elif head.span > 1:
            sheet.merged_cells.add(f"{left}{first}:{right}{first}")
        at += head.span
    return [upper, lower, codes]


def line(sheet: Any, table: Table, row: Sequence[Any], n: int | None, link: str) -> list[Any]:
    font = BOLD if n is None else PLAIN
    return [
        value_cell(sheet, value, column, font, f"{link}{table.figure_code(c, n)}/" if link and table.opens(c, n, value) else "")
        for c, (value, column) in enumerate(zip(row, table.columns, strict=True))
    ]  # fmt: skip


def value_cell(sheet: Any, value: Any, column: Column, font: Font, link: str) -> Any:
    made = cell(
        sheet, UNKNOWN if value is None else value, font, align=SIDES.get(column.kind, RIGHT), framed=True
    )
    if not isinstance(made.value, str):
        whole = "#,##0.##" if isinstance(made.value, float) else "#,##0"
        made.number_format = FORMATS.get(column.kind, whole)
    if link:
        made.hyperlink = Hyperlink(ref="", target=link)
    return made


def cell(sheet: Any, value: Any, font: Font, *, align: Alignment | None = None, framed: bool = False) -> Any:
    """Text is text, even when it begins with an equals sign."""
    if isinstance(value, Fraction):
        value = int(value) if value.denominator == 1 else float(value)
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"
    made.font = font
    if framed:
        made.border = FRAME
    if align is not None:
        made.alignment = align
    return made
