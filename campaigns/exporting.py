"""Tables that leave the house as .xlsx or .csv: text stays text, and the file says who took it out, when and what for."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from campaigns.access import Access

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
NARROW, WIDE, LOOKED_AT = 6, 48, 200  # letters, letters, rows
A4 = 9  # as workbooks number papers
FACE, SIZE = "Calibri", 11  # a font without a name is another one in every program
WASH = PatternFill("solid", fgColor="E1F1F7")
MOST_ROWS = 20_000
FIRST_ROW = 4  # below the mark, an empty line and the headings
DAY, MOMENT = "dd/mm/yyyy", "hh:mm:ss dd/mm/yyyy"
# What spreadsheet programs take for a formula at the beginning of a cell of a .csv (OWASP, «CSV Injection»).
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NOT_IN_TABS = re.compile(r"[\[\]:*?/\\]")
_GUARDED = re.compile(r"'[=+\-@\t\r]")

Cell = str | int | float | date


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def nobody(row: Any) -> Iterable[Any]:
    """A row that speaks of no person."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What leaves the house: rows already cut to what the access sees, and how each is written.

    `name` is its name in the trail, `file` that of the file; `named` gives whom a row speaks of, so that each is noted as seen.
    """

    name: str
    file: str
    title: str
    back: str
    rows: Any
    columns: Mapping[str, Callable[[Any], Cell | None]]
    named: Callable[[Any], Iterable[Any]] = nobody

    @property
    def names_people(self) -> bool:
        return self.named is not nobody

    @property
    def count(self) -> int:
        return len(self.rows) if isinstance(self.rows, Sequence) else self.rows.count()

    def sheet(self, rows: Iterable[Any]) -> Sheet:
        return Sheet(self.title, [_("No."), *self.columns], self._lines(rows))

    def _lines(self, rows: Iterable[Any]) -> Iterator[list[Cell]]:
        for nth, row in enumerate(rows, start=1):
            found = (read(row) for read in self.columns.values())
            yield [nth, *("" if value is None else value for value in found)]


def answer(
    kind: str, name: str, sheet: Sheet, access: Access, purpose: str, *, personal: bool = True
) -> HttpResponse:
    """The file, never kept by the browser."""
    content = WRITERS[kind](sheet, mark(access, purpose, personal=personal))
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def filename(name: str) -> str:
    return f"{name}-{timezone.localtime():%Y%m%d-%H%M}"


def mark(access: Access, purpose: str, *, personal: bool = True) -> str:
    words = _("Exported by %(who)s (%(body)s, %(unit)s) at %(when)s. Purpose: %(purpose)s.")
    if personal:
        words = f"{words} {_('Personal data: do not pass on.')}"
    return words % {
        "who": access.full_name,
        "body": access.organization_name,
        "unit": access.unit_name,
        "when": f"{timezone.localtime():%H:%M %d/%m/%Y}",
        "purpose": purpose,
    }


def as_workbook(sheet: Sheet, told: str) -> bytes:
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(tab(sheet.title))
    rows = iter(sheet.rows)
    first = list(islice(rows, LOOKED_AT))
    for place, width in enumerate(widths(sheet.headings, first), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = f"A{FIRST_ROW}"
    for_paper(page, FIRST_ROW - 1)
    page.append([text(page, told, italic=True)])
    page.append([])
    page.append([heading(page, words) for words in sheet.headings])
    for row in chain(first, rows):
        page.append([written(page, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def widths(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Of each column what its first rows need; a heading may take two lines."""
    needed = [max(map(len, words.split()), default=0) for words in headings]
    for row in rows:
        needed = [max(width, len(shown(value))) for width, value in zip(needed, row, strict=False)]
    return [min(max(width + 2, NARROW), WIDE) for width in needed]


def tab(title: str) -> str:
    """What the name of a sheet may be: 31 letters, none of `[]:*?/\\`, no apostrophe at either end."""
    return " ".join(_NOT_IN_TABS.sub(" ", title).split())[:31].strip("' ")


def as_csv(sheet: Sheet, told: str) -> bytes:
    """UTF-8 with its mark and semicolons: what Excel in Vietnamese opens as columns."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in ([told], [], sheet.headings, *sheet.rows):
        writer.writerow([guarded(value) if isinstance(value, str) else shown(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Callable[[Sheet, str], bytes]] = {"xlsx": as_workbook, "csv": as_csv}


def written(page: Any, value: Cell) -> Any:
    """Text as text, a day as people here read it, a number as a number."""
    if isinstance(value, str):
        return text(page, value)
    if not isinstance(value, date):
        return value
    cell: Any = WriteOnlyCell(page)
    cell.value = plain(value)
    cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    return cell


def plain(value: date) -> date:
    """Moments without their zone, in the time of the province: a workbook knows no zones."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def text(page: Any, value: str, **font: bool) -> Any:
    """A cell that is text whatever it begins with; openpyxl would take «=…» for a formula."""
    cell = WriteOnlyCell(page, value="")
    cell.value = value
    cell.data_type = "s"
    if font:
        cell.font = Font(name=FACE, size=SIZE, bold=font.get("bold", False), italic=font.get("italic", False))
        cell.alignment = Alignment(vertical="top")
    return cell


def heading(page: Any, words: str) -> Any:
    cell = text(page, words, bold=True)
    cell.fill, cell.alignment = WASH, Alignment(vertical="top", wrap_text=True)
    return cell


def for_paper(page: Any, headings: int) -> None:
    """Printed: A4 across, all columns on one page, the row of headings on every page."""
    page.print_title_rows = f"{headings}:{headings}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def shown(value: Cell) -> str:
    if isinstance(value, datetime):
        return f"{plain(value):%H:%M:%S %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",")


def guarded(words: str) -> str:
    """A .csv knows no text cells: an apostrophe in front says that no formula is meant."""
    return f"'{words}" if _FORMULA.match(words) else words


def unguarded(words: str) -> str:
    return words[1:] if _GUARDED.match(words) else words
