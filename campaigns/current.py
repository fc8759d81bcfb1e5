"""Which campaign the house works for, and which day new facts bear by default."""

from __future__ import annotations

from datetime import date

from campaigns.dates import today_vn
from campaigns.models import Campaign


def current_campaign() -> Campaign:
    """The newest campaign that has started."""
    return (
        Campaign.objects.filter(starts_on__lte=today_vn())
        .select_related("document", "province")
        .latest("starts_on")
    )


def working_day(campaign: Campaign) -> date:
    """Today, or the last day of a campaign that is over."""
    return campaign.working_day(today_vn())
