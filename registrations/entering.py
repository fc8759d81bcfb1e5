"""What the screen of fast entry shows: the next line, the lines that stand, and how many of the list they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.http import QueryDict

from accounts import audit
from accounts.context import now
from accounts.text import mask_name
from campaigns.access import Access
from campaigns.current import working_day
from registrations.forms.entry import EntryForm, carried
from registrations.models import EntryDraft, EntryLine, EntrySession, Registration

LINES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the officer reads it back; somebody outside the own view only by the masked name."""

    pk: int
    position: int
    name: str
    outcome: str
    label: str
    at: datetime
    registration: str
    undo_minutes: int


def listed(rows: QuerySet[EntrySession]) -> QuerySet[EntrySession]:
    stands = Q(lines__undone_at__isnull=True)
    counted = rows.annotate(
        entered=Count("lines", filter=stands),
        shared=Count("lines", filter=stands & Q(lines__outcome=EntryLine.Outcome.CO_MOBILISED)),
    )
    order = (F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    return counted.select_related("unit", "organization", "campaign").order_by(*order)


def entered(session: EntrySession, access: Access) -> dict[str, Any]:
    """The counts and the last lines; whose names were shown is logged."""
    stands = session.lines.filter(undone_at__isnull=True)
    counts, last = dict.fromkeys(EntryLine.Outcome.values, 0), 0
    for outcome, count, highest in (
        stands.order_by().values_list("outcome").annotate(Count("pk"), Max("position"))
    ):
        counts[outcome], last = count, max(last, highest)
    in_view = Registration.objects.within(access).filter(pk=OuterRef("registration"))
    rows = list(stands.annotate(in_view=Exists(in_view)).select_related("registration__person")[:LINES_SHOWN])
    if rows:
        audit.note(
            "registrations.listed", *(row.registration for row in rows if row.registration), access=access
        )
    return {
        "session": session,
        "counts": counts,
        "entered": sum(counts.values()),
        "lines": [line_of(row) for row in rows],
        "next": last + 1,
    }


def line_of(row: Any) -> Line:
    registration, is_seen = row.registration, row.in_view
    name = registration.person.full_name
    left = row.undo_until - now()
    return Line(
        pk=row.pk,
        position=row.position,
        name=name if is_seen else mask_name(name),
        outcome=row.outcome,
        label=row.get_outcome_display(),
        at=row.created_at,
        registration=str(registration.pk) if is_seen else "",
        undo_minutes=max(0, -(-left // timedelta(minutes=1))),
    )


def draft_of(session: EntrySession) -> EntryDraft | None:
    """The line that was being typed when the page was left; read with the session."""
    return getattr(session, "draft", None)


def next_form(session: EntrySession, access: Access, position: int, typed: Mapping[str, str]) -> EntryForm:
    """The next line, with what was typed of it."""
    start = carried(session, position, typed)
    return EntryForm(session=session, access=access, day=working_day(session.campaign), initial=start)


def form_of(data: QueryDict, session: EntrySession, access: Access) -> EntryForm:
    return EntryForm(data, session=session, access=access, day=working_day(session.campaign))
