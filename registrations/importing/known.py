"""People a list names twice, and people the house already knows. A number decides; a name only proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import crypto
from accounts.text import fold, mask_name
from campaigns.access import Access
from campaigns.dates import parse_partial
from campaigns.models import Campaign
from imports.readings import Reading, Severity
from registrations.importing import held
from registrations.models import Credit, IdentityNumber, Person, Registration, known_at
from registrations.services.register import refuse_another

Key = tuple[str, str, int]
DOUBLES = ("double_in_file", "double_by_name")


@dataclass(slots=True)
class Seen:
    """Who stood in the rows above, over all portions and sheets of a file."""

    numbers: dict[str, int] = field(default_factory=dict)
    people: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody the house knows by number: the open registration, who leads it, and whether the own body has a share."""

    person: Person
    registration: Registration | None
    lead: str
    is_ours: bool


def inside_file(readings: Sequence[Reading], seen: Seen) -> None:
    """The same number, or the same name, birth and commune, twice in the file: the later row is the double."""
    numbers, people = seen.numbers, seen.people
    for reading in readings:
        number, key = reading.values.get("identity", ""), key_of(reading)
        if number and number in numbers:
            _double(reading, "identity", "double_in_file", numbers[number])
        elif key and not number and key in people:
            _double(reading, "full_name", "double_by_name", people[key])
        if number:
            numbers.setdefault(number, reading.number)
        if key:
            people.setdefault(key, reading.number)


def still_double(before: Reading, reading: Reading) -> None:
    """A row read anew stays the double of an earlier one as long as it means the same person."""
    told = [problem for problem in before.problems if problem.code in DOUBLES]
    same = before.values.get("identity") == reading.values.get("identity")
    if told and same and key_of(before) == key_of(reading) and not reading.values.get("other"):
        reading.problems += told


def in_the_house(readings: Sequence[Reading], access: Access, campaign: Campaign) -> None:
    """Compare a portion with everybody known, in a fixed number of queries."""
    readings = held.changed(readings, access, campaign)
    numbered: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if number := reading.values.get("identity"):
            numbered[crypto.blind_index(number, field="identity")].append(reading)
    for index, holder in _holders(list(numbered), access, campaign).items():
        for reading in numbered[index]:
            _compare(reading, holder)
    _by_name([reading for reading in readings if not reading.values.get("identity")])


def _compare(reading: Reading, holder: Holder) -> None:
    """A number of somebody of quite another name is mistyped; otherwise the row means the person who is known."""
    try:
        refuse_another(holder.person, reading.values["full_name"], parse_partial(reading.values["birth"]))
    except ValidationError as problem:
        reading.add("identity", Severity.ERROR, "identity_of_another", " ".join(problem.messages))
        return
    if holder.registration is not None and not decided(reading):
        _known(reading, holder, holder.registration)


def decided(reading: Reading) -> bool:
    return any(reading.values.get(act) for act in ("together", "update"))


def _by_name(readings: list[Reading]) -> None:
    wanted: dict[Key, list[Reading]] = defaultdict(list)
    for reading in readings:
        if (key := key_of(reading)) and not reading.values.get("other"):
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


def key_of(reading: Reading) -> Key | None:
    values = reading.values
    if not values.get("full_name") or not values.get("unit"):
        return None
    return fold(values["full_name"]), str(values.get("birth", ""))[-4:], values["unit"]


def _double(reading: Reading, column: str, code: str, first: int) -> None:
    message = _("The same person stands in row %(row)s of this file. Skip one of the two.") % {"row": first}
    reading.add(column, Severity.DUPLICATE, code, message)


def _known(reading: Reading, holder: Holder, registration: Registration) -> None:
    if holder.is_ours:
        message = _(
            "Your organisation has already registered this person. Skip the row, or add what is new in it."
        )
        reading.add("identity", Severity.DUPLICATE, "already_ours", message)
        return
    message = _(
        "%(body)s has already registered %(name)s in %(unit)s. Choose “Mobilised together” to share the credit."
    ) % {
        "body": holder.lead,
        "name": mask_name(holder.person.full_name),
        "unit": registration.unit,
    }
    reading.add("identity", Severity.DUPLICATE, "known_elsewhere", message)


def _holders(indexes: list[str], access: Access, campaign: Campaign) -> dict[str, Holder]:
    """Who bears these numbers, by what a number is found by."""
    held = dict(
        IdentityNumber.objects.filter(index__in=indexes, superseded_at__isnull=True).values_list(
            "index", "person_id"
        )
    )
    people = Person.objects.select_related("unit").in_bulk(held.values())
    open_for = _open_registrations(list(people), campaign)
    leads, ours = _credits(list(open_for.values()), access)
    return {
        index: Holder(
            people[person],
            registration := open_for.get(person),
            leads.get(registration.pk, "") if registration else "",
            registration is not None and registration.pk in ours,
        )
        for index, person in held.items()
    }


def _open_registrations(people: list[UUID], campaign: Campaign) -> dict[UUID, Registration]:
    found = Registration.objects.filter(person__in=people, campaign=campaign).exclude(
        stage=Registration.Stage.RETURNED
    )
    return {registration.person_id: registration for registration in found.select_related("unit")}


def _credits(registrations: list[Registration], access: Access) -> tuple[dict[UUID, str], set[UUID]]:
    """Who leads each registration, and in which the own body has a share."""
    rows = Credit.objects.filter(known_at(None), registration__in=registrations).select_related(
        "organization"
    )
    leads: dict[UUID, str] = {}
    ours: set[UUID] = set()
    for share in rows:
        if share.is_lead:
            leads[share.registration_id] = str(share.organization)
        if share.organization_id == access.organization_id:
            ours.add(share.registration_id)
    return leads, ours
