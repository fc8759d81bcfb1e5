"""«Bản tin tuần»: on Monday morning, where the campaign stands, what the week brought, who is behind, what waits."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, jobs
from accounts.jobs import Running
from accounts.models import Job
from campaigns.dates import VIETNAM, today_vn
from campaigns.models import Campaign
from reports.documents.words import against, number, people, percent
from reports.indicators import Board, board
from reports.models import AnnualReview, Digest
from reports.review.bodies import bodies_of
from reports.review.drawing import one_moment
from reports.waiting import lagging

logger = logging.getLogger(__name__)

KIND = "reports.digest"
POINTS = ("registered", "selected", "departed")
LATE = 6 + 4  # o'clock on Monday when somebody is told that there is none: four hours after it was due


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def queue() -> int:
    """One job for each campaign whose digest of this week is neither made nor failed; a failed one waits for somebody to look.

    Rung every hour: a bell that nobody heard on Monday, with the broker away, is not a week without a digest.
    """
    week, queued = monday(today_vn()), 0
    for campaign in Campaign.objects.all():
        args = {"campaign": campaign.pk, "week_of": week.isoformat()}
        made = Digest.objects.filter(campaign=campaign, week_of=week)
        if made.exists() or Job.objects.filter(kind=KIND, args=args).exists():
            continue
        title = _("Weekly digest of %(day)s") % {"day": f"{week:%d/%m/%Y}"}
        jobs.enqueue(KIND, title=title, args=args, access=None, key=f"digest:{campaign.pk}")
        queued += 1
    return queued


def write(running: Running) -> Mapping[str, Any]:
    week = date.fromisoformat(running.args["week_of"])
    campaign = Campaign.objects.select_related("province").get(pk=running.args["campaign"])
    with one_moment() as moment:
        content = content_of(campaign, week, moment)
    with running.step():
        made, new = Digest.objects.get_or_create(
            campaign=campaign, week_of=week, defaults={"content": content, "made_at": moment}
        )
        if new:
            audit.record("digest.made", made, access=None, changes={"week_of": week})
            transaction.on_commit(lambda: post(made), robust=True)
    return {}


def content_of(campaign: Campaign, week: date, moment: datetime) -> dict[str, Any]:
    """Sentences and rows as they are shown, so that an old digest reads as it did."""
    day = campaign.working_day(week)
    now = board(campaign, day.year, as_of=moment)
    before = board(campaign, day.year, as_of=last_told(campaign, week))
    return {
        "year": day.year,
        "day": week.isoformat(),
        "totals": [[point, now.totals[point].people] for point in POINTS],
        "week": {point: now.totals[point].people - before.totals[point].people for point in POINTS},
        "lines": lines(now),
        "behind": [{"name": row.short_name, "percent": row.percent} for row in lagging(now.by_district)],
        "reviews": waiting(campaign),
    }


def last_told(campaign: Campaign, week: date) -> datetime:
    """Up to when the digest before told; where there is none, the Monday before begins the week."""
    last = week - timedelta(days=7)
    made = Digest.objects.filter(campaign=campaign, week_of=last).values_list("made_at", flat=True).first()
    return made or datetime.combine(last, time.min, tzinfo=VIETNAM)


def lines(found: Board) -> list[str]:
    pace, point = found.rise.same_day, found.counting_point
    this = found.totals[point].people
    said = []
    if pace is not None and pace.last_year is not None:
        said.append(
            f"{people(getattr(pace.this_year, point))}, {against(getattr(pace.this_year, point), getattr(pace.last_year, point))}."
        )
    for goal in found.targets:
        size = f"{number(goal.minimum)}–{number(goal.maximum)}" if goal.maximum else number(goal.minimum)
        rest = f", còn thiếu {people(goal.missing)}" if goal.missing else ""
        said.append(f"Chỉ tiêu {size} ({goal.cited}): đạt {percent(goal.percent)}{rest}.")
    if found.rise.applies and found.rise.last_year is not None:
        said.append(f"Năm trước {people(found.rise.last_year)}; năm nay {people(this)}.")
    return said


def waiting(campaign: Campaign) -> list[dict[str, Any]]:
    """Reviews before the bodies, with who has not confirmed."""
    rows = AnnualReview.objects.joint().filter(campaign=campaign, state="draft", asked_at__isnull=False)
    return [
        {
            "year": row.year,
            "silent": [body.name for body in bodies_of(row) if not body.is_confirmed],
            "due_on": row.due_on.isoformat() if row.due_on else "",
        }
        for row in rows.select_related("campaign")
    ]


def post(made: Digest) -> None:
    """By e-mail only where the house has an address to send to; the page is the place to read it."""
    if not settings.DIGEST_TO:
        return
    totals = dict(made.content["totals"])
    head = _("Year %(year)s: %(people)s people departed") % {
        "year": made.content["year"],
        "people": number(totals["departed"]),
    }
    try:
        send_mail(head, "\n".join(made.content["lines"]), None, settings.DIGEST_TO)
    except OSError as problem:  # of the server of mail, too: its words would name the addresses
        logger.warning("digest %s was not mailed: %s", made.pk, type(problem).__name__)
