from __future__ import annotations

import hashlib

from django.utils import timezone

from campaigns.models import Campaign
from reports.documents.paper import paper_of
from reports.indicators import Change, compare
from reports.models import AnnualReview, ReviewFile
from reports.review.freeze import digest, now


def changes_since(review: AnnualReview) -> list[Change]:
    """What differs between the frozen figures and the same question asked now."""
    if review.figures is None:
        return []
    campaign = Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    return compare(review.figures, now(review, campaign, timezone.now()))


def is_up_to_date(review: AnnualReview, *, calendar: str, boundaries: str) -> bool:
    """Whether a new edition for this question would say the same."""
    if (review.calendar, review.boundaries) != (calendar, boundaries):
        return False
    paper = paper_of(review.campaign, review.year, review.calendar)
    return paper == {**review.paper, "parties": paper["parties"]} and not changes_since(review)


def is_whole(file: ReviewFile) -> bool:
    """The stored bytes are those that were printed (I9)."""
    return hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256


def is_unchanged(review: AnnualReview) -> bool:
    """The frozen figures are those that were frozen."""
    return review.figures is None or digest(review.figures) == review.figures_sha256
