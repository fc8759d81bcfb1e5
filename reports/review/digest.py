"""«Bản tin tuần»: on Monday morning, where the campaign stands, what the week brought, who is behind, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, jobs
from accounts.jobs import Running
from campaigns.dates import today_vn
from campaigns.models import Campaign
from reports.documents.words import against, number, people, percent
from reports.indicators import Board, board
from reports.models import AnnualReview, Digest
from reports.review.bodies import bodies_of
from reports.waiting import lagging

KIND = "reports.digest"
POINTS = ("registered", "selected", "departed")


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def queue() -> int:
    """One job for each campaign whose digest of this week is not made yet."""
    week, queued = monday(today_vn()), 0
    for campaign in Campaign.objects.all():
        if not Digest.objects.filter(campaign=campaign, week_of=week).exists():
            args = {"campaign": campaign.pk, "week_of": week.isoformat()}
            title = _("Weekly digest of %(day)s") % {"day": f"{week:%d/%m/%Y}"}
            jobs.enqueue(KIND, title=title, args=args, access=None, key=f"digest:{campaign.pk}")
            queued += 1
    return queued


def write(running: Running) -> Mapping[str, Any]:
    week = date.fromisoformat(running.args["week_of"])
    campaign = Campaign.objects.select_related("province").get(pk=running.args["campaign"])
    content = content_of(campaign, week)
    with running.step():
        made, new = Digest.objects.get_or_create(
            campaign=campaign, week_of=week, defaults={"content": content}
        )
        if new:
            audit.record("digest.made", made, access=None, changes={"week_of": week})
            transaction.on_commit(lambda: post(made), robust=True)
    return {}


def content_of(campaign: Campaign, week: date) -> dict[str, Any]:
    """Sentences and rows as they are shown, so that an old digest reads as it did."""
    day = campaign.working_day(week)
    now = board(campaign, day.year)
    before = board(campaign, day.year, as_of=week - timedelta(days=7))
    return {
        "year": day.year,
        "day": week.isoformat(),
        "totals": [[point, now.totals[point].people] for point in POINTS],
        "week": {point: now.totals[point].people - before.totals[point].people for point in POINTS},
        "lines": lines(now),
        "behind": [{"name": row.short_name, "percent": row.percent} for row in lagging(now.by_district)],
        "reviews": waiting(campaign),
    }


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
    if settings.DIGEST_TO:
        totals = dict(made.content["totals"])
        head = _("Year %(year)s: %(people)s people departed") % {
            "year": made.content["year"],
            "people": number(totals["departed"]),
        }
        send_mail(head, "\n".join(made.content["lines"]), None, settings.DIGEST_TO, fail_silently=True)
