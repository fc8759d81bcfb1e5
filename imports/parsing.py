"""Turns the bytes of a spreadsheet into rows that remember their own number. Runs in a process of its own: no Django, no database."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from imports.fonts import Fonts, legacy_fonts
from imports.layout import Hidden, Joined, hidden
from imports.legacy import Conversion, convert
from imports.texts import decoded, table

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 200
MOST_RATIO = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 200

Value = str | int | float | bool | date | datetime | time | timedelta | None


class Refused(Exception):
    """The file as a whole cannot be taken; `code` says why, the sentence stands in `imports.sheet`."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int  # as the spreadsheet shows it
    cells: tuple[Value, ...]

    @property
    def is_blank(self) -> bool:
        return all(text_of(value) == "" for value in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[SheetRow, ...]
    converted: Mapping[tuple[int, int], Conversion] = field(
        default_factory=dict
    )  # by row number and position
    hidden: Hidden = field(default_factory=Hidden)
    is_hidden: bool = False
    merged: tuple[Joined, ...] = ()


def parse(content: bytes, filename: str) -> list[Sheet]:
    """All sheets of an .xlsx, .xls, .ods or .csv file."""
    if not content:
        raise Refused("empty")
    if len(content) > MOST_BYTES:
        raise Refused("too_large")
    sheets = (
        list(_read_text(content))
        if filename.lower().endswith((".csv", ".txt"))
        else list(_read_book(content))
    )
    rows = sum(len(sheet.rows) for sheet in sheets)
    if rows > MOST_ROWS:
        raise Refused("too_many_rows", rows=rows, most=MOST_ROWS)
    fonts, away = legacy_fonts(content), hidden(content)
    return [
        _laid_out(in_unicode(sheet, fonts.get(sheet.name, {})), away.get(sheet.name, Hidden()))
        for sheet in sheets
    ]


def _laid_out(sheet: Sheet, found: Hidden) -> Sheet:
    return replace(sheet, hidden=found, merged=sheet.merged or found.joined)


def in_unicode(sheet: Sheet, fonts: Fonts) -> Sheet:
    """The sheet with every text of TCVN3, VNI or mis-read UTF-8 converted; each conversion is kept with what stood there."""
    texts = {
        (row.number, place): value
        for row in sheet.rows
        for place, value in enumerate(row.cells)
        if isinstance(value, str)
    }
    converted = convert(texts, fonts)
    if not converted:
        return sheet
    rows = [
        SheetRow(
            row.number,
            tuple(
                converted[row.number, place].text if (row.number, place) in converted else value
                for place, value in enumerate(row.cells)
            ),
        )
        for row in sheet.rows
    ]
    return replace(sheet, rows=tuple(rows), converted=converted)


def text_of(value: Value) -> str:
    """A cell as a person reads it: whole numbers without «.0», dates as dd/mm/yyyy."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value).strip()


def _read_book(content: bytes) -> Iterator[Sheet]:
    _refuse_bombs(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS * 5)
            yield Sheet(
                about.name,
                tuple(_numbered(rows)),
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


def _numbered(rows: Sequence[Sequence[Value]]) -> Iterator[SheetRow]:
    for number, cells in enumerate(rows, start=1):
        row = SheetRow(number, tuple(None if cell == "" else cell for cell in cells[:MOST_COLUMNS]))
        if not row.is_blank:
            yield row


def _why(content: bytes) -> str:
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and b"E\0n\0c\0r\0y\0p\0t\0e\0d" in content[:65536]:
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
        yield Sheet("", tuple(_numbered(list(table(text)))))
    except csv.Error as problem:
        raise Refused("no_table") from problem
