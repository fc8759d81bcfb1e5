from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Job
from campaigns.current import current_campaign
from reports import review as reviews
from reports.management.commands.annual_review import coordinator
from reports.models import AnnualReview

ACCOUNT, YEAR = "tinh.mttq", 2019
PATIENCE = 180  # seconds


class Command(BaseCommand):
    help = "Lets the worker build the review of the demo year and shows how far it is."

    def handle(self, *args: Any, **options: Any) -> None:
        access = coordinator(ACCOUNT)
        campaign = current_campaign()
        done = AnnualReview.objects.filter(campaign=campaign, year=YEAR, state__in=AnnualReview.READY)
        if done.exists():
            return
        draft = reviews.draft_review(access=access, campaign=campaign, year=YEAR)
        self.watch(reviews.start(access=access, review=draft))

    def watch(self, job: Job) -> None:
        until, told = time.monotonic() + PATIENCE, ""
        while job.is_open:
            if job.note != told:
                told = job.note
                self.stdout.write(f"  {job.percent:3} %  {told}")
            if time.monotonic() > until:
                raise CommandError(
                    "Tiến trình nền chưa lập xong báo cáo sau 180 giây. / The worker has not built the review in 180 s."
                )
            time.sleep(0.2)
            job.refresh_from_db()
        if job.state != Job.State.DONE:
            raise CommandError(job.error)
        self.stdout.write("  100 %")
