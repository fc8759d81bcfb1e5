"""What was not written goes back to whoever sent it: the same columns and cells, and in front of them what is wrong with each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from campaigns.exporting import FACE, SIZE, for_paper, heading, text
from imports import batches, header
from imports.models import Batch, Row
from imports.readings import Problem, Reading, Severity
from imports.sheet import Sheet, Value, read, text_of
from registrations.importing.columns import HEADINGS, PROBLEM, VOCABULARY

WIDTH, WIDE, LINE = 18, 60, 15.0  # letters, letters, points
PLACES = ("commune", "district")
PALE = PatternFill("solid", fgColor="FCE8E6")
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
    width = max(found.labels, default=0) + 1
    page.freeze_panes = "B2"
    for_paper(page, 1)
    page.column_dimensions["A"].width = WIDE
    for place in range(width):
        page.column_dimensions[get_column_letter(place + 2)].width = WIDTH
    kept = [
        (row, waiting[sheet.name, row.number]) for row in sheet.rows if (sheet.name, row.number) in waiting
    ]
    beside = unwritten(found, (batches.reading_of(row) for _line, row in kept))
    headings = [PROBLEM, *(found.labels.get(place, "") for place in range(width))]
    page.append([heading(page, words) for words in (*headings, *(HEADINGS[key] for key in beside))])
    for line, (row, of) in enumerate(kept, start=2):
        reading = batches.reading_of(of)
        told = why(of, reading)
        page.row_dimensions[line].height = LINE * sum(1 + len(one) // WIDE for one in told)
        more = [text(page, reading.raw.get(key, "")) for key in beside]
        page.append([red(page, "\n".join(told)), *cells(page, row.cells, width, found, reading), *more])


def unwritten(found: header.Header, readings: Iterable[Reading]) -> list[str]:
    """Columns a sheet lacks though a row has words for them: chosen by somebody since, or from a line above the row."""
    lacking = [key for key in PLACES if key not in found.columns.values()]
    if not lacking:
        return []
    filled = {key for reading in readings for key in lacking if reading.raw.get(key)}
    return [key for key in lacking if key in filled]


def waiting_in(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity != Severity.REPAIRED]


def why(row: Row, reading: Reading) -> list[str]:
    """Every problem that keeps the row out, with its column and what stood there."""
    told = [
        f"{problem.column}: {problem.message}" + (f" («{problem.value}»)" if problem.value else "")
        for problem in waiting_in(reading)
    ]
    return told or [str(Row.State(row.state).label)]


def red(page: Any, words: str) -> Any:
    cell = text(page, words)
    cell.font = Font(name=FACE, size=SIZE, color="B3261E")
    cell.alignment = Alignment(wrap_text=True)
    return cell


def cells(
    page: Any, row: tuple[Value, ...], width: int, found: header.Header, reading: Reading
) -> Iterator[Any]:
    """What stands in the sheet, or the words a person has put there since; text never becomes a formula."""
    wrong = {problem.key for problem in waiting_in(reading)}
    for place in range(width):
        value = row[place] if place < len(row) else None
        key = found.columns.get(place, "")
        words = reading.raw.get(key, text_of(value))
        value = value if words == text_of(value) else words
        yield marked(page, value) if key in wrong else text(page, value) if isinstance(value, str) else value


def marked(page: Any, value: Value) -> Any:
    """A cell that has to be mended, to be seen at a glance; what stands in it is the same."""
    cell: Any = WriteOnlyCell(page)
    if isinstance(value, str):
        cell = text(page, value)
    else:
        cell.value = value
    cell.fill = PALE
    return cell
