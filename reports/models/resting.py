from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from campaigns import resting
from reports.models.review import AnnualReview, ReviewDraft


@resting.teller
def counted_until(campaigns: Iterable[Any], drafts: bool) -> dict[Any, datetime]:
    """What is frozen, and the drafts that bodies look through; with `drafts` every draft there is."""
    frozen = AnnualReview.objects.filter(campaign__in=campaigns, as_of__isnull=False)
    drawn = ReviewDraft.objects.filter(review__campaign__in=campaigns)
    if not drafts:
        drawn = drawn.filter(review__asked_at__isnull=False)
    rows = frozen.values_list("campaign").annotate(last=Max("as_of")).order_by()
    more = drawn.values_list("review__campaign").annotate(last=Max("as_of")).order_by()
    found: dict[Any, datetime] = {}
    for campaign, moment in rows.union(more, all=True):
        found[campaign] = max(moment, found.get(campaign, moment))
    return found
