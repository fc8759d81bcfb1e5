"""Who may be the same person: told masked, proposed and never decided, and logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts import audit
from accounts.audit import Kind
from accounts.context import now
from accounts.text import fold, mask_name
from campaigns.access import Access, Action
from campaigns.models import Unit, UnitSuccession
from registrations.identity import IdentityKind, kind_of
from registrations.models import Credit, DistinctPair, IdentityNumber, Person, Registration
from registrations.services import facts
from registrations.services.candidates import Candidate, normalised

MOST_HINTS = 10
# Sixty forms typed in half an hour ask some 120 times; nobody types faster than this, and a program that tries numbers does.
MOST_PER_HOUR = 600

ASKED = """
WITH gone AS (DELETE FROM registrations_searches WHERE user_id = %(user)s AND hour < %(hour)s)
INSERT INTO registrations_searches AS asked (user_id, hour, count) VALUES (%(user)s, %(hour)s, 1)
ON CONFLICT (user_id, hour) DO UPDATE SET count = asked.count + 1 RETURNING count
"""


class TooManySearches(PermissionDenied):
    """Somebody has asked more often in an hour than forms can be typed."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many searches")
        self.retry_after = retry_after


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
    if candidate.full_name and access.reaches(candidate.unit.path):
        people += alike(candidate, holder)
    return _told(people, holder, access, by_number=bool(candidate.identity))


@transaction.atomic
def find_doubles(person: Person, access: Access) -> list[Hint]:
    """Who may be the same as somebody already known: by name, year and commune; not whom somebody has told apart."""
    access.require(Action.PERSON_WRITE)
    person = Person.objects.within(access).select_related("unit").get(pk=person.pk)
    held = person.identities.filter(superseded_at__isnull=True, kind=IdentityKind.CCCD).exists()
    year = person.birth_date.year if person.birth_date is not None else None
    rows = _namesakes(person.name_folded, year, person.unit, held)
    apart = DistinctPair.objects.filter(Q(first=person) | Q(second=person))
    strangers = [key for pair in apart.values_list("first", "second") for key in pair]
    found = [one for one in rows if one.pk != person.pk and one.pk not in strangers]
    return _told(found[:MOST_HINTS], None, access)


def _told(
    people: list[Person], holder: Person | None, access: Access, *, by_number: bool = False
) -> list[Hint]:
    """Masked, counted and logged."""
    _count(access)
    hints = [_hint(person, person == holder, access) for person in people]
    audit.record(
        "person.duplicates_searched",
        kind=Kind.SEARCH,
        access=access,
        object_type="registrations.person",
        object_ids=[hint.person_id for hint in hints],
        changes={"by_number": by_number, "found": len(hints)},
    )
    return hints


def _count(access: Access) -> None:
    """One question more in this hour; the hours before are forgotten."""
    moment = now()
    hour = moment.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"user": access.user_id, "hour": hour})
        (count,) = cursor.fetchone()
    if count > MOST_PER_HOUR:
        raise TooManySearches(3600 - int((moment - hour).total_seconds()))


def alike(candidate: Candidate, holder: Person | None) -> list[Person]:
    """People of the same folded name and possibly the same year of birth in the commune, or in what it came from."""
    year = candidate.birth.on.year if candidate.birth.on is not None else None
    numbered = kind_of(candidate.identity) == IdentityKind.CCCD
    rows = _namesakes(fold(candidate.full_name), year, candidate.unit, numbered)
    if holder is not None:
        rows = rows.exclude(pk=holder.pk)
    return list(rows[:MOST_HINTS])


def _namesakes(name: str, year: int | None, unit: Unit, numbered: bool) -> QuerySet[Person]:
    before = UnitSuccession.objects.filter(new=unit).values("old")
    after = UnitSuccession.objects.filter(old=unit, new__isnull=False).values("new")
    units = Unit.objects.filter(Q(pk=unit.pk) | Q(pk__in=before) | Q(pk__in=after))
    rows = Person.objects.filter(name_folded=name, unit__in=units, merged_into__isnull=True)
    if year is not None:
        rows = rows.filter(Q(birth_date__year=year) | Q(birth_date__isnull=True))
    if numbered:
        # Whoever has another number of the same kind is somebody else.
        held = IdentityNumber.objects.filter(person=OuterRef("pk"), superseded_at__isnull=True)
        rows = rows.exclude(Exists(held.filter(kind=IdentityKind.CCCD)))
    return rows.select_related("unit").order_by("recorded_at")


def _hint(person: Person, certain: bool, access: Access) -> Hint:
    """Who holds the newest registration, where, and whether it is in view: in one statement."""
    lead = Credit.objects.filter(registration=OuterRef("pk"), is_lead=True, superseded_at__isnull=True)
    seen = Registration.objects.within(access).filter(pk=OuterRef("pk"))
    rows = person.registrations.filter(merged_into__isnull=True).select_related("unit")
    held: Any = (
        rows.annotate(body=Subquery(lead.values("organization__short_name")[:1]), in_view=Exists(seen))
        .order_by("-recorded_at")
        .first()
    )
    return Hint(
        certain=certain,
        masked_name=mask_name(person.full_name),
        organization=(held.body if held else "") or "",
        unit=(held.unit if held else person.unit).name,
        person_id=person.pk,
        registration_id=held.pk if held and held.in_view else None,
    )
