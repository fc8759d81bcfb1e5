"""Phone numbers as people write them, read as the network dials them today."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIXES_FILE = Path(__file__).parent / "data" / "phone_prefixes.csv"
HIDDEN = "•••••"

# Tried in this order; a part with fewer digits than a number is no number of its own.
_SEPARATORS = (r"[;,/|\n]|\bhoặc\b|\bvà\b", r"-", r"\s+")
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """One number of a cell: as written, as read, and what was repaired on the way."""

    raw: str
    number: str
    repairs: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return is_valid(self.number)


@cache
def _table(kind: str) -> dict[str, str]:
    """Rows of one kind: old prefix → new prefix where both are given, else prefix → prefix."""
    with PREFIXES_FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == kind]
    return {row["old_prefix"] or row["new_prefix"]: row["new_prefix"] for row in rows}


def is_valid(number: str) -> bool:
    """A mobile number of 10 digits with a prefix in use, or a landline of 11 digits (02…) with its area code."""
    if not number.isascii() or not number.isdigit():
        return False
    if len(number) == 10:
        return number[:3] in _table("current") or number[:3] in _table("allocated_unverified")
    return len(number) == 11 and number.startswith("02")


def normalise(text: str) -> str:
    """The first number of a cell as dialled today; what cannot be read stays as its digits."""
    readings = read(text)
    return readings[0].number if readings else ""


def read(cell: str) -> list[PhoneReading]:
    """Every number of a cell; several may stand in one."""
    if is_valid(cell):
        return [PhoneReading(cell, cell, ())]
    return [_reading(part) for part in _parts(cell)]


def format_phone(number: str) -> str:
    """0912 345 678; a landline keeps its area code apart."""
    if len(number) == 10:
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    if len(number) == 11 and number.startswith("02"):
        area = 3 if number[:3] in {"024", "028"} else 4
        return f"{number[:area]} {number[area : area + 4]} {number[area + 4 :]}"
    return number


def mask(number: str) -> str:
    """`091•••••678`."""
    return f"{number[:3]}{HIDDEN}{number[-3:]}" if len(number) >= 10 else HIDDEN if number else ""


def _parts(cell: str, separators: tuple[str, ...] = _SEPARATORS) -> Iterator[str]:
    digits = _digits(cell)
    if not digits:
        return
    if not separators or _reading(cell).is_valid:
        yield from _halves(cell, digits)
        return
    parts = [part for part in re.split(separators[0], cell) if _digits(part)]
    if len(parts) > 1 and all(len(_digits(part)) >= _SHORTEST for part in parts):
        for part in parts:
            yield from _parts(part, separators[1:])
    else:
        yield from _parts(cell, separators[1:])


def _halves(cell: str, digits: str) -> Iterator[str]:
    """«0912 345 678 0987 654 321»: two numbers that nothing but their length keeps apart."""
    if len(digits) == 20 and is_valid(digits[:10]) and is_valid(digits[10:]):
        yield from (digits[:10], digits[10:])
    else:
        yield cell.strip()


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _reading(raw: str) -> PhoneReading:
    number, repairs = _digits(raw), []
    for repair, mend in (
        ("country_code", _without_country),
        ("lost_zero", _with_zero),
        ("converted", _converted),
    ):
        mended = mend(number)
        if mended != number:
            number = mended
            repairs.append(repair)
    return PhoneReading(raw.strip(), number, tuple(repairs))


def _without_country(digits: str) -> str:
    """+84 912 345 678, 0084…, and +84 (0)912…"""
    match = re.fullmatch(r"(?:00)?84(0?)(\d{9,10})", digits)
    return f"0{match[2]}" if match else digits


def _with_zero(digits: str) -> str:
    """A spreadsheet takes the first zero: 912345678; 1653456789 is an old 11-digit number; 2753822111 a landline."""
    is_mobile = re.fullmatch(r"[35789]\d{8}", digits)
    is_older_or_landline = re.fullmatch(r"(?:1[2689]|2)\d{8,9}", digits) and len(digits) == 10
    return f"0{digits}" if is_mobile or is_older_or_landline else digits


def _converted(digits: str) -> str:
    """Only 11-digit numbers changed in 2018 (Decision 798/QD-BTTTT); a 10-digit one is never guessed at."""
    prefix = _table("converted").get(digits[:4]) if len(digits) == 11 else None
    return f"{prefix}{digits[4:]}" if prefix else digits
