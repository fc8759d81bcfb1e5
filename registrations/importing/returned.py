"""What was not written goes back to whoever sent it: the same columns and cells, and in front of them what is wrong with each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from campaigns.exporting import text
from imports import batches, header
from imports.models import Batch, Row
from imports.readings import Reading, Severity
from imports.sheet import Sheet, Value, read, text_of
from registrations.importing.columns import PROBLEM, VOCABULARY

WIDTH, WIDE = 18, 60
WAITING = (
    Row.State.READY,
    Row.State.ASK,
    Row.State.ERROR,
    Row.State.DUPLICATE,
    Row.State.OUTSIDE,
    Row.State.SKIPPED,
)


def rest_of(batch: Batch) -> bytes:
    """A workbook of every row that is not in the house; sheets without such a row are left out."""
    waiting = {(row.sheet, row.number): row for row in batch.rows.filter(state__in=WAITING)}
    book = Workbook(write_only=True)
    for sheet in read(batches.original(batch), batch.filename):
        found = header.find(sheet, VOCABULARY, needed="full_name", known=batch.columns.get("known"))
        if found and any(name == sheet.name for name, _number in waiting):
            write(book.create_sheet(sheet.name or "Danh sách"), sheet, found, waiting)
    if not book.worksheets:
        book.create_sheet("Danh sách")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write(page: Any, sheet: Sheet, found: header.Header, waiting: Mapping[tuple[str, int], Row]) -> None:
    width = max((place for place in found.labels), default=0) + 1
    page.freeze_panes = "B2"
    page.column_dimensions["A"].width = WIDE
    for place in range(width):
        page.column_dimensions[get_column_letter(place + 2)].width = WIDTH
    page.append(
        [
            text(page, PROBLEM, bold=True),
            *(text(page, found.labels.get(p, ""), bold=True) for p in range(width)),
        ]
    )
    for row in sheet.rows:
        if (kept := waiting.get((sheet.name, row.number))) is None:
            continue
        reading = batches.reading_of(kept)
        page.append([why(page, kept, reading), *cells(page, row.cells[:width], found, reading)])


def why(page: Any, row: Row, reading: Reading) -> Any:
    """Every problem that keeps the row out, with its column and what stood there."""
    told = [
        f"{problem.column}: {problem.message}" + (f" («{problem.value}»)" if problem.value else "")
        for problem in reading.problems
        if problem.severity != Severity.REPAIRED
    ]
    cell = text(page, "\n".join(told) or str(Row.State(row.state).label))
    cell.font = Font(color="B3261E")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def cells(page: Any, row: tuple[Value, ...], found: header.Header, reading: Reading) -> Iterator[Any]:
    """What stands in the sheet, or the words a person has put there since; text never becomes a formula."""
    for place, value in enumerate(row):
        words = reading.raw.get(found.columns.get(place, ""), text_of(value))
        value = value if words == text_of(value) else words
        yield text(page, value) if isinstance(value, str) else value
