"""What was known of a registered person for counting, rewritten when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.context import now
from registrations.models import Affiliation, GroupStatus, Milestone, Person, Profile, Registration

Kind = Milestone.Kind
KEPT = (
    "person_id",
    "unit_id",
    "market_id",
    "programme_id",
    "event_id",
    "sex",
    "birth_date",
    "birth_precision",
    "groups",
    "relations",
)


def refresh(registration: Registration) -> None:
    """Supersede the profile when what counts has changed; leave it alone when nothing has."""
    facts = current(registration)
    held = Profile.objects.filter(registration=registration, superseded_at__isnull=True).first()
    if held is not None and all(getattr(held, name) == facts[name] for name in KEPT):
        return
    moment = now()
    if held is not None:
        held.superseded_at = moment
        held.save(update_fields=["superseded_at"])
    Profile.objects.create(registration=registration, recorded_at=moment, **facts)


def refresh_all(person: Person) -> None:
    """The person changed: every registration of theirs may count differently."""
    for registration in person.registrations.order_by("recorded_at"):
        refresh(registration)


def current(registration: Registration) -> dict[str, Any]:
    """The facts as the other tables hold them now."""
    person = registration.person
    steps = Milestone.objects.filter(registration=registration, superseded_at__isnull=True)
    affiliations = person.affiliations.select_related("organization").order_by("pk")
    return from_rows(registration, person, steps, person.groups.all(), affiliations)


def from_rows(
    registration: Registration,
    person: Person,
    milestones: Iterable[Milestone],
    groups: Iterable[GroupStatus],
    affiliations: Iterable[Affiliation],
) -> dict[str, Any]:
    """The facts as these rows say, stored or about to be."""
    steps = {step.kind: step for step in milestones}
    return {
        "person_id": person.pk,
        "unit_id": registration.unit_id,
        "market_id": market_of(registration, steps),
        "programme_id": registration.programme_id,
        "event_id": registration.event_id,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision,
        "groups": groups_of(groups, steps),
        "relations": dict(sorted((row.organization.code, row.relation) for row in affiliations)),
    }


def market_of(registration: Registration, steps: dict[str, Milestone]) -> int | None:
    """Where the person went, else was selected for, else wants to go."""
    for kind in (Kind.DEPARTED, Kind.SELECTED):
        if kind in steps and steps[kind].market_id:
            return steps[kind].market_id
    return registration.market_id


def groups_of(rows: Iterable[GroupStatus], steps: dict[str, Milestone]) -> list[str]:
    """Policy groups held at some time between registration and return; overlapping, never summed."""
    start = steps[Kind.REGISTERED].when.first if Kind.REGISTERED in steps else None
    end = (steps[Kind.RETURNED].when.last if Kind.RETURNED in steps else None) or date.max
    return sorted(
        {
            row.group
            for row in rows
            if row.valid_from <= end and (start is None or row.valid_to is None or row.valid_to >= start)
        }
    )
