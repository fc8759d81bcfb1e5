"""Keeps what an event counted as, so that a report can be computed again as of its day (`reports/indicators/meetings.py`)."""

from __future__ import annotations

from accounts.context import now
from outreach.models import Event, EventPast


def remember(event: Event) -> None:
    """Call before what counts of an event is changed in the database."""
    stored = Event.objects.get(pk=event.pk)
    last = EventPast.objects.filter(event=event).order_by("-pk").first()
    since, moment = last.superseded_at if last else stored.recorded_at, now()
    EventPast.objects.create(
        event=stored,
        kind=stored.kind,
        state=stored.state,
        on=stored.on,
        unit_id=stored.unit_id,
        organizers=list(stored.organizers.order_by("pk").values_list("organization_id", flat=True)),
        recorded_at=min(since, moment),
        superseded_at=moment,
    )
