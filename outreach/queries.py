"""What the lists of the floor show: filters chosen on the page, put on rows already within the access."""

from __future__ import annotations

from datetime import date
from typing import Any

from campaigns.dates import Calendar, window
from campaigns.models import Campaign
from outreach.models import Enterprise, EventOrganizer, JobOrder
from outreach.models.events import EventQuerySet
from outreach.models.orders import JobOrderQuerySet
from outreach.models.partners import EnterpriseQuerySet


def filtered_events(rows: EventQuerySet, campaign: Campaign, chosen: dict[str, Any]) -> EventQuerySet:
    if year := chosen.get("year"):
        span = window(year, Calendar(campaign.calendar))
        rows = rows.filter(on__range=(span.start, span.end))
    if unit := chosen.get("unit"):
        rows = rows.filter(unit__path__startswith=unit.path)
    if organizer := chosen.get("organizer"):
        rows = rows.filter(pk__in=EventOrganizer.objects.filter(organization=organizer).values("event"))
    same = {name: chosen[name] for name in ("kind", "state") if name in chosen}
    return rows.filter(**same)


def filtered_enterprises(rows: EnterpriseQuerySet, chosen: dict[str, Any], day: date) -> EnterpriseQuerySet:
    if market := chosen.get("market"):
        rows = rows.filter(markets=market)
    valid = Enterprise.objects.licensed_on(day).values("pk")
    if chosen.get("licence") == "valid":
        rows = rows.filter(pk__in=valid)
    if chosen.get("licence") == "barred":
        rows = rows.exclude(pk__in=valid)
    return rows


def filtered_orders(rows: JobOrderQuerySet, chosen: dict[str, Any], day: date) -> JobOrderQuerySet:
    if market := chosen.get("market"):
        rows = rows.filter(market=market)
    still_open = JobOrder.objects.open_on(day).values("pk")
    if chosen.get("state") == "open":
        rows = rows.filter(pk__in=still_open)
    if chosen.get("state") == "closed":
        rows = rows.exclude(pk__in=still_open)
    return rows
