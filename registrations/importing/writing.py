"""What rows that are ready leave in the house, and how it goes out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from imports.batches import Made
from imports.models import Row
from imports.readings import Reading, Severity
from registrations.importing import rows
from registrations.models import Registration
from registrations.services import facts, made, undo
from registrations.services.opening import Opening
from registrations.services.portions import open_new
from registrations.services.register import register

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

OF = "of"  # the registration that a row opened or joined, beside the rows it wrote there


def commit(house: CandidateImporter, portion: Sequence[tuple[Reading, Row]]) -> list[Made | None]:
    """New people at once, everybody else one by one; when the house refuses, the row waits with the reason."""
    asked = [Opening(*rows.candidate(reading, house), row) for reading, row in portion]
    opened = open_new(access=house.access, campaign=house.campaign, asked=asked)
    return [
        _kept(opened[place].registration, made.made_by(opened[place]))
        if place in opened
        else _one(house, reading, asked[place])
        for place, (reading, _row) in enumerate(portion)
    ]


def _kept(registration: Registration, written: Made) -> Made:
    return {OF: [str(registration.pk)], **written}


def _one(house: CandidateImporter, reading: Reading, asked: Opening) -> Made | None:
    try:
        with transaction.atomic():
            moment = made.hold(facts.holder_of(asked.candidate.identity))
            done = register(
                access=house.access,
                campaign=house.campaign,
                candidate=asked.candidate,
                wish=asked.wish,
                on=asked.on,
                import_row=asked.import_row,
            )
    except ValidationError as problem:
        for message in problem.messages:
            reading.add("full_name", Severity.ERROR, "refused", message)
        return None
    return _kept(done.registration, made.made_since(done, moment, house.access))


def take_back(house: CandidateImporter, portion: Sequence[Row]) -> list[ValidationError | None]:
    """Undo what the rows left, however it came to the house: a registration, a share, facts."""
    keys = {row.pk: UUID((row.made or {})[OF][0]) for row in portion}
    seen = Registration.objects.within(house.access).in_bulk(set(keys.values()))
    asked = {row.pk: _taking(row, seen[keys[row.pk]]) for row in portion if keys[row.pk] in seen}
    problems = undo.take_back_all(access=house.access, asked=list(asked.values()))
    found = dict(zip(asked, problems, strict=True))
    return [found[row.pk] if row.pk in asked else undo.Touched() for row in portion]


def _taking(row: Row, registration: Registration) -> undo.Taking:
    written = {table: keys for table, keys in (row.made or {}).items() if table != OF}
    return undo.Taking(registration, written, f"import {row.batch_id}, row {row.number}")
