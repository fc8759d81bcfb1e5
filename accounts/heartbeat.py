"""The lease of a job: who holds it, for how long, and the thread that renews it while somebody works."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from accounts.models import Job
from accounts.models.job import JobQuerySet

logger = logging.getLogger(__name__)


def lease_end() -> CombinedExpression:
    """Reckoned by the clock of the database: machines disagree, and clocks jump."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def held(job_id: str, attempt: int) -> JobQuerySet:
    """The job, as long as this attempt holds it."""
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempt=attempt)


def renew(job_id: str, attempt: int) -> bool:
    """False when the lease has gone to somebody else."""
    return bool(held(job_id, attempt).update(heartbeat_at=Now(), lease_until=lease_end()))


class Heartbeat:
    """Renews every third of a lease from a thread of its own, so that long layout work is not taken for dead."""

    def __init__(self, job_id: str, attempt: int) -> None:
        self.job_id, self.attempt = job_id, attempt
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"heartbeat-{job_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopped.set()
        self.thread.join(timeout=5)

    def _beat(self) -> None:
        while not self.stopped.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                renew(self.job_id, self.attempt)
            except DatabaseError as problem:
                # A step of the job holds the row, or the server restarts: the next beat may get through.
                logger.warning("job %s: heartbeat missed: %s", self.job_id, type(problem).__name__)
            finally:
                connection.close()
