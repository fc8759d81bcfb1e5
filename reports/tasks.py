from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.jobs import Running, handler
from registrations.tasks import access_of
from reports.models import AnnualReview
from reports.review.build import build
from reports.review.jobs import KIND


@handler(KIND)
def annual_review(running: Running) -> Mapping[str, Any]:
    """Freeze the figures of a review and print it."""
    access = access_of(running)
    review = AnnualReview.objects.within(access).select_related("campaign").get(pk=running.args["review"])
    return build(review, running, access)
