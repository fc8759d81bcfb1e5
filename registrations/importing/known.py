"""People a list names twice, and people the house already knows. A number decides; a name only proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import crypto
from accounts.text import fold
from campaigns.access import Access
from campaigns.models import Campaign
from imports.readings import Reading, Severity
from registrations.models import Credit, IdentityNumber, Person, Registration, known_at

Key = tuple[str, str, int]


@dataclass(slots=True)
class Seen:
    """Who stood in the rows above, over all chunks and sheets of a file."""

    numbers: dict[str, int] = field(default_factory=dict)
    people: dict[Key, int] = field(default_factory=dict)


def inside_file(readings: Sequence[Reading], seen: Seen) -> None:
    """The same number, or the same name, birth and commune, twice in the file: the later row is the double."""
    numbers, people = seen.numbers, seen.people
    for reading in readings:
        number, key = reading.values.get("identity", ""), _key(reading)
        if number and number in numbers:
            _double(reading, "identity", numbers[number])
        elif key and not number and key in people:
            _double(reading, "full_name", people[key])
        if number:
            numbers.setdefault(number, reading.number)
        if key:
            people.setdefault(key, reading.number)


def in_the_house(readings: Sequence[Reading], access: Access, campaign: Campaign) -> None:
    """Compare a chunk with everybody known, in a fixed number of queries."""
    numbered = {
        crypto.blind_index(number, field="identity"): r
        for r in readings
        if (number := r.values.get("identity"))
    }
    held = dict(
        IdentityNumber.objects.filter(index__in=numbered, superseded_at__isnull=True).values_list(
            "index", "person_id"
        )
    )
    open_for = _open_registrations(list(held.values()), campaign)
    mine = _credited(list(open_for.values()), access)
    for index, person in held.items():
        if person in open_for and not numbered[index].values.get("together"):
            _known(numbered[index], open_for[person], open_for[person].pk in mine, access)
    _by_name([r for r in readings if not r.values.get("identity") and not r.values.get("together")], access)


def _by_name(readings: list[Reading], access: Access) -> None:
    wanted: dict[Key, list[Reading]] = defaultdict(list)
    for reading in readings:
        if key := _key(reading):
            wanted[key].append(reading)
    names = {key[0] for key in wanted}
    units = {key[2] for key in wanted}
    for person in Person.objects.filter(
        name_folded__in=names, unit__in=units, registrations__isnull=False, merged_into__isnull=True
    ).distinct():
        birth = str(person.birth_date.year) if person.birth_date else ""
        for reading in wanted.get((person.name_folded, birth, person.unit_id), []):
            message = _(
                "Somebody of the same name, year of birth and commune is already registered. Is it the same person? Add the identity number to be sure."
            )
            reading.add("full_name", Severity.ASK, "known_by_name", message)


def _key(reading: Reading) -> Key | None:
    values = reading.values
    if not values.get("full_name") or not values.get("unit"):
        return None
    return fold(values["full_name"]), str(values.get("birth", ""))[-4:], values["unit"]


def _double(reading: Reading, column: str, first: int) -> None:
    message = _("The same person stands in row %(row)s of this file. Skip one of the two.") % {"row": first}
    reading.add(column, Severity.DUPLICATE, "double_in_file", message)


def _known(reading: Reading, registration: Registration, ours: bool, access: Access) -> None:
    if ours:
        reading.add(
            "identity",
            Severity.DUPLICATE,
            "already_ours",
            _("Your organisation has already registered this person. Nothing is left to do."),
        )
        return
    lead = (
        Credit.objects.filter(known_at(None), registration=registration, is_lead=True)
        .select_related("organization")
        .get()
    )
    message = _(
        "%(body)s has already registered this person in %(unit)s. Choose “Mobilised together” to share the credit."
    ) % {
        "body": lead.organization,
        "unit": registration.unit,
    }
    reading.add("identity", Severity.DUPLICATE, "known_elsewhere", message)


def _open_registrations(people: list[UUID], campaign: Campaign) -> dict[UUID, Registration]:
    found = Registration.objects.filter(person__in=people, campaign=campaign).exclude(
        stage=Registration.Stage.RETURNED
    )
    return {registration.person_id: registration for registration in found.select_related("unit")}


def _credited(registrations: list[Registration], access: Access) -> set[UUID]:
    credits = Credit.objects.filter(
        known_at(None), registration__in=registrations, organization_id=access.organization_id
    )
    return set(credits.values_list("registration_id", flat=True))
