"""The commune of a row: by name, old name, alias, district, without accents. Whatever is near or named twice is asked about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from campaigns.lookups import Found, How, key, marks
from campaigns.models import Unit
from imports.readings import Reading, Severity

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

ASK, ERROR, OUTSIDE = Severity.ASK, Severity.ERROR, Severity.OUTSIDE


def read(reading: Reading, house: CandidateImporter) -> int | None:
    column = "commune" if reading.raw.get("commune") else "address"
    text = reading.words.get(column, "")
    if not text:
        return _own(reading, house)
    place = (
        house.places.in_cell(text, reading.words.get("district", ""))
        if column == "commune"
        else house.places.in_address(text)
    )
    if place.unit is None or not _told(reading, column, text, place, place.unit):
        _ask(reading, column, place.candidates)
        return None
    if not house.places.inside(place.unit):
        message = _("%(unit)s is outside your area. Send the row to the officer there.") % {
            "unit": where(place.unit)
        }
        reading.add(column, OUTSIDE, "commune_outside", message, where(place.unit))
    return place.unit.pk


def _own(reading: Reading, house: CandidateImporter) -> int | None:
    """Lists of one commune do not repeat it on every row."""
    named = house.places.find(reading.sheet) if reading.sheet else None
    if named and named.unit and named.how == How.EXACT and house.places.inside(named.unit):
        message = _("The commune was taken from the name of the sheet.")
        if reading.repair("commune", "from_sheet", message, where(named.unit)):
            return named.unit.pk
    own = house.places.own_commune()
    if own is None:
        message = _("The commune is missing. Add a column “Xã” or write it in this row.")
        reading.add("commune", ERROR, "commune_missing", message)
    return own.pk if own else None


def _told(reading: Reading, column: str, text: str, place: Found, unit: Unit) -> bool:
    """Say on what ground another name was read as this unit; False when a person has turned that back."""
    if place.how == How.OLD_NAME:
        message = _("The old name was read as the unit of that day.")
        return reading.repair(column, "commune_old_name", message, where(unit))
    if place.how == How.ACCENT_FREE and Counter(marks(_plain(text))) - Counter(marks(_plain(unit.name))):
        return False  # other accents than those of the unit: perhaps another one is meant
    if len(place.candidates) > 1:
        message = _("Several communes bear this name; the one in your area was taken.")
        return reading.repair(column, "commune_by_area", message, where(unit))
    if column == "commune" and (key(text), marks(_plain(text))) != (key(unit.name), marks(_plain(unit.name))):
        message = _("The name was written another way; it can only be this commune.")
        return reading.repair(column, "commune_spelling", message, where(unit))
    return True


def _plain(name: str) -> str:
    """Without the word for the kind, whose accents say nothing."""
    words = name.split()
    return " ".join(words[-len(key(name).split()) :])


def _ask(reading: Reading, column: str, candidates: list[Unit]) -> None:
    if not candidates:
        message = _("No commune of this name is known. Check the spelling.")
        reading.add(column, ERROR, "commune_unknown", message)
        return
    names = "; ".join(where(unit) for unit in candidates)
    message = _("Which one is meant: %(names)s? Write the district beside the commune.") % {"names": names}
    choices = [
        {"commune": unit.name, "district": unit.parent.name if unit.parent else ""} for unit in candidates
    ]
    reading.add(column, ASK, "commune_ambiguous", message, choices=choices)


def where(unit: Unit) -> str:
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name
