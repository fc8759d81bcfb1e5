"""Rows of an export that come back: the code of the record says whom they mean, the words whether they say anything new."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.text import nfc
from campaigns.access import Access
from campaigns.models import Campaign
from imports.readings import Reading, Severity
from registrations import exporting
from registrations.models import Registration


def changed(readings: Sequence[Reading], access: Access, campaign: Campaign) -> list[Reading]:
    """Those that are to be compared with the house; a row of a record in view that says what it said then is done.

    A row that differs means the person of its record: the number that the export had left out is put back.
    """
    codes = {place: code for place, reading in enumerate(readings) if (code := _code(reading))}
    rows = Registration.objects.within(access).filter(pk__in=set(codes.values()), campaign=campaign)
    found = {row.pk: exporting.cells(row) for row in exporting.with_facts(rows)} if codes else {}
    different: list[Reading] = []
    for place, reading in enumerate(readings):
        cells = found.get(codes.get(place))
        if cells is not None and _same(reading, cells):
            reading.problems = []
            reading.add("record", Severity.UNCHANGED, "unchanged", _("Nothing has changed since the export."))
            continue
        if cells is not None:
            reading.values["identity"] = reading.values["identity"] or cells["identity"]
        different.append(reading)
    return different


def _code(reading: Reading) -> UUID | None:
    try:
        return UUID(reading.raw.get("record", ""))
    except ValueError:
        return None


def _same(reading: Reading, cells: dict[str, str]) -> bool:
    """Cell by cell what an export would write today; an empty cell says nothing."""
    return all(_plain(text) == _plain(cells[key]) for key, text in reading.raw.items() if key in cells)


def _plain(text: str) -> str:
    return " ".join(nfc(text).split())
