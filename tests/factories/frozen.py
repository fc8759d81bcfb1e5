"""A review whose figures are frozen and of which nothing is printed yet: all that a code on paper needs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from reports.models import AnnualReview
from reports.review.draft import draft_report
from reports.review.drawing import compute
from reports.review.hashing import digest
from tests.factories import campaigns as base
from tests.factories import reviews


def frozen(house: base.House, **question: Any) -> AnnualReview:
    review = reviews.drafted(house, **question)
    return at_rest(review)


def report(house: base.House, **whose: Any) -> AnnualReview:
    """The report of one body or one district."""
    access = house.access("tinh.mttq")
    return at_rest(draft_report(access=access, campaign=house.campaign, year=reviews.YEAR, **whose))


def at_rest(review: AnnualReview) -> AnnualReview:
    review.as_of, review.figures, review.paper = compute(review)
    review.figures_sha256, review.frozen_at = digest(review.figures), timezone.now()
    review.state = AnnualReview.State.FROZEN
    review.save()
    return review
