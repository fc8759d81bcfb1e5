"""Who was there: ticking twice is ticking once, and the earliest time is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from accounts import audit
from accounts.context import now
from accounts.text import fold, title_case
from campaigns.access import Access, Action
from campaigns.dates import VIETNAM
from campaigns.models import Unit
from outreach.models import Event, Invitee
from outreach.services.events import refuse_before_the_day, refuse_cancelled
from outreach.services.invited import next_number
from outreach.services.locking import locked

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a paper list did: newly present, already present, and numbers that nobody has."""

    new: tuple[int, ...]
    already: tuple[int, ...]
    unknown: tuple[int, ...]


@transaction.atomic
def tick(*, access: Access, invitee: Invitee, at: datetime | None = None) -> Invitee:
    """Mark somebody as present."""
    access.require(Action.EVENT_WRITE)
    row = _locked(access, invitee)
    _refuse(row.event)
    if _mark(row, at or moment(row.event)):
        row.save(update_fields=["attended_at"])
        audit.record("event.tick", row.event, access=access, changes={"number": row.number})
    return row


@transaction.atomic
def untick(*, access: Access, invitee: Invitee) -> Invitee:
    """Take back an attendance that was ticked by mistake."""
    access.require(Action.EVENT_WRITE)
    row = _locked(access, invitee)
    if row.attended_at:
        audit.record(
            "event.untick",
            row.event,
            access=access,
            changes={"number": row.number, "attended_at": [row.attended_at, None]},
        )
        row.attended_at = None
        row.save(update_fields=["attended_at"])
    return row


@transaction.atomic
def tick_numbers(
    *, access: Access, event: Event, numbers: Iterable[int], at: datetime | None = None
) -> Ticked:
    """Tick what the paper list says, by number."""
    access.require(Action.EVENT_WRITE)
    wanted = set(numbers)
    rows = Invitee.objects.within(access).filter(event=event, number__in=wanted).select_related("event")
    found = list(rows.select_for_update(of=("self",)).order_by("number"))
    _refuse(event)
    when = at or moment(event)
    already = tuple(row.number for row in found if row.attended_at)
    changed = [row for row in found if _mark(row, when)]
    new = tuple(row.number for row in found if row.number not in already)
    if changed:
        Invitee.objects.bulk_update(changed, ["attended_at"])
        audit.record("event.tick", event, access=access, changes={"numbers": [r.number for r in changed]})
    return Ticked(new, already, tuple(sorted(wanted - {row.number for row in found})))


@transaction.atomic
def walk_in(
    *,
    access: Access,
    event: Event,
    full_name: str,
    birth_year: int | None = None,
    unit: Unit | None = None,
    at: datetime | None = None,
) -> Invitee:
    """Somebody came uninvited: they get the next number and are present; sent twice, once."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    _refuse(row)
    name = title_case(full_name)
    same = row.invitees.filter(name_folded=fold(name), birth_year=birth_year, unit=unit).first()
    if same is not None:
        return tick(access=access, invitee=same, at=at)
    invitee = Invitee(
        event=row,
        number=next_number(row),
        full_name=name,
        name_folded=fold(name),
        birth_year=birth_year,
        unit=unit,
        proposed_by_id=access.organization_id,
        walked_in=True,
        attended_at=at or moment(row),
    )
    invitee.full_clean(exclude=["event", "unit", "proposed_by", "name_folded"])
    invitee.save()
    audit.record("event.walk_in", row, access=access, changes={"number": invitee.number})
    return invitee


def moment(event: Event) -> datetime:
    """When an attendance entered now took place: now on the day itself, else at the start of the event."""
    current = now()
    if current.astimezone(VIETNAM).date() == event.on:
        return current
    return datetime.combine(event.on, event.starts_at or NOON, VIETNAM)


def _locked(access: Access, invitee: Invitee) -> Invitee:
    rows = Invitee.objects.within(access).select_related("event")
    return rows.select_for_update(of=("self",)).get(pk=invitee.pk)


def _mark(row: Invitee, at: datetime) -> bool:
    """Set the time unless an earlier one is known; answers whether anything changed."""
    if row.attended_at is not None and row.attended_at <= at:
        return False
    row.attended_at = at
    return True


def _refuse(event: Event) -> None:
    refuse_before_the_day(event)
    refuse_cancelled(event)
