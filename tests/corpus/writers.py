"""The hands that write lists: openpyxl, XlsxWriter, Google Sheets and WPS Office as `elsewhere.py` imitates them, text files; what LibreOffice wrote lies in tests/data/libreoffice (see office.py)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from xlsxwriter import Workbook as OtherWorkbook

from tests.corpus.elsewhere import with_google_sheets, with_wps
from tests.corpus.lists import Draft, Page, Styled

Written = tuple[bytes, str]  # the file and its name


def with_openpyxl(draft: Draft) -> Written:
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in draft.pages:
        sheet = book.create_sheet(page.name)
        sheet.sheet_state = page.state
        for row, place, styled in _cells(page):
            cell = sheet.cell(row + 1, place + 1, styled.value)
            if styled.font:
                cell.font = Font(name=styled.font)
            if styled.format:
                cell.number_format = styled.format
        for row in _hidden_rows(page):
            sheet.row_dimensions[row + 1].hidden = True
        for place in page.hidden:
            sheet.column_dimensions[get_column_letter(place + 1)].hidden = True
        for first, left, last, right in _merged(page):
            sheet.merge_cells(
                start_row=first + 1, start_column=left + 1, end_row=last + 1, end_column=right + 1
            )
    out = BytesIO()
    book.save(out)
    return out.getvalue(), "ds.xlsx"


def with_xlsxwriter(draft: Draft) -> Written:
    out = BytesIO()
    book = OtherWorkbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for page in draft.pages:
        sheet = book.add_worksheet(page.name)
        if page.state != "visible":
            sheet.hide()
        for first, left, last, right in _merged(page):
            sheet.merge_range(first, left, last, right, "")
        for row, place, styled in _cells(page):
            given = {"font_name": styled.font, "num_format": styled.format}
            look = book.add_format({name: value for name, value in given.items() if value})
            if isinstance(styled.value, date):
                sheet.write_datetime(row, place, styled.value, look if styled.format else day)
            else:
                sheet.write(row, place, styled.value, look)
        for row in _hidden_rows(page):
            sheet.set_row(row, None, None, {"hidden": True})
        for place in page.hidden:
            sheet.set_column(place, place, None, None, {"hidden": True})
    book.close()
    return out.getvalue(), "ds.xlsx"


def as_text(separator: str, encoding: str) -> Callable[[Draft], Written]:
    """A text file of the first sheet, as Excel saves it."""

    def write(draft: Draft) -> Written:
        out = StringIO()
        page = draft.page
        table = [["" for _ in range(max(len(line.cells) for line in page.lines))] for _ in page.lines]
        for row, place, styled in _cells(page):
            table[row][place] = _in_text(styled.value)
        csv.writer(out, delimiter=separator).writerows(table)
        return out.getvalue().encode(encoding), "ds.csv"

    return write


BOOKS: dict[str, Callable[[Draft], Written]] = {
    "openpyxl": with_openpyxl,
    "xlsxwriter": with_xlsxwriter,
    "google": with_google_sheets,
    "wps": with_wps,
}
TEXTS: dict[str, Callable[[Draft], Written]] = {
    "csv": as_text(",", "utf-8"),
    "csv with a mark": as_text(";", "utf-8-sig"),
    "csv in utf-16": as_text("\t", "utf-16"),
}
WRITERS = BOOKS | TEXTS


def _cells(page: Page) -> Iterator[tuple[int, int, Styled]]:
    for row, line in enumerate(page.lines):
        for place, cell in enumerate(line.cells):
            styled = cell if isinstance(cell, Styled) else Styled(cell)
            if styled.value not in (None, ""):
                yield row, place, styled


def _hidden_rows(page: Page) -> list[int]:
    return [row for row, line in enumerate(page.lines) if line.hidden]


def _merged(page: Page) -> Iterator[tuple[int, int, int, int]]:
    for first, left, last, right in page.merged:
        yield page.lines.index(first), left, page.lines.index(last), right


def _in_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
