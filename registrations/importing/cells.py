"""Reads single cells: each reader takes what stands there and adds what it repaired or could not read."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import fold, nfc, title_case
from campaigns.dates import PartialDate, Precision, format_partial, parse_partial
from imports.readings import Reading, Severity
from imports.sheet import Value, text_of
from registrations import identity, phones

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(7_300, 55_000)  # 1919–2050: a bare number in a date column that is no year
TYPED_YEARS = range(1930, 2025)  # a year typed into a date cell becomes a day of 1905
YES = {"x", "co", "v", "1", "yes", "dung", "✓", "đ", "d"}
REPAIRED, ASK, ERROR = Severity.REPAIRED, Severity.ASK, Severity.ERROR

REPAIRS = {
    "country_code": gettext_lazy("The country code was replaced by 0."),
    "lost_zero": gettext_lazy("The spreadsheet had dropped the leading 0; it was put back."),
    "converted": gettext_lazy("The 11-digit number was changed to its 10-digit form of 2018."),
}


def clean_text(reading: Reading, key: str) -> str:
    """NFC, Vietnamese Đ, no invisible characters; says so when anything but spaces changed."""
    raw = reading.raw.get(key, "")
    clean = nfc(raw)
    if clean != " ".join(raw.split()):
        reading.add(
            key,
            REPAIRED,
            "text_cleaned",
            _("Letters were brought into the usual Vietnamese encoding."),
            clean,
        )
    return clean


def is_yes(text: str) -> bool:
    return fold(text) in YES or text.strip().lower() in YES


def full_name(reading: Reading) -> str:
    name = clean_text(reading, "full_name")
    if not name:
        reading.add("full_name", ERROR, "name_missing", _("The full name is missing. Write it in this cell."))
    elif re.search(r"\d", name):
        reading.add(
            "full_name",
            ERROR,
            "name_with_digits",
            _("A name has no digits. Check whether the columns have slipped."),
            name,
        )
    elif name.isupper() or name.islower():
        proper = title_case(name)
        reading.add("full_name", REPAIRED, "name_case", _("Capital letters were set as in a name."), proper)
        return proper
    return name


def sex(reading: Reading) -> str:
    """From the sex column, else from which of the two birth-year columns is filled, else unknown."""
    text = fold(reading.raw.get("sex", ""))
    if text in {"nam", "male", "m"}:
        return identity.Sex.MALE.value
    if text in {"nu", "female", "f"}:
        return identity.Sex.FEMALE.value
    if text:
        reading.add("sex", ASK, "sex_unknown_word", _("Write “Nam” or “Nữ”."))
    if reading.raw.get("birth_male") and not reading.raw.get("birth_female"):
        return identity.Sex.MALE.value
    if reading.raw.get("birth_female") and not reading.raw.get("birth_male"):
        return identity.Sex.FEMALE.value
    return identity.Sex.UNKNOWN.value


def birth(reading: Reading, cells: dict[str, Value]) -> PartialDate:
    filled = [key for key in ("birth", "birth_male", "birth_female") if reading.raw.get(key)]
    if not filled:
        return PartialDate.unknown()
    if {"birth_male", "birth_female"} <= set(filled):
        reading.add(
            "birth_female", ERROR, "two_births", _("Both year columns are filled. Leave only the right one.")
        )
    return read_date(reading, filled[0], cells.get(filled[0]))


def read_date(reading: Reading, key: str, value: Value) -> PartialDate:
    """A date cell, a serial number, a year, or text with the day first."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _typed_year(reading, key, value) or PartialDate(value)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and float(value).is_integer()
        and int(value) in SERIALS
    ):
        day = EXCEL_EPOCH + timedelta(days=int(value))
        reading.add(
            key,
            REPAIRED,
            "excel_serial",
            _("The spreadsheet's day number was read as a date."),
            f"{day:%d/%m/%Y}",
        )
        return PartialDate(day)
    try:
        return parse_partial(text_of(value) if value is not None else reading.raw.get(key, ""))
    except ValueError as problem:
        reading.add(key, ERROR, "date_unreadable", str(problem))
        return PartialDate.unknown()


def _typed_year(reading: Reading, key: str, day: date) -> PartialDate | None:
    serial = (day - EXCEL_EPOCH).days
    if serial not in TYPED_YEARS:
        return None
    reading.add(
        key,
        REPAIRED,
        "year_in_date_cell",
        _("A year had been typed into a date cell; it was read as the year."),
        str(serial),
    )
    return PartialDate(date(serial, 1, 1), Precision.YEAR)


def identity_number(reading: Reading) -> str:
    raw = reading.raw.get("identity", "")
    if not raw:
        return ""
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", raw.strip(), re.IGNORECASE):
        message = _(
            "The spreadsheet kept only part of the number. Type all digits, with the cell set to text."
        )
        reading.add("identity", ASK, "precision_lost", message)
        return ""
    number = identity.normalise(raw)
    restored = identity.restore_leading_zeros(number) if identity.kind_of(number) is None else None
    if restored:
        reading.add("identity", REPAIRED, "lost_zero", str(REPAIRS["lost_zero"]), restored)
        return restored
    if identity.kind_of(number) is None:
        for finding in identity.check_identity(number):
            reading.add("identity", ERROR, f"identity_{finding.code}", finding.message)
    return number


def check_identity(reading: Reading, number: str, its_sex: str, its_birth: PartialDate) -> None:
    """Contradictions between the number and the row are errors; another province is none."""
    if not number or identity.kind_of(number) is None:
        return
    for finding in identity.check_identity(number, its_sex, its_birth):
        if finding.severity == identity.Severity.ERROR:
            reading.add("identity", ERROR, f"identity_{finding.code}", finding.message)


def phone_numbers(reading: Reading) -> list[str]:
    numbers = []
    for found in phones.read(reading.raw.get("phone", "")):
        if not found.is_valid:
            message = _(
                "This is not a phone number in use. Write 10 digits, for example 0912 345 678, or leave it empty."
            )
            reading.add("phone", ERROR, "phone_unreadable", message, found.number)
            continue
        for repair in found.repairs:
            reading.add("phone", REPAIRED, f"phone_{repair}", str(REPAIRS[repair]), found.number)
        numbers.append(found.number)
    return numbers


def registered_on(reading: Reading, value: Value, default: date) -> PartialDate:
    if not reading.raw.get("registered_on"):
        return PartialDate(default)
    return read_date(reading, "registered_on", value)


def as_stored(value: PartialDate) -> str:
    """A partial date as JSON keeps it; `parse_partial` reads it back."""
    return format_partial(value)


def plain(reading: Reading, *keys: str) -> dict[str, Any]:
    return {key: clean_text(reading, key) for key in keys}
