"""A row that completes what is known of somebody: written as a correction of the person and of the wish, and taken back from what stood there."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts import audit, crypto
from campaigns.access import Access
from campaigns.dates import parse_partial
from imports.batches import Made
from imports.models import Row
from imports.readings import Reading
from registrations.models import Person, Registration
from registrations.services import people, profile
from registrations.services.candidates import Wish
from registrations.services.wishes import change_wish

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

BEFORE = (
    "before"  # in what a row made: the person, the version since, and, sealed, the words that stood there
)
WISH = "wish"  # the registration, its version before and since, and which parts of the wish the row filled
WORDS = ("hamlet", "ethnicity", "education", "skills")
PARTS = ("market", "event")


def apply(house: CandidateImporter, registration: Registration, reading: Reading, row: Row) -> Made:
    """Write what the row says otherwise or better of somebody, and of the wish what was open; nothing is emptied, and the name stays."""
    return _person(house.access, registration.person, reading, row) | _wish(house, registration, reading)


def _person(access: Access, person: Person, reading: Reading, row: Row) -> Made:
    values = reading.values
    given: dict[str, Any] = {
        name: values[name] for name in WORDS if values[name] and values[name] != getattr(person, name)
    }
    born = parse_partial(values["birth"])
    if born.is_known and born != person.birth:
        given["birth"] = born
    if not given:
        return {}
    before = {name: getattr(person, name) for name in WORDS}
    before |= {"birth_date": person.birth_date and person.birth_date.isoformat()}
    before |= {"birth_precision": person.birth_precision, "version": person.version}
    changed = people.change_person(access=access, person=person, **given)
    sealed = base64.b64encode(crypto.seal_json(before, context=f"before:{row.pk}")).decode()
    return {BEFORE: [str(changed.pk), changed.version, sealed]}


def _wish(house: CandidateImporter, registration: Registration, reading: Reading) -> Made:
    """The event somebody came from and the market, where nobody has said them before."""
    values = reading.values
    said = {"market": house.tables.markets.get(values["market"]), "event": house.event(values.get("event"))}
    given = {part: it for part, it in said.items() if it and getattr(registration, f"{part}_id") is None}
    if not given:
        return {}
    held = {
        part: getattr(registration, part) for part in ("channel", "programme", "job_order", "note", *PARTS)
    }
    version = registration.version
    changed = change_wish(access=house.access, registration=registration, wish=Wish(**held | given))
    return {WISH: [str(changed.pk), version, changed.version, *given]}


def is_touched(row: Row) -> bool:
    """Somebody has corrected the person or the wish since the row did."""
    made = row.made or {}
    found = ((Person, made.get(BEFORE), 1), (Registration, made.get(WISH), 2))
    return any(_is_newer(model, told[0], told[place]) for model, told, place in found if told)


def touched_among(rows: Sequence[Row]) -> set[int]:
    """The same of many rows, read without holding anything."""
    touched: set[int] = set()
    for model, name, place in ((Person, BEFORE, 1), (Registration, WISH, 2)):
        told = {row.pk: row.made[name] for row in rows if row.made and name in row.made}
        held = model._default_manager.filter(pk__in=[made[0] for made in told.values()])
        versions = {str(key): version for key, version in held.values_list("pk", "version")}
        touched |= {row for row, made in told.items() if versions.get(made[0]) != made[place]}
    return touched


def _is_newer(model: type[Person | Registration], key: str, version: int) -> bool:
    held = model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
    return held is None or held.version != version


def restore(access: Access, row: Row) -> None:
    """The person and the wish are again as before the row came."""
    if made := (row.made or {}).get(WISH):
        key, version, _since, *parts = made
        Registration.objects.filter(pk=key).update(version=version, **dict.fromkeys(parts))
        registration = Registration.objects.get(pk=key)
        profile.refresh(registration)
        audit.record(
            "registration.wish_restored", registration, access=access, changes={"import_row": row.pk}
        )
    if made := (row.made or {}).get(BEFORE):
        before = crypto.unseal_json(base64.b64decode(made[2]), context=f"before:{row.pk}")
        Person.objects.filter(pk=made[0]).update(**before)
        person = Person.objects.get(pk=made[0])
        profile.refresh_all(person)
        audit.record("person.restored", person, access=access, changes={"import_row": row.pk})
