from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import jobs
from accounts.models import Job
from campaigns.access import Access, access_for
from campaigns.current import current_campaign
from campaigns.dates import Calendar, today_vn
from campaigns.models import Campaign, Posting, Role
from reports import review as reviews
from reports.models import AnnualReview, ReviewFile
from reports.review.hashing import canonical
from reports.review.reading import is_up_to_date
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known here

KINDS = ("pdf", "xlsx", "docx")
PATIENCE = 600  # seconds, should a worker be quicker and take the job


class Command(BaseCommand):
    help = "Builds the joint review of a year through the same service as the page and writes its files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        for kind in (*KINDS, "json"):
            parser.add_argument(f"--{kind}", type=Path)
        parser.add_argument("--calendar", choices=Calendar.values)
        parser.add_argument("--boundaries", choices=["then", "now"], default="then")
        parser.add_argument(
            "--as", dest="username", help="the coordinator who asks; without it the first one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        access = coordinator(options["username"])
        try:
            review = ready(access, options)
        except Campaign.DoesNotExist:
            raise CommandError("There is no campaign. Load one first: manage.py load_reference.") from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        standing = review.standing
        if standing is None:
            raise CommandError("The worker made no draft; look at the background work.")
        for kind in KINDS:
            if options[kind]:
                options[kind].write_bytes(bytes(ReviewFile.objects.get(review=review, kind=kind).content))
        if options["json"]:
            options["json"].write_bytes(canonical(standing.figures))
        self.stdout.write(f"{review.year} · {review.edition} · {standing.sha256} · {review.state}")


def coordinator(username: str | None) -> Access:
    postings = Posting.objects.on(today_vn()).filter(role=Role.COORDINATOR, user__is_active=True)
    if username:
        postings = postings.filter(user__username=username)
    found = postings.select_related("user", "organization", "unit").order_by("pk").first()
    if found is None:
        raise CommandError(
            f"«{username or 'coordinator'}» has no coordinator's posting; only a coordinator builds a review."
        )
    return access_for(found)


def ready(access: Access, options: dict[str, Any]) -> AnnualReview:
    """The newest review as long as nothing has changed since; else a draft, drawn in this process. It freezes nothing."""
    campaign = current_campaign()
    question = {"calendar": options["calendar"] or campaign.calendar, "boundaries": options["boundaries"]}
    rows = AnnualReview.objects.joint().filter(campaign=campaign, year=options["year"])
    last = rows.order_by("-edition").first()
    if last and last.files.count() == len(KINDS) and is_up_to_date(last, **question):
        return last
    draft = reviews.draft_review(access=access, campaign=campaign, year=options["year"], **question)
    job = reviews.start(access=access, review=draft)
    jobs.run(str(job.pk))
    wait(job)
    return AnnualReview.objects.get(pk=draft.pk)


def wait(job: Job) -> None:
    until = time.monotonic() + PATIENCE
    job.refresh_from_db()
    while job.is_open and time.monotonic() < until:
        time.sleep(0.5)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise CommandError(job.error or "The review was not finished in time.")
