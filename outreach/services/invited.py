"""The invited list of an event; its numbers are those of the paper list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import fold, title_case
from campaigns.access import Access, Action
from campaigns.models import Organization, Unit
from outreach.models import Event, Invitee
from outreach.services.locking import locked


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited, as a line of a list says."""

    full_name: str
    birth_year: int | None = None
    unit: Unit | None = None
    number: int | None = None


def add_invitee(
    *,
    access: Access,
    event: Event,
    full_name: str,
    birth_year: int | None = None,
    unit: Unit | None = None,
    number: int | None = None,
    proposed_by: Organization | None = None,
) -> Invitee:
    """Put one person on the list; already there, they keep their number."""
    guest = Guest(full_name, birth_year, unit, number)
    return add_invitees(access=access, event=event, guests=[guest], proposed_by=proposed_by)[0]


@transaction.atomic
def add_invitees(
    *, access: Access, event: Event, guests: Iterable[Guest], proposed_by: Organization | None = None
) -> list[Invitee]:
    """Put people on the list in the order given; answers their rows, old ones for those already there."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    if row.state == Event.State.CANCELLED:
        raise ValidationError(_("This event is cancelled; nobody can be invited to it."))
    there = list(row.invitees.all())
    known = {_likeness(i.name_folded, i.birth_year, i.unit_id): i for i in there}
    taken = {i.number for i in there}
    rows, added = [], []
    for guest in guests:
        name = title_case(guest.full_name)
        same = known.get(_likeness(fold(name), guest.birth_year, guest.unit.pk if guest.unit else None))
        if same is None or guest.number not in (None, same.number):
            same = _invitee(row, guest, name, taken, proposed_by, access)
            known[_likeness(same.name_folded, same.birth_year, same.unit_id)] = same
            added.append(same)
        rows.append(same)
    if added:
        _save(row, added, access)
    return rows


@transaction.atomic
def remove_invitee(*, access: Access, invitee: Invitee) -> None:
    """Take somebody off the list who has not come; nobody else's number moves, so that paper and screen agree."""
    access.require(Action.EVENT_WRITE)
    row = Invitee.objects.within(access).select_for_update(of=("self",)).get(pk=invitee.pk)
    if row.attended_at:
        raise ValidationError(_("This person was present; take back the attendance first."))
    audit.record("event.uninvite", row.event, access=access, changes={"number": row.number})
    row.delete()


def next_number(event: Event) -> int:
    return (event.invitees.aggregate(last=Max("number"))["last"] or 0) + 1


def _likeness(folded: str, birth_year: int | None, unit_id: int | None) -> tuple[str, int | None, int | None]:
    return folded, birth_year, unit_id


def _invitee(
    event: Event,
    guest: Guest,
    name: str,
    taken: set[int],
    proposed_by: Organization | None,
    access: Access,
) -> Invitee:
    """A new row with its number, which is then taken; the caller holds the lock of the event."""
    number = guest.number or max(taken, default=0) + 1
    if not name:
        raise ValidationError({"full_name": _("Enter the name.")})
    if number in taken:
        message = _("Number %(number)s is already on the list; leave it empty to get the next one.")
        raise ValidationError({"number": message % {"number": number}})
    taken.add(number)
    invitee = Invitee(
        event=event,
        number=number,
        full_name=name,
        name_folded=fold(name),
        birth_year=guest.birth_year,
        unit=guest.unit,
        proposed_by_id=proposed_by.pk if proposed_by else access.organization_id,
    )
    invitee.full_clean(exclude=["event", "unit", "proposed_by", "name_folded"])
    return invitee


def _save(event: Event, added: list[Invitee], access: Access) -> None:
    Invitee.objects.bulk_create(added)
    audit.record(
        "event.invite", event, access=access, changes={"numbers": [invitee.number for invitee in added]}
    )
