"""The tables of the review as a workbook: the same numbers as real numbers, one sheet per table, no formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from reports.documents.model import Print
from reports.documents.tables import Table
from reports.documents.words import UNKNOWN, day

FACE = "Times New Roman"
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FORMATS = {"percent": "0.0", "money": "#,##0", "change": "+#,##0;-#,##0;0"}
WIDEST = 60


def xlsx(review: Print) -> bytes:
    book = Workbook(write_only=True)
    for table in review.tables:
        write(book, review, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write(book: Any, review: Print, table: Table) -> None:
    """Title, window and moment on top; head, codes, rows, total; notes below."""
    sheet = book.create_sheet(f"Phụ lục {table.roman}")
    sheet.page_setup.orientation = "landscape" if table.landscape else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for n, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = min(max(width * 1.1, 8), WIDEST)
    for words in (f"Phụ lục {table.roman}. {table.title} NĂM {review.year}", *lead(review)):
        sheet.append([cell(sheet, words, bold=words.startswith("Phụ lục"))])
    sheet.append([])
    sheet.append([cell(sheet, words, bold=True, framed=True) for words in heads(table)])
    sheet.append([cell(sheet, code, framed=True) for code in table.codes])
    for row in table.rows:
        sheet.append(line(sheet, table, row))
    if table.total:
        sheet.append(line(sheet, table, table.total, bold=True))
    sheet.append([])
    for note in (*table.notes, review.source):
        sheet.append([cell(sheet, note)])


def lead(review: Print) -> list[str]:
    window = review.figures["window"]
    marks = [review.marks] if review.marks else []
    return [
        f"Từ ngày {day(window['start'])} đến ngày {day(window['end'])}; số liệu tính đến {review.known}",
        *marks,
    ]


def heads(table: Table) -> list[str]:
    return [f"{column.group}: {column.head}" if column.group else column.head for column in table.columns]


def line(sheet: Any, table: Table, row: Sequence[Any], *, bold: bool = False) -> list[Any]:
    return [
        cell(sheet, UNKNOWN if value is None else value, bold=bold, framed=True, kind=column.kind)
        for value, column in zip(row, table.columns, strict=True)
    ]


def cell(sheet: Any, value: Any, *, bold: bool = False, framed: bool = False, kind: str = "text") -> Any:
    """Text is text, even when it begins with an equals sign."""
    if isinstance(value, Fraction):
        value = int(value) if value.denominator == 1 else float(value)
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"
    else:
        made.number_format = FORMATS.get(kind, "#,##0.##" if isinstance(value, float) else "#,##0")
    made.font = Font(name=FACE, size=12, bold=bold)
    if framed:
        made.border = FRAME
        made.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal=None if kind == "text" else "right"
        )
    return made
