from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils.translation import gettext as _

from accounts.jobs import JobError, Running, handler
from campaigns.access import Access
from registrations.tasks import access_of
from reports.indicators import folding
from reports.models import AnnualReview
from reports.review import corrections, digest, scheduled
from reports.review.build import build
from reports.review.jobs import KIND
from reports.review.subject import may_build


@handler(KIND)
def annual_review(running: Running) -> Mapping[str, Any]:
    """Draw the draft of a review and print it, or print what is frozen; for whoever asked, as long as the right holds."""
    access = None if running.requested_by_id is None else access_of(running)
    return build(review_for(running, access), running, access)


def review_for(running: Running, access: Access | None) -> AnnualReview:
    """The review asked for, as long as whoever asked may still make it; the clock asks with no posting."""
    rows = AnnualReview.objects.select_related("campaign", "organization", "unit")
    seen = rows if access is None else rows.within(access)
    review = seen.filter(pk=running.args["review"]).first()
    if review is None or (access is not None and not may_build(access, review)):
        raise JobError(
            _("You no longer have the right to make this review; the coordinator can give it back.")
        )
    return review


@handler(corrections.KIND)
def correction(running: Running) -> Mapping[str, Any]:
    """Write down what has changed since a review was issued."""
    access = access_of(running)
    return corrections.write(review_for(running, access), running, access)


@handler(digest.KIND)
def weekly_digest(running: Running) -> Mapping[str, Any]:
    """Make the digest of a week."""
    return digest.write(running)


@shared_task(name="reports.fold_counts")
def fold_counts() -> bool:
    """Every minute: what was written meanwhile goes into the roll-up, so that no reader has much to fold."""
    return folding.catch_up()


@shared_task(name="reports.draw_tonight")
def draw_tonight() -> int:
    """Every night: a fresh draft of the current year lies ready for the leaders."""
    return scheduled.draw_tonight()


@shared_task(name="reports.remind_late")
def remind_late() -> int:
    """Every morning of a working day: bodies that are late with their confirmation."""
    return scheduled.remind_late()


@shared_task(name="reports.queue_digest")
def queue_digest() -> int:
    """Every Monday morning; in the hours after it only what was lost."""
    return digest.queue()
