"""Which campaign the house works for, and which day new facts bear by default."""

from __future__ import annotations

from datetime import date

from accounts.compiled import Compiled
from campaigns.dates import today_vn
from campaigns.models import Campaign, LegalDocument, Unit


def current_campaign() -> Campaign:
    """The newest campaign that has started."""
    found = STARTED.rows(day=today_vn())
    if not found:
        raise Campaign.DoesNotExist
    return found[0]


STARTED = Compiled(
    Campaign,
    lambda day: Campaign.objects.filter(starts_on__lte=day).order_by("-starts_on")[:1],
    stand_ins={"day": date.min},
    related={"document": LegalDocument, "province": Unit},
)


def working_day(campaign: Campaign) -> date:
    """Today, or the last day of a campaign that is over."""
    return campaign.working_day(today_vn())
