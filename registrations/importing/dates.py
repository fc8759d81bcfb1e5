"""Dates of candidate lists: cells, serials, years, day first; another order only where the identity number's year shows it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from campaigns.dates import PartialDate, Precision, format_partial, parse_partial
from imports.readings import Reading, Severity

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(7_300, 55_000)  # 1919–2050: a bare number in a date column that is no year
TYPED_YEARS = range(1930, 2025)  # a year typed into a date cell becomes a day of 1905
KEYS = ("birth", "birth_male", "birth_female", "registered_on", "issued_on", "departed_on")
ASK, ERROR = Severity.ASK, Severity.ERROR

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_PARTS = re.compile(r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*")


def doubt(readings: Iterable[Reading]) -> None:
    """Mark the columns of a sheet in which a program with American dates has, or may have, changed day and month.

    Such a program turns 05/03 into the 3rd of May and leaves 25/03 as text, for it knows no 25th month: words with a part
    above 12, beside date cells that all have a day up to 12. And 03/25 written out shows that somebody writes the month first.
    """
    columns: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for key in KEYS:
            if key in reading.raw:
                columns[key].append(reading)
    for key, rows in columns.items():
        cells = [reading for reading in rows if reading.typed.get(key) == "date"]
        texts = [
            parts for reading in rows if key not in reading.typed and (parts := _parts(reading.raw[key]))
        ]
        month_first = any(first <= 12 < second for first, second in texts)
        day_first = any(second <= 12 < first for first, second in texts)
        unread = month_first or day_first
        swapped = unread and all(int(reading.raw[key][:2]) <= 12 for reading in cells)
        for reading in rows:
            if swapped if key in reading.typed else month_first and not day_first:
                reading.doubtful.append(key)


def _parts(text: str) -> tuple[int, int] | None:
    match = _PARTS.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def read(reading: Reading, key: str, year: int | None = None) -> PartialDate:
    """The date of a cell; `year` is that of birth in the identity number, where a birth is read."""
    text, kind = reading.words.get(key, ""), reading.typed.get(key)
    if kind == "date":
        return _of_cell(reading, key, parse_partial(text))
    if _SERIAL.fullmatch(text) and int(float(text)) in SERIALS:
        return _of_serial(reading, key, int(float(text)))
    if match := _PARTS.fullmatch(text):
        return _of_parts(reading, key, (match[1], match[2], match[3]), year)
    return _of_text(reading, key, text)


def _of_text(reading: Reading, key: str, text: str) -> PartialDate:
    try:
        return parse_partial(text)
    except ValueError as problem:
        reading.add(key, ERROR, "date_unreadable", str(problem))
        return PartialDate.unknown()


def _of_cell(reading: Reading, key: str, found: PartialDate) -> PartialDate:
    """A date cell: perhaps a year that was typed into it, perhaps day and month the other way round."""
    day = found.on
    if day is None:
        return found
    serial = (day - EXCEL_EPOCH).days
    if serial in TYPED_YEARS:
        message = _("A year had been typed into a date cell; it was read as the year.")
        if reading.repair(key, "year_in_date_cell", message, str(serial)):
            return PartialDate(date(serial, 1, 1), Precision.YEAR)
        return found
    return _ask_order(
        reading, key, [day, day.replace(day=day.month, month=day.day)] if day.day <= 12 else [day]
    )


def _of_serial(reading: Reading, key: str, serial: int) -> PartialDate:
    day = EXCEL_EPOCH + timedelta(days=serial)
    message = _("The spreadsheet's day number was read as a date.")
    if reading.repair(key, "excel_serial", message, f"{day:%d/%m/%Y}"):
        return PartialDate(day)
    return _of_text(reading, key, reading.words[key])


def _of_parts(reading: Reading, key: str, parts: tuple[str, str, str], year: int | None) -> PartialDate:
    """Three numbers: day, month, year, unless only another order gives a date of the year in the identity number."""
    first, second, third = parts
    day = _day(parts)
    if day and len(third) == 4 and key not in reading.doubtful and year in (None, day.year):
        return PartialDate(day)  # as nearly all dates are written
    orders = [("", parts), ("month_first", (second, first, third))]
    if len(third) == 2:
        orders.append(("year_first", (third, second, first)))
    found = [(code, day) for code, order in orders if (day := _day(order))]
    agreeing = [(code, day) for code, day in found if year is not None and day.year == year]
    chosen = (agreeing or found)[:1]
    if not chosen or any(reading.is_refused(key, code) for code, _day_read in chosen):
        return _of_text(reading, key, reading.words[key])
    code, day = chosen[0]
    if code:
        return _other_order(reading, key, code, day, sure=bool(agreeing))
    if len(third) == 2:
        _say_century(reading, key, day)
    return _ask_order(reading, key, [other for code, other in found if code != "year_first"])


def _day(order: tuple[str, str, str]) -> date | None:
    try:
        return parse_partial("/".join(order)).on
    except ValueError:
        return None


def _other_order(reading: Reading, key: str, code: str, day: date, *, sure: bool) -> PartialDate:
    """The month, or the year, was written first: certain when the identity number has the same year, else asked."""
    read_as = f"{day:%d/%m/%Y}"
    if sure:
        message = _(
            "Day, month and year stood in another order; the year in the identity number shows which."
        )
        reading.repair(key, code, message, read_as)
        return PartialDate(day)
    message = _("Day, month and year seem to stand in another order. Is %(date)s meant?") % {"date": read_as}
    reading.add(key, ASK, f"{code}_asked", message, read_as, choices=[{key: read_as}])
    return PartialDate.unknown()


def _say_century(reading: Reading, key: str, day: date) -> None:
    message = _("The year had two digits; the century was added.")
    if not reading.repair(key, "short_year", message, f"{day:%d/%m/%Y}"):
        older = day.replace(year=day.year - 100, day=min(day.day, 28))
        choices = [{key: f"{day:%d/%m}/{year}"} for year in (day.year, older.year)]
        reading.add(key, ASK, "century_asked", _("Write the year with four digits."), choices=choices)


def _ask_order(reading: Reading, key: str, days: Sequence[date]) -> PartialDate:
    """Where the column has changed day and month, a date that could be either is asked about."""
    different = list(dict.fromkeys(days))
    if key not in reading.doubtful or len(different) < 2:
        return PartialDate(different[0])
    shown = [f"{day:%d/%m/%Y}" for day in different]
    message = _(
        "Other dates of this column have day and month the other way round. Which is meant: %(dates)s?"
    )
    reading.add(
        key,
        ASK,
        "day_or_month",
        message % {"dates": " / ".join(shown)},
        choices=[{key: one} for one in shown],
    )
    return PartialDate.unknown()


def as_stored(value: PartialDate) -> str:
    """A partial date as JSON keeps it; `parse_partial` reads it back."""
    return format_partial(value)
