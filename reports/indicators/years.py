"""Which years of a campaign have something to show."""

from __future__ import annotations

from campaigns.dates import today_vn, window
from campaigns.models import Campaign
from registrations.models import Milestone


def years_of(campaign: Campaign) -> list[int]:
    """Every year the campaign touches and that has begun, the newest first."""
    last = min(campaign.ends_on, max(today_vn(), campaign.starts_on)).year
    return list(range(last, campaign.starts_on.year - 1, -1))


def newest_year(campaign: Campaign) -> int:
    """The newest year with a fact in it; before the first fact, the newest year that has begun."""
    years = years_of(campaign)
    facts = Milestone.objects.filter(registration__campaign=campaign, superseded_at=None, kind="registered")
    begun = facts.filter(on__range=(window(years[-1]).start, window(years[0]).end))
    last = begun.order_by("-on").values_list("on", flat=True).first()
    return last.year if last else years[0]
