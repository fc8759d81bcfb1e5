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
from registrations.importing import rows, steps, updating
from registrations.models import Registration
from registrations.services import facts, made, undo
from registrations.services.added_share import Touched
from registrations.services.opening import Opening
from registrations.services.portions import open_new
from registrations.services.register import register

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

OF = "of"  # the registration that a row opened or joined, beside the rows it wrote there


def commit(house: CandidateImporter, portion: Sequence[tuple[Reading, Row]]) -> list[Made | None]:
    """New people at once, everybody else one by one; when the house refuses, the row waits with the reason."""
    asked = [Opening(*rows.candidate(reading, house), row) for reading, row in portion]
    opened: dict[int, Opening] = {}
    for body, plain in _by_body(portion).items():
        new = [asked[place] for place in plain]
        found = open_new(
            access=house.access,
            campaign=house.campaign,
            asked=new,
            organization=house.tables.bodies.get(body),
        )
        opened |= {plain[nth]: opening for nth, opening in found.items()}
    return [
        _kept(opened[place].registration, made.made_by(opened[place]))
        if place in opened
        else _one(house, reading, asked[place], row)
        for place, (reading, row) in enumerate(portion)
    ]


def _by_body(portion: Sequence[tuple[Reading, Row]]) -> dict[str, list[int]]:
    """The places of rows that nothing but new people make, by the body that the row names."""
    found: dict[str, list[int]] = {}
    for place, (reading, _row) in enumerate(portion):
        if not has_more(reading):
            found.setdefault(reading.values.get("organization", ""), []).append(place)
    return found


def has_more(reading: Reading) -> bool:
    """Steps that notes speak of, or words that complete what is known: written beside the registration."""
    return bool(reading.values.get("steps") or reading.values.get("update"))


def _kept(registration: Registration, written: Made) -> Made:
    return {OF: [str(registration.pk)], **written}


def _one(house: CandidateImporter, reading: Reading, asked: Opening, row: Row) -> Made | None:
    before: Made = {}
    try:
        with transaction.atomic():
            moment = made.hold(facts.holder_of(asked.candidate.identity))
            done = register(
                access=house.access,
                campaign=house.campaign,
                candidate=asked.candidate,
                wish=asked.wish,
                on=asked.on,
                organization=house.tables.bodies.get(reading.values.get("organization", "")),
                import_row=asked.import_row,
            )
            steps.record(house.access, done.registration, reading, house)
            if reading.values.get("update"):
                before = updating.apply(house, done.registration, reading, row)
    except ValidationError as problem:
        for message in problem.messages:
            reading.add("full_name", Severity.ERROR, "refused", message)
        return None
    return _kept(done.registration, made.made_since(done, moment, house.access) | before)


def registration_of(row: Row) -> UUID:
    """The registration a written row opened or added to."""
    return UUID((row.made or {})[OF][0])


def take_back(house: CandidateImporter, portion: Sequence[Row]) -> list[ValidationError | None]:
    """Undo what the rows left, however it came to the house: a registration, a share, facts."""
    keys = {row.pk: registration_of(row) for row in portion if not updating.is_touched(row)}
    seen = Registration.objects.within(house.access).in_bulk(set(keys.values()))
    asked = {row.pk: taking(row, seen[keys[row.pk]]) for row in portion if keys.get(row.pk) in seen}
    problems = undo.take_back_all(access=house.access, asked=list(asked.values()))
    found = dict(zip(asked, problems, strict=True))
    for row in portion:
        if row.pk in found and found[row.pk] is None:
            updating.restore(house.access, row)
    return [found[row.pk] if row.pk in asked else Touched() for row in portion]


def taking(row: Row, registration: Registration) -> undo.Taking:
    beside = (OF, updating.BEFORE, updating.WISH)
    written = {table: keys for table, keys in (row.made or {}).items() if table not in beside}
    return undo.Taking(registration, written, f"import {row.batch_id}, row {row.number}")
