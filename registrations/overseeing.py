"""What the officers of a manager have entered from paper lists this week, and which lists are still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from campaigns.access import Access
from registrations.models import EntrySession

WEEK = timedelta(days=7)


@dataclass(slots=True)
class Officer:
    """Counts only: whose forms they were stands on no page of the manager."""

    name: str
    lines: int = 0
    shared: int = 0
    open: list[EntrySession] = field(default_factory=list)


def officers(access: Access, now: datetime | None = None) -> list[Officer]:
    """Everybody who typed within seven days or has a list open, by name."""
    since = (now or timezone.now()) - WEEK
    stands = Q(lines__undone_at__isnull=True)
    fresh = stands & Q(lines__created_at__gte=since)
    rows = EntrySession.objects.overseen(access).annotate(
        entered=Count("lines", filter=stands),
        this_week=Count("lines", filter=fresh),
        shared_this_week=Count("lines", filter=fresh & Q(lines__outcome="co_mobilised")),
    )
    recent = rows.filter(Q(closed_at__isnull=True) | Q(this_week__gt=0)).select_related("officer", "unit")
    return _by_officer(recent.order_by("opened_at", "pk"))


def _by_officer(rows: Iterable[EntrySession]) -> list[Officer]:
    found: dict[int, Officer] = {}
    for row in rows:
        officer = found.setdefault(row.officer_id, Officer(str(row.officer)))
        officer.lines += getattr(row, "this_week", 0)
        officer.shared += getattr(row, "shared_this_week", 0)
        if row.is_open:
            officer.open.append(row)
    return sorted(found.values(), key=lambda officer: officer.name)
