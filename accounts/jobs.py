"""Background work that survives: the row first, then the bell; a lease says who works, a sweep rings again.

A handler may run twice and must leave one effect: every writing step runs inside `with running.step():`, which
locks the row and refuses a worker that has lost its lease.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts import audit
from accounts.models import Job

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
TASK = "accounts.run_job"


class JobError(Exception):
    """An expected failure; its message is one sentence for the person who asked."""


class LeaseLost(Exception):
    """Another worker has taken the job; this one must stop without a trace."""


class Cancelled(Exception):
    """The person who asked for the job has withdrawn it."""


Handler = Callable[["Running"], Mapping[str, Any] | None]
HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; put it in the app's `tasks.py`."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


@dataclass(slots=True)
class Running:
    """What a handler holds while it works: the arguments, progress, and the fence around each writing step."""

    id: str
    args: dict[str, Any]
    attempt: int
    requested_by_id: int | None
    posting: int | None

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is; raises when the lease is lost or the job was cancelled."""
        now = timezone.now()
        mine = Job.objects.filter(pk=self.id, state=Job.State.RUNNING, attempt=self.attempt)
        if not mine.update(done=done, total=total, note=note, heartbeat_at=now, lease_until=now + lease()):
            raise LeaseLost
        if mine.filter(cancel_requested=True).exists():
            raise Cancelled

    @contextmanager
    def step(self) -> Iterator[Job]:
        """A transaction in which this worker surely holds the job; effects written inside happen once."""
        with transaction.atomic():
            job = (
                Job.objects.select_for_update()
                .filter(pk=self.id, state=Job.State.RUNNING, attempt=self.attempt)
                .first()
            )
            if job is None:
                raise LeaseLost
            if job.cancel_requested:
                raise Cancelled
            yield job


def lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def enqueue(
    kind: str,
    *,
    title: str,
    args: Mapping[str, Any],
    access: audit.Actor | None,
    posting: int | None = None,
    key: str = "",
) -> Job:
    """Commit the row, then ring the worker. An open job with the same key is returned instead of a second one."""
    with transaction.atomic():
        if key:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [key])
            existing = Job.objects.filter(key=key, state__in=Job.OPEN).first()
            if existing:
                return existing
        job = Job.objects.create(
            kind=kind,
            title=title,
            args=dict(args),
            key=key,
            posting=posting,
            requested_by_id=access.user_id if access else None,
        )
        audit.record("job.queued", job, access=access, changes={"kind": kind})
        transaction.on_commit(partial(send, str(job.pk)), robust=True)
    return job


def send(job_id: str) -> bool:
    """Ring the worker; a silent broker is no harm, the sweep rings again."""
    try:
        current_app.send_task(TASK, args=[job_id], retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning("broker unreachable, job %s waits for the sweep: %s", job_id, type(problem).__name__)
        return False
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())
    return True


def sweep() -> int:
    """Ring again for every job that was not heard or whose worker has gone silent; returns how many."""
    quiet = timezone.now() - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    ids = [
        str(pk) for pk, sent in Job.objects.due().values_list("pk", "sent_at") if sent is None or sent < quiet
    ]
    return sum(send(job_id) for job_id in ids)


def claim(job_id: str) -> Running | None:
    """Take the job if it is free; nobody else can hold it until the lease runs out."""
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.due().select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return None
        if job.cancel_requested:
            _end(job, Job.State.CANCELLED)
            return None
        if job.attempt >= MAX_ATTEMPTS:
            _end(
                job,
                Job.State.FAILED,
                error=_("The work stopped three times without an end. Please tell the administrator."),
            )
            return None
        job.state, job.attempt = Job.State.RUNNING, job.attempt + 1
        job.lease_until, job.heartbeat_at, job.started_at = now + lease(), now, now
        job.save(update_fields=["state", "attempt", "lease_until", "heartbeat_at", "started_at"])
    return Running(str(job.pk), job.args, job.attempt, job.requested_by_id, job.posting)


def run(job_id: str) -> str:
    """Do one job from claim to end; returns the state it was left in."""
    running = claim(job_id)
    if running is None:
        return "not free"
    job = Job.objects.get(pk=job_id)
    try:
        with Heartbeat(running):
            result = HANDLERS[job.kind](running)
        finish(running, Job.State.DONE, result=dict(result or {}))
    except LeaseLost:
        return "lease lost"
    except Cancelled:
        finish(running, Job.State.CANCELLED)
    except JobError as problem:
        finish(running, Job.State.FAILED, error=str(problem)[:500])
    except BaseException:
        _give_back(running)
        raise
    return Job.objects.values_list("state", flat=True).get(pk=job_id)


def finish(running: Running, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    """End the job in a transaction; a worker that lost its lease ends nothing."""
    with transaction.atomic():
        job = (
            Job.objects.select_for_update()
            .filter(pk=running.id, state=Job.State.RUNNING, attempt=running.attempt)
            .first()
        )
        if job is None:
            raise LeaseLost
        if state == Job.State.DONE and job.total:
            job.done = job.total
        _end(job, state, result=result, error=error)


def _end(job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    job.state, job.error, job.lease_until, job.finished_at = state, error, None, timezone.now()
    job.result = result or job.result
    job.result_url = job.result.get("url", job.result_url)
    job.save()
    audit.record(f"job.{state}", job, access=None, changes={"attempt": job.attempt})


def _give_back(running: Running) -> None:
    """After a bug: leave the job to the sweep for another attempt, or fail it when the attempts are used up."""
    mine = Job.objects.filter(pk=running.id, state=Job.State.RUNNING, attempt=running.attempt)
    if running.attempt >= MAX_ATTEMPTS:
        with transaction.atomic():
            job = mine.select_for_update().first()
            if job:
                _end(
                    job,
                    Job.State.FAILED,
                    error=_("Something went wrong on our side. The administrator can see what."),
                )
    else:
        mine.update(state=Job.State.QUEUED, lease_until=None, sent_at=timezone.now())


def cancel(job: Job, *, access: audit.Actor) -> None:
    """Withdraw a job: a waiting one ends now, a running one at its next step."""
    with transaction.atomic():
        locked = Job.objects.within(access).select_for_update().get(pk=job.pk)
        if locked.state == Job.State.QUEUED:
            _end(locked, Job.State.CANCELLED)
        elif locked.state == Job.State.RUNNING:
            locked.cancel_requested = True
            locked.save(update_fields=["cancel_requested"])
        audit.record("job.cancel_requested", locked, access=access)


def retry(job: Job, *, access: audit.Actor) -> Job:
    """Ask again for a failed or cancelled job, as a new row."""
    return enqueue(job.kind, title=job.title, args=job.args, access=access, posting=job.posting, key=job.key)


class Heartbeat:
    """Renews the lease every third of its time from a thread of its own, so that long layout work is not taken for dead."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Heartbeat:
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopped.set()
        self.thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self.stopped.wait(settings.JOB_LEASE_SECONDS / 3):
                now = timezone.now()
                Job.objects.filter(
                    pk=self.running.id, state=Job.State.RUNNING, attempt=self.running.attempt
                ).update(heartbeat_at=now, lease_until=now + lease())
        finally:
            connection.close()
