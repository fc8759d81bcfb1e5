"""Tables that leave the house as .xlsx or .csv: text stays text, and the file says who took it out, when and what for."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from campaigns.access import Access

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
NARROW, WIDE = 8, 22
# What spreadsheet programs take for a formula at the beginning of a cell of a .csv (OWASP, «CSV Injection»).
_FORMULA = re.compile(r"[=+\-@\t\r]")
_GUARDED = re.compile(r"'[=+\-@\t\r]")

Cell = str | int | date


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def answer(kind: str, name: str, sheet: Sheet, access: Access, purpose: str) -> HttpResponse:
    """The file, never kept by the browser."""
    content = WRITERS[kind](sheet, mark(access, purpose))
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def mark(access: Access, purpose: str) -> str:
    words = _(
        "Exported by %(who)s (%(body)s, %(unit)s) at %(when)s. Purpose: %(purpose)s. Personal data: do not pass on."
    )
    return words % {
        "who": access.full_name,
        "body": access.organization_name,
        "unit": access.unit_name,
        "when": f"{timezone.localtime():%H:%M %d/%m/%Y}",
        "purpose": purpose,
    }


def as_workbook(sheet: Sheet, told: str) -> bytes:
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(sheet.title[:31])
    for place in range(1, len(sheet.headings) + 1):
        page.column_dimensions[get_column_letter(place)].width = NARROW if place == 1 else WIDE
    page.freeze_panes = "A4"
    page.append([text(page, told, italic=True)])
    page.append([])
    page.append([text(page, heading, bold=True) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([text(page, value) if isinstance(value, str) else value for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(sheet: Sheet, told: str) -> bytes:
    """UTF-8 with its mark and semicolons: what Excel in Vietnamese opens as columns."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in ([told], [], sheet.headings, *sheet.rows):
        writer.writerow([guarded(shown(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Callable[[Sheet, str], bytes]] = {"xlsx": as_workbook, "csv": as_csv}


def text(page: Any, value: str, **font: bool) -> Any:
    """A cell that is text whatever it begins with; openpyxl would take «=…» for a formula."""
    cell = WriteOnlyCell(page, value="")
    cell.value = value
    cell.data_type = "s"
    if font:
        cell.font = Font(bold=font.get("bold", False), italic=font.get("italic", False))
        cell.alignment = Alignment(vertical="top")
    return cell


def shown(value: Cell) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def guarded(words: str) -> str:
    """A .csv knows no text cells: an apostrophe in front says that no formula is meant."""
    return f"'{words}" if _FORMULA.match(words) else words


def unguarded(words: str) -> str:
    return words[1:] if _GUARDED.match(words) else words
