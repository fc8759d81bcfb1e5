"""Figures are drawn of one moment: by the time they are counted, nobody still writes what was known then."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts import audit
from accounts.context import now as recorded_now
from accounts.jobs import Running
from campaigns.access import Access
from campaigns.models import Campaign
from reports.documents.paper import paper_of
from reports.indicators import figures
from reports.indicators.cells import still
from reports.models import AnnualReview, ReviewDraft
from reports.review import own, subject
from reports.review.hashing import canonical, digest

PATIENCE = 10.0  # seconds for what was being written when the moment was chosen
WRITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start <= %s"""


class Drawn(NamedTuple):
    moment: datetime
    figures: dict[str, Any]
    paper: dict[str, Any]
    parts: dict[str, Any]


@contextmanager
def one_moment() -> Iterator[datetime]:
    """A view of the database in which nothing changes between two questions; inside a transaction that view is its own."""
    moment = recorded_now()
    if not connection.in_atomic_block:
        settle(moment)
    with still():
        yield moment


def settle(moment: datetime) -> None:
    """Wait for transactions begun before a moment: their rows bear an earlier time and would be counted only the next time."""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(WRITING, [moment])
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)


def draw(review: AnnualReview) -> Drawn:
    campaign = Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    with one_moment() as moment:
        found = now(review, campaign, moment)
        paper = subject.worded(review, campaign, paper_of(campaign, review.year, review.calendar))
        asked: dict[str, Any] = {"calendar": review.calendar, "boundaries": review.boundaries}
        parts = own.parts(campaign, review.year, moment, **asked) if review.is_joint else {}
        if parts:
            paper["did"] = own.did(parts)
        return Drawn(moment, found, paper, parts)


def compute(review: AnnualReview) -> tuple[datetime, dict[str, Any], dict[str, Any]]:
    """The moment, the figures known then, and what stands round them on paper."""
    drawn = draw(review)
    return drawn.moment, drawn.figures, drawn.paper


def now(review: AnnualReview, campaign: Campaign, moment: datetime) -> dict[str, Any]:
    """The answer to the question a review asks, as JSON gives it back."""
    boundaries: Any = review.boundaries
    found = figures(
        campaign,
        review.year,
        calendar=review.calendar,
        as_of=moment,
        boundaries=boundaries,
        unit=review.unit,
        body=review.organization,
    )
    written: dict[str, Any] = json.loads(canonical(found.as_json()))
    return written


def make_draft(review: AnnualReview, running: Running, access: Access | None) -> AnnualReview:
    """One draft for each time somebody asked, whichever attempt comes first; drafts nobody was asked about give way."""
    if not review.is_draft or review.drafts.filter(job=running.id).exists():
        return review
    drawn = draw(review)
    with running.step():
        row = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if not row.is_draft or row.drafts.filter(job=running.id).exists():
            return row
        keep_draft(row, drawn, access, job=running.id)
    return AnnualReview.objects.select_related("campaign", "organization", "unit").get(pk=row.pk)


def keep_draft(row: AnnualReview, drawn: Drawn, access: Access | None, job: str = "") -> ReviewDraft:
    """The next draft of a review whose row is held; drafts nobody was asked about give way."""
    last = row.drafts.defer("figures", "parts", "paper").first()
    made = ReviewDraft.objects.create(
        review=row,
        number=last.number + 1 if last else 1,
        figures=drawn.figures,
        figures_sha256=digest(drawn.figures),
        parts=drawn.parts,
        paper=drawn.paper,
        as_of=drawn.moment,
        job=job,
        made_at=recorded_now(),
        made_by_id=access.user_id if access else None,
    )
    if row.asked_at is None:
        row.drafts.filter(number__lt=made.number - 1).delete()
    changes = {"draft": made.number, "sha256": made.figures_sha256}
    audit.record("review.drawn", row, access=access, changes=changes)
    return made
