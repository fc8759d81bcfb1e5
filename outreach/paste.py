"""Reads what people paste: lists of guests, and numbers ticked on paper."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import nfc
from campaigns.access import Access
from campaigns.lookups import Found, Gazetteer
from campaigns.models import Unit
from outreach.services.invited import Guest

MOST_LINES = 500
_SEPARATOR = re.compile(r"\s*[;\t|]\s*")
_NUMBER = re.compile(r"^(\d{1,4})[.)/]?\s+(?=\D)|^(\d{1,4})[.)]\s*")
_YEAR = re.compile(r"(?:\d{1,2}[/.-]){0,2}((?:19|20)\d{2})")
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


def parse_guests(text: str, *, on: date, near: Unit, access: Access) -> list[Guest]:
    """«Tên; năm sinh; xã», one a line; raises with every line that cannot be read, not only the first."""
    lines = [(n, nfc_cells(line)) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("Paste at most %(most)s lines at a time; you have %(n)s.")
            % {"most": MOST_LINES, "n": len(lines)}
        )
    gazetteer = Gazetteer.load() if any(len(cells) > 2 for _n, cells in lines) else None
    guests, problems = [], []
    for n, cells in lines:
        try:
            guests.append(_guest(cells, on, near, access, gazetteer))
        except ValueError as problem:
            problems.append(_("Line %(n)s: %(problem)s") % {"n": n, "problem": problem})
    if problems:
        raise ValidationError(problems)
    return guests


def nfc_cells(line: str) -> list[str]:
    """The cells of a line; a number of the paper list in a cell of its own joins the name."""
    cells = [nfc(cell) for cell in _SEPARATOR.split(line.strip())]
    if len(cells) > 1 and re.fullmatch(r"\d{1,4}[.)]?", cells[0]):
        cells = [f"{cells[0]} {cells[1]}", *cells[2:]]
    return cells


def _guest(cells: list[str], on: date, near: Unit, access: Access, gazetteer: Gazetteer | None) -> Guest:
    number = _NUMBER.match(cells[0])
    name = cells[0][number.end() :] if number else cells[0]
    if not re.search(r"[^\W\d_]", name):
        raise ValueError(_("there is no name. Write: name; year of birth; commune."))
    year = _year(cells[1]) if len(cells) > 1 and cells[1] else None
    unit = None
    if gazetteer is not None and len(cells) > 2 and cells[2]:
        district = cells[3] if len(cells) > 3 else ""
        unit = _unit(cells[2], gazetteer.find(cells[2], on=on, district=district, within=access), near)
    return Guest(name, year, unit, int(number[1] or number[2]) if number else None)


def _year(text: str) -> int:
    written = _YEAR.fullmatch(text)
    if not written:
        raise ValueError(
            _("“%(text)s” is no year of birth; write four digits, for example 1998.") % {"text": text}
        )
    return int(written[1])


def _unit(name: str, found: Found, near: Unit) -> Unit:
    """The commune; of twins the one at the place of the event, else the writer must say which."""
    if found.unit is not None:
        return found.unit
    district = near.parent.path if near.is_commune and near.parent else near.path
    here = [unit for unit in found.candidates if unit.path.startswith(district)]
    if len(here) == 1:
        return here[0]
    if found.candidates:
        names = ", ".join(f"{u.name} ({u.parent})" for u in found.candidates[:4])
        raise ValueError(
            _("“%(name)s” may be %(names)s; add the district after a semicolon.")
            % {"name": name, "names": names}
        )
    raise ValueError(_("there is no commune “%(name)s” in your area.") % {"name": name})


def parse_numbers(text: str) -> list[int]:
    """«1-5, 8, 12» → 1 2 3 4 5 8 12."""
    numbers: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if not part:
            continue
        span = _RANGE.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if last < first or last - first >= MOST_LINES:
            raise ValidationError(
                _("“%(part)s” cannot be read. Write numbers and ranges, for example 1-5, 8, 12.")
                % {"part": part}
            )
        numbers.update(range(first, last + 1))
    if not numbers:
        raise ValidationError(_("Enter the numbers ticked on the paper list, for example 1-5, 8, 12."))
    return sorted(numbers)
