"""Who may be the same person: told masked, proposed and never decided, and logged."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.audit import Kind
from accounts.text import fold, mask_name
from campaigns.access import Access, Action
from campaigns.models import Unit, UnitSuccession
from registrations.identity import IdentityKind, kind_of
from registrations.models import Credit, Person, Registration
from registrations.services import facts
from registrations.services.candidates import Candidate, normalised

MOST_HINTS = 10


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody who may be the same person: masked name, who holds the person and where, nothing more.

    `certain` only by the identity number; a name, year of birth and commune propose and never decide. The key of the
    registration is given only to whom it is in view.
    """

    certain: bool
    masked_name: str
    organization: str
    unit: str
    person_id: UUID
    registration_id: UUID | None


@transaction.atomic
def find_duplicates(candidate: Candidate, access: Access) -> list[Hint]:
    """Who may be the same person, anywhere by number, in the commune by name; the question itself is logged."""
    access.require(Action.PERSON_WRITE)
    candidate = normalised(candidate)
    holder = facts.holder_of(candidate.identity)
    people = [holder] if holder else []
    if access.reaches(candidate.unit.path):
        people += alike(candidate, holder)
    hints = [_hint(person, person == holder, access) for person in people]
    audit.record(
        "person.duplicates_searched",
        kind=Kind.SEARCH,
        access=access,
        object_type="registrations.person",
        object_ids=[hint.person_id for hint in hints],
        changes={"by_number": bool(candidate.identity), "found": len(hints)},
    )
    return hints


def alike(candidate: Candidate, holder: Person | None) -> list[Person]:
    """People of the same folded name and possibly the same year of birth in the commune, or in what it came from."""
    edges = UnitSuccession.objects.filter(Q(old=candidate.unit) | Q(new=candidate.unit))
    units = {
        candidate.unit.pk,
        *edges.values_list("old_id", flat=True),
        *edges.values_list("new_id", flat=True),
    }
    rows = Person.objects.filter(
        name_folded=fold(candidate.full_name),
        unit__in=Unit.objects.filter(pk__in=units),
        merged_into__isnull=True,
    )
    if holder is not None:
        rows = rows.exclude(pk=holder.pk)
    if candidate.birth.on is not None:
        rows = rows.filter(Q(birth_date__year=candidate.birth.on.year) | Q(birth_date__isnull=True))
    if kind_of(candidate.identity) == IdentityKind.CCCD:
        # Whoever has another number of the same kind is somebody else.
        rows = rows.exclude(identities__kind=IdentityKind.CCCD, identities__superseded_at__isnull=True)
    return list(rows.select_related("unit").order_by("recorded_at")[:MOST_HINTS])


def _hint(person: Person, certain: bool, access: Access) -> Hint:
    held = person.registrations.filter(merged_into__isnull=True).order_by("-recorded_at").first()
    lead = Credit.objects.filter(registration=held, is_lead=True, superseded_at__isnull=True)
    row = lead.select_related("organization").first()
    in_view = held is not None and Registration.objects.within(access).filter(pk=held.pk).exists()
    return Hint(
        certain=certain,
        masked_name=mask_name(person.full_name),
        organization=row.organization.short_name if row else "",
        unit=(held.unit if held else person.unit).name,
        person_id=person.pk,
        registration_id=held.pk if held and in_view else None,
    )
