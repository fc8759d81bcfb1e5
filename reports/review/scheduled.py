"""What the clock does for reviews: a draft every night, reminders on working days; and what went wrong, for those who can help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.models import Job
from campaigns import working_days
from campaigns.access import Access, Action
from campaigns.dates import VIETNAM, today_vn
from campaigns.models import Campaign
from reports.models import AnnualReview, Digest
from reports.review import digest
from reports.review.confirming import note_reminder, waiting_bodies
from reports.review.draft import open_draft
from reports.review.jobs import ring

EVERY = 2  # working days between two reminders of one body
SHOWN = timedelta(days=8)  # a failed digest until the next one is due


def draw_tonight() -> int:
    """Queue a draft of the current year of every campaign; one that is being confirmed, or rests, is left alone."""
    return sum(_draw(campaign) for campaign in Campaign.objects.all())


@transaction.atomic
def _draw(campaign: Campaign) -> bool:
    year = campaign.working_day(today_vn()).year
    rows = AnnualReview.objects.joint().filter(campaign=campaign, year=year)
    last = rows.order_by("-edition").first()
    if year not in campaign.years or (last is not None and (not last.is_draft or last.is_asked)):
        return False
    # The boundaries and the calendar of an open draft stay those that somebody chose.
    row = last or open_draft(campaign, year, None)
    ring(AnnualReview.objects.select_for_update(of=("self",)).get(pk=row.pk), None)
    return True


def remind_late() -> int:
    """On a working day, every body that is past the day and was not reminded on this or the last working day."""
    today = today_vn()
    if not working_days.is_working(today):
        return 0
    asked = AnnualReview.objects.joint().filter(state=AnnualReview.State.DRAFT, due_on__lt=today)
    return sum(_remind(pk, today) for pk in asked.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: UUID, today: date) -> int:
    rows = AnnualReview.objects.select_for_update(of=("self",)).select_related("campaign")
    row = rows.get(pk=pk)
    if not row.is_asked:
        return 0
    due = [
        body
        for body in waiting_bodies(row)
        if not body.open_objections  # now the coordinator owes an answer
        and (body.reminded_on is None or working_days.between(body.reminded_on, today) >= EVERY)
    ]
    for body in due:
        note_reminder(row, body, None)
    return len(due)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Work of the clock that failed (with its job), or that nobody did at all (with the week of the last digest)."""

    job: Job | None = None
    since: date | None = None


def trouble(access: Access) -> Trouble | None:
    """What is shown to those who can ask for the work again, or wake whoever should have done it."""
    if not access.may(Action.REVIEW_BUILD) and not access.may(Action.POSTING_WRITE):
        return None
    if (failed := _failed(access)) is not None:
        return Trouble(job=failed)
    last = _silent_since(timezone.now().astimezone(VIETNAM))
    return Trouble(since=last) if last else None


def _failed(access: Access) -> Job | None:
    """The newest work of the clock that failed and was not asked for again.

    Other work that went well since says nothing of it: the draft of the night fails before the digest of the morning is made.
    """
    asked_again = Job.objects.filter(key=OuterRef("key"), created_at__gt=OuterRef("created_at"))
    failed = Job.objects.within(access).filter(
        ~Exists(asked_again),
        requested_by=None,
        state=Job.State.FAILED,
        created_at__gt=timezone.now() - SHOWN,
    )
    return failed.order_by("-created_at").first()


def _silent_since(now: datetime) -> date | None:
    """With no clock or no worker nothing fails, for nothing is begun: but the digest of this week is hours late."""
    due = digest.monday((now - timedelta(hours=digest.LATE)).date())
    last = Digest.objects.aggregate(last=Max("week_of"))["last"]
    return last if last is not None and last < due else None
