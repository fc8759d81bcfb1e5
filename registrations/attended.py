"""Events that a person attended: by the number on a list they registered from, or under their name, year of birth and commune."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.access import Access
from outreach.models import Event, Invitee
from registrations.models import Person, Registration

MOST = 20


@dataclass(frozen=True, slots=True)
class Attended:
    title: str
    on: date
    place: str
    at: datetime | None
    number: int
    is_certain: bool  # else only the name, the year and the commune agree: shown, never decided


def flags() -> dict[str, Any]:
    """Asked along with a registration: as which guests the person registered, and whether a guest bears the name."""
    own = Registration.objects.filter(Q(person=OuterRef("person")) | Q(merged_into=OuterRef("pk")))
    same = {"name_folded": OuterRef("person__name_folded"), "unit": OuterRef("person__unit")}
    return {
        "guest_keys": ArraySubquery(own.filter(invitee__isnull=False).values("invitee")),
        "has_namesakes": Exists(Invitee.objects.filter(attended_at__isnull=False, **same)),
    }


def attended(registration: Registration, access: Access) -> list[Attended]:
    """The newest first, as far as the reader may see the event; without such guests no statement is needed."""
    keys: list[int] = getattr(registration, "guest_keys", [])
    if not (keys or getattr(registration, "has_namesakes", False)):
        return []
    guests = guests_of(registration.person, keys, access).select_related("event__unit")
    return list(_read(guests.order_by("-event__on", "number")[:MOST], keys))


def guests_of(person: Person, keys: list[int], access: Access) -> QuerySet[Invitee]:
    """Guests who registered as this person, and guests of one's own lists who may be the same; others' lists stay theirs."""
    present = Invitee.objects.filter(
        attended_at__isnull=False, event__in=Event.objects.within(access).values("pk")
    )
    if person.birth_date is None:
        return present.filter(pk__in=keys)
    taken = Registration.objects.filter(
        invitee=OuterRef("pk")
    )  # who registered as somebody else is somebody else
    alike = Q(
        name_folded=person.name_folded,
        birth_year=person.birth_date.year,
        unit=person.unit_id,
        pk__in=Invitee.objects.within(access).values("pk"),
    )
    return present.filter(Q(pk__in=keys) | (alike & ~Exists(taken)))


def _read(guests: Iterable[Invitee], keys: list[int]) -> Iterable[Attended]:
    for guest in guests:
        event = guest.event
        yield Attended(
            event.title, event.on, str(event.unit), guest.attended_at, guest.number, guest.pk in keys
        )
