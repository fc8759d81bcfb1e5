"""Head-counts of events: turns, not persons; a correction keeps what it corrects."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.dates import VIETNAM
from outreach.models import Event, EventCount
from outreach.services.locking import locked


@transaction.atomic
def set_counts(*, access: Access, event: Event, turns: int, turns_female: int | None = None) -> EventCount:
    """Say how many were present; the figure said before is superseded, not lost."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    if row.state == Event.State.CANCELLED or row.on > now().astimezone(VIETNAM).date():
        raise ValidationError(
            _("People present are counted on the day of the event, and only if it is held.")
        )
    old = row.counts.filter(superseded_at__isnull=True).first()
    if old and (old.turns, old.turns_female) == (turns, turns_female):
        return old
    moment = now()
    row.counts.filter(superseded_at__isnull=True).update(superseded_at=moment)
    count = EventCount(
        event=row,
        turns=turns,
        turns_female=turns_female,
        recorded_at=moment,
        recorded_by_id=access.user_id,
    )
    count.full_clean()
    count.save()
    before = {"turns": old.turns, "turns_female": old.turns_female} if old else {}
    after = {"turns": turns, "turns_female": turns_female}
    audit.record("event.count", row, access=access, changes=audit.changed(before, after))
    return count
