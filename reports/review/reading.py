from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign
from reports.documents.paper import paper_of
from reports.indicators import Change, compare
from reports.models import AnnualReview, Correction, ReviewFile, SignedScan
from reports.review.drawing import now
from reports.review.hashing import digest

# What follows from other figures, or moves by itself as days pass, is no change of its own.
FOLLOWS = frozenset({"percent", "verdict", "missing", "achieved", "by_point", "decimal", "same_day"})
PAPERS = frozenset(
    {"force", "clause", "document", "issued_on", "version"}
)  # of a target: `cited` names its paper
MOVES = frozenset({"rise", "courses", "notes"})


def changes_since(review: AnnualReview) -> list[Change]:
    """What differs between the figures a review shows and the same question asked now."""
    standing = review.standing
    if standing is None:
        return []
    campaign = Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    found = compare(standing.figures, now(review, campaign, timezone.now()))
    return [change for one in found for change in spelled_out(one) if counts(change)]


def counts(change: Change) -> bool:
    first, *rest = change.path.split("/")
    if (
        rest and rest[-1] == "share"
    ):  # of credit it is a figure of its own; elsewhere it follows from two others
        return "credit" in rest
    return first not in MOVES and (FOLLOWS | PAPERS).isdisjoint(rest)


def spelled_out(change: Change) -> list[Change]:
    """A row that came or went, figure by figure: where no row stood there was nobody."""
    row = change.before if change.after is None else change.after if change.before is None else None
    if not isinstance(row, dict):
        return [change]
    name, nothing = str(row.get("short_name") or row.get("name") or ""), None if "minimum" in row else 0
    return [
        Change(path, nothing, value, name) if change.before is None else Change(path, value, nothing, name)
        for path, value in leaves(change.path, row)
    ]


def leaves(path: str, row: Any) -> Iterator[tuple[str, Any]]:
    """Every figure in a row that is not nothing."""
    if isinstance(row, dict):
        for name, value in row.items():
            yield from leaves(f"{path}/{name}", value)
    elif is_figure(path, row) and row not in (0, "0"):
        yield path, row


def is_figure(path: str, value: Any) -> bool:
    """A number; or a share, which is written exactly («37/2»)."""
    return path.endswith("/share") if isinstance(value, str) else type(value) in (int, float)


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
