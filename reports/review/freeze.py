"""Figures come to rest: computed of one moment, written as canonical JSON, named by their SHA-256, never computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.jobs import Running
from campaigns.access import Access
from campaigns.models import Campaign
from reports.documents.paper import paper_of
from reports.indicators import figures
from reports.models import AnnualReview


def canonical(content: Mapping[str, Any]) -> bytes:
    """One way to write the same figures, whoever writes them."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


@contextmanager
def one_moment() -> Iterator[datetime]:
    """A view of the database in which nothing changes between two questions; inside a transaction that view is its own."""
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield timezone.now()


def compute(review: AnnualReview) -> tuple[datetime, dict[str, Any], dict[str, Any]]:
    """The moment, the figures known then, and what stands round them on paper."""
    campaign = Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    with one_moment() as moment:
        found = now(review, campaign, moment)
        return moment, found, paper_of(campaign, review.year, review.calendar)


def now(review: AnnualReview, campaign: Campaign, moment: datetime) -> dict[str, Any]:
    """The answer to the question a review asks, as JSON gives it back."""
    boundaries: Any = review.boundaries
    found = figures(campaign, review.year, calendar=review.calendar, as_of=moment, boundaries=boundaries)
    written: dict[str, Any] = json.loads(canonical(found.as_json()))
    return written


def freeze(review: AnnualReview, running: Running, access: Access) -> AnnualReview:
    """Frozen once, by whichever attempt comes first."""
    if review.state != AnnualReview.State.DRAFT:
        return review
    moment, found, paper = compute(review)
    with running.step():
        row = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if row.state != AnnualReview.State.DRAFT:
            return row
        row.figures, row.figures_sha256, row.paper = found, digest(found), paper
        row.as_of, row.frozen_at, row.frozen_by_id = moment, timezone.now(), access.user_id
        row.state = AnnualReview.State.FROZEN
        row.save()
        audit.record("review.frozen", row, access=access, changes={"sha256": row.figures_sha256})
    row.refresh_from_db()  # printed is what the database gives back, in every attempt
    return row
