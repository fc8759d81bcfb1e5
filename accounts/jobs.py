"""Background work that survives: the row first, then the bell; a lease says who works, a sweep rings again.

A handler may run twice and must leave one effect: every writing step runs inside `with running.step():`, which
locks the row and refuses a worker that has lost its lease.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, PositiveSmallIntegerField, Q, When
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts import audit
from accounts.heartbeat import Heartbeat, held, lease_end, renew
from accounts.models import Job

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3  # in which the work got no further; work that gets on may be interrupted any number of times
TASK = "accounts.run_job"
PATIENCE = 0.5  # seconds for the broker while somebody waits for a page
HURRIED = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_retries": 0}
WORN_OUT = _("The work stopped three times without an end. Please tell the administrator.")
TOO_LONG = _(
    "The work took longer than is allowed. Ask for a smaller part, a district or a quarter for example."
)
BROKEN = _("Something went wrong on our side. The administrator can see what.")


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
    kind: str
    args: dict[str, Any]
    attempt: int
    requested_by_id: int | None
    posting: int | None

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is; raises when the lease is lost or the job was cancelled."""
        mine = held(self.id, self.attempt)
        news = {"done": done, "total": total, "note": note[:200]}
        further = When(furthest__lt=done, then=0)
        if not mine.update(
            **news,
            furthest=Greatest("furthest", done),
            fruitless=Case(further, default="fruitless", output_field=PositiveSmallIntegerField()),
            heartbeat_at=Now(),
            lease_until=lease_end(),
        ):
            raise LeaseLost
        if mine.filter(cancel_requested=True).exists():
            raise Cancelled

    @contextmanager
    def step(self) -> Iterator[Job]:
        """A transaction in which this worker surely holds the job; effects written inside happen once."""
        with transaction.atomic():
            job = held(self.id, self.attempt).select_for_update().first()
            if job is None:
                raise LeaseLost
            if job.cancel_requested:
                raise Cancelled
            yield job
            # The heartbeat could not reach the locked row: the next holder must not come at the very commit.
            renew(self.id, self.attempt)


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
    """Ring the worker; a silent broker is no harm, the sweep rings again.

    Noted before the bell: a worker that comes at once must not find the row locked by who rang.
    """
    Job.objects.filter(pk=job_id).update(sent_at=Now())
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE) as line:
            line.transport_options = {**(line.transport_options or {}), **HURRIED}
            current_app.send_task(TASK, args=[job_id], connection=line, retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning("broker unreachable, job %s waits for the sweep: %s", job_id, type(problem).__name__)
        Job.objects.filter(pk=job_id).update(sent_at=None)
        return False
    return True


def sweep() -> int:
    """Ring again for every job that was not heard or whose worker has gone silent; returns how many."""
    quiet = Now() - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    unheard = Job.objects.due().filter(Q(sent_at__isnull=True) | Q(sent_at__lt=quiet))
    rung = 0
    for pk in unheard.order_by("created_at").values_list("pk", flat=True):
        if not send(str(pk)):
            break  # the broker is away; asking it once a sweep is enough
        rung += 1
    return rung


def claim(job_id: str) -> Running | None:
    """Take the job if it is free; nobody else can hold it until the lease runs out."""
    with transaction.atomic():
        due = Job.objects.due().filter(pk=job_id)
        job = due.select_for_update(
            skip_locked=True, no_key=True
        ).first()  # rows that name the job lock its key
        if job is None:
            return None
        if job.cancel_requested:
            _end(job, Job.State.CANCELLED)
            return None
        if job.fruitless >= MAX_ATTEMPTS:
            _end(job, Job.State.FAILED, error=str(WORN_OUT))
            return None
        attempt = job.attempt + 1
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING,
            attempt=attempt,
            fruitless=job.fruitless + 1,
            lease_until=lease_end(),
            heartbeat_at=Now(),
            started_at=Now(),
        )
    return Running(str(job.pk), job.kind, job.args, attempt, job.requested_by_id, job.posting)


def run(job_id: str) -> str:
    """Do one job from claim to end; returns the state it was left in."""
    running = claim(job_id)
    if running is None:
        return "not free"
    try:
        finish(running, **_work(running))
    except LeaseLost:
        return "lease lost"
    except BaseException:
        _give_back(running)
        raise
    return Job.objects.values_list("state", flat=True).get(pk=job_id)


def _work(running: Running) -> dict[str, Any]:
    """How the job ended; a bug is not an end and goes on upwards."""
    try:
        with Heartbeat(running.id, running.attempt):
            result = HANDLERS[running.kind](running)
    except Cancelled:
        return {"state": Job.State.CANCELLED}
    except SoftTimeLimitExceeded:
        return {"state": Job.State.FAILED, "error": str(TOO_LONG)}
    except JobError as problem:
        return {"state": Job.State.FAILED, "error": str(problem)}
    return {"state": Job.State.DONE, "result": dict(result or {})}


def finish(running: Running, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    """End the job in a transaction; a worker that lost its lease ends nothing."""
    with transaction.atomic():
        job = held(running.id, running.attempt).select_for_update().first()
        if job is None:
            raise LeaseLost
        if state == Job.State.DONE and job.total:
            job.done = job.total
        _end(job, state, result=result, error=error)


def _end(job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    job.state, job.error, job.lease_until, job.finished_at = state, error[:500], None, timezone.now()
    job.result = result or job.result
    job.result_url = job.result.get("url", job.result_url)
    job.save()
    audit.record(f"job.{state}", job, access=None, changes={"attempt": job.attempt})


def _give_back(running: Running) -> None:
    """After a bug: leave the job to the sweep for another attempt, or fail it when the attempts are used up."""
    with transaction.atomic():
        job = held(running.id, running.attempt).select_for_update().first()
        if job is None:
            return
        if job.fruitless >= MAX_ATTEMPTS:
            _end(job, Job.State.FAILED, error=str(BROKEN))
        else:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, lease_until=None, sent_at=Now())


def cancel(job: Job, *, access: audit.Actor) -> bool:
    """Withdraw a job: a waiting one ends now, a running one at its next step; False while a step is being written."""
    with transaction.atomic():
        rows = Job.objects.within(access).select_for_update(skip_locked=True, no_key=True)
        locked = rows.filter(pk=job.pk).first()
        if locked is None:
            return False
        if locked.state == Job.State.QUEUED:
            _end(locked, Job.State.CANCELLED)
        elif locked.state == Job.State.RUNNING:
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        audit.record("job.cancel_requested", locked, access=access)
    return True


def retry(job: Job, *, access: audit.Actor) -> Job:
    """Ask again for a failed or cancelled job, as a new row; pressed twice it is one row, any other job is left alone."""
    old = Job.objects.within(access).get(pk=job.pk)
    if not old.may_be_repeated:
        return old
    key = old.key or f"retry:{old.pk}"
    asker = access if old.requested_by_id else None  # what the clock asked for stays the clock's
    with transaction.atomic():
        audit.record("job.repeated", old, access=access)
        return enqueue(old.kind, title=old.title, args=old.args, access=asker, posting=old.posting, key=key)
