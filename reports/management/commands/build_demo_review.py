from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Job
from campaigns.current import current_campaign
from reports.demo import confirmations

PATIENCE = 180  # seconds without a step forward


class Command(BaseCommand):
    help = "Plays the reviews of the demo: the bodies confirm, the worker prints; shows how far it is."

    def handle(self, *args: Any, **options: Any) -> None:
        confirmations.everything(current_campaign(), self.watch)

    def watch(self, job: Job) -> None:
        until, told = time.monotonic() + PATIENCE, ""
        while job.is_open:
            if job.note != told:
                until, told = time.monotonic() + PATIENCE, job.note
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
