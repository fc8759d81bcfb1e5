from __future__ import annotations

import hashlib

from django.utils import timezone

from campaigns.models import Campaign
from reports.documents.paper import paper_of
from reports.indicators import Change, compare
from reports.models import AnnualReview, Correction, ReviewFile, SignedScan
from reports.review.drawing import now
from reports.review.hashing import digest

# What follows from other figures, or moves by itself as days pass, is no change of its own.
FOLLOWS = frozenset({"percent", "verdict", "missing", "achieved", "by_point", "share", "decimal", "same_day"})
MOVES = frozenset({"rise", "courses", "notes"})


def changes_since(review: AnnualReview) -> list[Change]:
    """What differs between the figures a review shows and the same question asked now."""
    standing = review.standing
    if standing is None:
        return []
    campaign = Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    found = compare(standing.figures, now(review, campaign, timezone.now()))
    return [change for change in found if counts(change)]


def counts(change: Change) -> bool:
    first, *rest = change.path.split("/")
    return first not in MOVES and FOLLOWS.isdisjoint(rest)


def is_up_to_date(review: AnnualReview, *, calendar: str, boundaries: str) -> bool:
    """Whether a new edition for this question would say the same."""
    standing = review.standing
    if standing is None or (review.calendar, review.boundaries) != (calendar, boundaries):
        return False
    paper = paper_of(review.campaign, review.year, review.calendar)
    frozen = {name: standing.paper.get(name) for name in paper if name != "parties"}
    return frozen == {
        name: value for name, value in paper.items() if name != "parties"
    } and not changes_since(review)


def is_whole(file: ReviewFile | SignedScan | Correction) -> bool:
    """The stored bytes are those that were printed or signed (I9)."""
    return hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256


def is_unchanged(review: AnnualReview) -> bool:
    """The frozen figures are those that were frozen."""
    return review.figures is None or digest(review.figures) == review.figures_sha256
