"""Which years of a campaign have something to show."""

from __future__ import annotations

from campaigns.dates import Calendar, today_vn, window, window_of
from campaigns.models import Campaign
from registrations.models import Milestone


def years_of(campaign: Campaign) -> list[int]:
    """Every year the campaign touches and that has begun in its own calendar, the newest first."""
    day = min(campaign.ends_on, max(today_vn(), campaign.starts_on))
    last = min(window_of(day, Calendar(campaign.calendar)).year, campaign.ends_on.year)
    return list(range(last, campaign.starts_on.year - 1, -1))


def newest_year(campaign: Campaign) -> int:
    """The newest year with a fact in it; before the first fact, the newest year that has begun."""
    years, calendar = years_of(campaign), Calendar(campaign.calendar)
    facts = Milestone.objects.filter(registration__campaign=campaign, superseded_at=None, kind="registered")
    begun = facts.filter(on__range=(window(years[-1], calendar).start, window(years[0], calendar).end))
    last = begun.order_by("-on").values_list("on", flat=True).first()
    return window_of(last, calendar).year if last else years[0]
