"""Turns the bytes of a spreadsheet into rows that remember their own number. Runs in a process of its own: no Django, no database."""

from __future__ import annotations

import csv
import gc
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from imports.fonts import Fonts, legacy_fonts
from imports.layout import Hidden, Joined, hidden
from imports.legacy import Conversion, convert
from imports.texts import decoded, table

BOOKS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # how .xlsx, .ods and .xls begin, whatever they are called
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 200
MOST_RATIO = 200
MOST_ROWS = 20_000  # of people
BESIDE = 500  # rows of titles, headings, totals and signatures that may stand there besides
MOST_COLUMNS = 200
AT_HAND = 512  # rows turned into columns at once
FEW = 256  # different words of a column that repeats them

Value = str | int | float | bool | date | datetime | time | timedelta | None


class Refused(Exception):
    """The file as a whole cannot be taken; `code` says why, the sentence stands in `imports.sheet`."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the collector, which would look through a hundred thousand new rows again and again though none can be garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class SheetRow(NamedTuple):
    number: int  # as the spreadsheet shows it
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows in which something stands, kept column by column: what is done to all cells is done to a column at once."""

    name: str
    numbers: Sequence[int]
    columns: Sequence[Sequence[Value]]
    converted: Mapping[tuple[int, int], Conversion] = field(
        default_factory=dict
    )  # by row number and position
    hidden: Hidden = field(default_factory=Hidden)
    is_hidden: bool = False
    merged: tuple[Joined, ...] = ()

    @cached_property
    @undisturbed()
    def rows(self) -> tuple[SheetRow, ...]:
        return tuple(map(SheetRow, self.numbers, zip(*map(_with_gaps, self.columns), strict=True)))


def _with_gaps(cells: Sequence[Value]) -> Sequence[Value]:
    """An empty cell is None."""
    return [None if cell == "" else cell for cell in cells] if "" in cells else cells


def parse(content: bytes, filename: str) -> list[Sheet]:
    """All sheets of an .xlsx, .xls, .ods or .csv file."""
    if not content:
        raise Refused("empty")
    if len(content) > MOST_BYTES:
        raise Refused("too_large")
    is_text = filename.lower().endswith((".csv", ".txt")) and not content.startswith(BOOKS)
    if not is_text:
        _refuse_bombs(content)
    with ThreadPoolExecutor(
        1
    ) as beside:  # unpacking needs no interpreter, nor does calamine: a second core shortens the wait
        looked = beside.submit(hidden, content)
        sheets = list(_read_text(content) if is_text else _read_book(content))
    rows = sum(len(sheet.numbers) for sheet in sheets)
    if rows > MOST_ROWS + BESIDE:
        raise Refused("too_many_rows", rows=rows, most=MOST_ROWS)
    fonts, away = legacy_fonts(content), looked.result()
    return [
        _laid_out(in_unicode(sheet, fonts.get(sheet.name, {})), away.get(sheet.name, Hidden()))
        for sheet in sheets
    ]


def _laid_out(sheet: Sheet, found: Hidden) -> Sheet:
    return replace(sheet, hidden=found, merged=sheet.merged or found.joined)


def in_unicode(sheet: Sheet, fonts: Fonts) -> Sheet:
    """The sheet with every text of TCVN3, VNI or mis-read UTF-8 converted; each conversion is kept with what stood there."""
    converted = convert(sheet.columns, sheet.numbers, fonts)
    columns = list(sheet.columns)
    for changed in {place for _number, place in converted}:
        columns[changed] = [
            converted[number, changed].text if (number, changed) in converted else cell
            for number, cell in zip(sheet.numbers, columns[changed], strict=True)
        ]
    return replace(sheet, columns=columns, converted=converted)


def text_of(value: Value) -> str:
    """A cell as a person reads it: whole numbers without «.0», dates as dd/mm/yyyy."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _read_book(content: bytes) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            yield _sheet(
                about.name,
                islice(sheet.iter_rows(), MOST_ROWS * 5),
                left=sheet.start[1] if sheet.start else 0,
                is_hidden=about.visible != SheetVisibleEnum.Visible,
                merged=_merged(sheet),
            )
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as problem:
        raise Refused(_why(content)) from problem


def _merged(sheet: CalamineSheet) -> tuple[Joined, ...]:
    """Cells that were joined, by the numbers of their rows."""
    return tuple(
        ((first + 1, left), (last + 1, right))
        for (first, left), (last, right) in sheet.merged_cell_ranges or ()
    )


def _sheet(name: str, rows: Iterable[Sequence[Value]], *, left: int = 0, **more: Any) -> Sheet:
    """Turned into columns a few rows at a time, while their cells are at hand. `left`: empty columns that rows leave out."""
    numbers: list[int] = []
    columns = [Column() for _empty in range(left)]
    lines = enumerate(rows, start=1)
    while portion := list(islice(lines, AT_HAND)):
        kept = [(number, cells[: MOST_COLUMNS - left]) for number, cells in portion if not is_blank(cells)]
        parts = list(zip_longest(*(cells for _number, cells in kept), fillvalue=""))
        columns += [Column(len(numbers)) for _more in range(left + len(parts) - len(columns))]
        numbers += [number for number, _cells in kept]
        for place, column in enumerate(columns):
            column.take(parts[place - left] if left <= place < left + len(parts) else (), len(numbers))
    return Sheet(name, numbers, [column.cells for column in columns], **more)


class Column:
    """The cells of a column; where few words are repeated each is kept once, so that later passes find it at hand."""

    def __init__(self, empty: int = 0) -> None:
        self.cells: list[Value] = [""] * empty
        self.words: dict[str, str] | None = {}

    def take(self, part: Sequence[Value], height: int) -> None:
        self.cells += self._shared(part)
        self.cells += [""] * (height - len(self.cells))

    def _shared(self, part: Sequence[Value]) -> Iterable[Value]:
        if self.words is None or len(self.words) > FEW or not set(map(type, part)) <= {str}:
            self.words = None
            return part
        return map(self.words.setdefault, part, part)  # type: ignore[arg-type]


def is_blank(cells: Sequence[Value]) -> bool:
    first = next(filter(None, cells), None)
    if first is not None and not (isinstance(first, str) and first.isspace()):
        return False
    return all(text_of(value) == "" for value in cells)


def _why(content: bytes) -> str:
    if content.startswith(BOOKS[1]) and b"E\0n\0c\0r\0y\0p\0t\0e\0d" in content[:65536]:
        return "password"
    return "no_spreadsheet"


def _refuse_bombs(content: bytes) -> None:
    """Refuse before unpacking: too many parts, too large, too tightly packed, or carrying macros."""
    if content[:2] != b"PK":
        return
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as problem:
        raise Refused("damaged") from problem
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * len(content) + 1_000_000
    ):
        raise Refused("bomb")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Refused("macros")


def _read_text(content: bytes) -> Iterator[Sheet]:
    text = decoded(content)
    if text is None:
        raise Refused("not_unicode")
    try:
        yield _sheet("", table(text))
    except csv.Error as problem:
        raise Refused("no_table") from problem
