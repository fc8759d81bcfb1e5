"""Candidate lists: every row read by all rules at once, checked against the house, and written by the form's own service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import fold, nfc
from campaigns.access import Access
from campaigns.current import working_day
from campaigns.models import Campaign
from imports import batches, header
from imports.models import Row
from imports.readings import Reading, Severity
from imports.sheet import Sheet, SheetRow, Unreadable, Value, text_of
from registrations.importing import dates, known, rows, writing
from registrations.importing.columns import LABELS, VOCABULARY
from registrations.importing.places import Places
from registrations.importing.words import AS_ABOVE, TOTALS


class CandidateImporter:
    """The importer of candidates for one access and campaign; reference tables are read once."""

    def __init__(self, access: Access, campaign: Campaign) -> None:
        self.access = access
        self.campaign = campaign
        self.day = working_day(campaign)
        self.places = Places(access, self.day)
        self.tables = rows.Tables.load()
        self.seen = known.Seen()

    def read(self, sheets: Sequence[Sheet]) -> tuple[list[Reading], int, dict[str, Any]]:
        readings: list[Reading] = []
        skipped, self.seen = 0, known.Seen()
        columns: dict[str, Any] = {"mapped": {}, "unmapped": [], "doubled": [], "sheets": []}
        for sheet in sheets:
            found = header.find(sheet, VOCABULARY, needed="full_name")
            if found is None:
                continue
            columns["sheets"].append(sheet.name)
            columns["mapped"] |= {found.labels[i]: key for i, key in found.columns.items()}
            columns["unmapped"] += found.unmapped
            columns["doubled"] += found.doubled
            body = [row for row in sheet.rows if row.number > found.last_row]
            skipped += self._blank_rows(body)
            skipped += self._read_body(sheet, found, body, readings)
        if not columns["sheets"]:
            raise Unreadable(
                _(
                    "No column of names was found. Put headings such as “Họ và tên”, “Số CCCD”, “Ngày sinh”, “Xã” over the list."
                )
            )
        return readings, skipped, columns

    def _blank_rows(self, body: list[SheetRow]) -> int:
        """Blank rows between filled ones; the reader leaves them out, their numbers are missing."""
        return body[-1].number - body[0].number + 1 - len(body) if body else 0

    def _read_body(
        self, sheet: Sheet, found: header.Header, body: list[SheetRow], readings: list[Reading]
    ) -> int:
        above: Reading | None = None
        here: list[Reading] = []
        skipped = 0
        for row in body:
            cells = {
                key: row.cells[i]
                for i, key in found.columns.items()
                if i < len(row.cells) and key != "problem"
            }
            raw = {key: text_of(value) for key, value in cells.items() if text_of(value)}
            if is_furniture(raw):
                skipped += 1
                continue
            labels = {key: found.labels[i] for i, key in found.columns.items()}
            reading = Reading(row.number, sheet.name, raw, labels, typed=kinds(cells))
            note_converted(reading, sheet, found)
            if above:
                repeat_above(reading, above)
            above = reading
            here.append(reading)
        dates.doubt(here)
        for reading in here:
            rows.read(reading, self)
        readings += here
        return skipped

    def reread(self, before: Reading, raw: dict[str, str] | None = None) -> Reading:
        """The row again, with words corrected by a person."""
        reading = before.again(raw, labels={key: str(label) for key, label in LABELS.items()} | before.labels)
        rows.read(reading, self)
        if reading.state != Severity.OUTSIDE:
            known.in_the_house([reading], self.access, self.campaign)
        return reading

    def check_known(self, readings: Sequence[Reading]) -> None:
        here = [reading for reading in readings if reading.state != Severity.OUTSIDE]
        known.inside_file(here, self.seen)
        known.in_the_house(here, self.access, self.campaign)

    def commit(self, portion: Sequence[tuple[Reading, Row]]) -> list[batches.Made | None]:
        return writing.commit(self, portion)

    def take_back(self, portion: Sequence[Row]) -> list[ValidationError | None]:
        return writing.take_back(self, portion)


def kinds(cells: dict[str, Value]) -> dict[str, str]:
    """Cells that are no text: what is read of a number or a date cell is not what is read of the same words."""
    found = {}
    for key, value in cells.items():
        if isinstance(value, date):
            found[key] = "date"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[key] = "number"
    return found


def note_converted(reading: Reading, sheet: Sheet, found: header.Header) -> None:
    """Each cell that was not in Unicode, with what stood there."""
    for place, key in found.columns.items():
        if made := sheet.converted.get((reading.number, place)):
            reading.stood[key] = [made.encoding.value, made.original]


def is_furniture(raw: dict[str, str]) -> bool:
    """Totals, numbering of columns, signatures: rows that hold no person."""
    name = fold(nfc(raw.get("full_name", "") or raw.get("number", "")))
    if name.startswith(TOTALS) and not raw.get("identity") and not raw.get("birth"):
        return True
    if numbers_the_columns(list(raw.values())):
        return True
    return not raw or set(raw) <= {"number"}


def numbers_the_columns(texts: list[str]) -> bool:
    """«(1) (2) (3)» under the header: one number after the other, at least three."""
    digits = [text.strip("() ") for text in texts]
    if len(digits) < 3 or not all(text.isdigit() and len(text) <= 2 for text in digits):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(digits))


def repeat_above(reading: Reading, above: Reading) -> None:
    """«nt» and «//» mean: as in the row above."""
    for key, text in list(reading.raw.items()):
        if text.strip().lower() in AS_ABOVE and key in above.raw:
            reading.stood[key] = ["as_above", text]
            reading.raw[key] = above.raw[key]
            if key in above.typed:
                reading.typed[key] = above.typed[key]
