"""Work that loses its worker or its broker is done in the end, once; each fault has its control."""

from __future__ import annotations

import signal
import time

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts import audit, jobs
from accounts.models import AuditEntry, Job
from tests import clock
from tests.factories import accounts as make
from tests.faults.jobs import DEADLY, STEPS
from tests.faults.processes import LEASE, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def ask(kind=STEPS, *, steps=4, pause=0.3):
    return jobs.enqueue(kind, title="Việc thử", args={"steps": steps, "pause": pause}, access=None)


def state(job):
    job.refresh_from_db()
    return job.state


def done_steps(job):
    marks = AuditEntry.objects.filter(action="tests.step").values_list("object_ids", flat=True)
    return sorted(mark for (mark,) in marks if mark.startswith(str(job.pk)))


def test_a_worker_killed_in_the_middle_is_replaced_and_leaves_one_effect(broker, worker, workers, beat):
    worker.start()
    job = ask()
    wait_until(lambda: state(job) == "running" and job.done >= 1, why=worker.told)
    worker.kill()
    assert 0 < len(done_steps(job)) < 4

    workers().start()
    time.sleep(LEASE + 1)
    assert state(job) == "running", "the control: without the sweep nobody would go on"
    assert job.is_silent

    beat.start()
    wait_until(lambda: state(job) == "done", why=beat.told)
    assert job.attempt == 2
    assert done_steps(job) == [f"{job.pk}:{n}" for n in range(4)]
    assert AuditEntry.objects.filter(action="job.done").count() == 1
    assert audit.broken_links() == []


def test_with_valkey_stopped_saving_answers_and_the_job_runs_after_its_return(broker, worker):
    user = make.user("mai.tran")
    failed = make.job(
        user, kind=STEPS, args={"steps": 1, "pause": 0}, state="failed", finished_at=timezone.now()
    )
    browser = Client()
    browser.force_login(user)
    assert (
        get_resolver().url_patterns
    )  # every view is read before the first visitor comes, as laborexport/wsgi.py does
    broker.kill()

    begun = clock.now()
    answer = browser.post(f"/viec-nen/{failed.pk}/chay-lai/")
    assert clock.now() - begun <= 2
    assert answer.status_code == 302
    job = Job.objects.get(state="queued")
    assert job.sent_at is None

    broker.start()
    worker.start()
    wait_until(lambda: "ready" in worker.told(), why=worker.told)
    time.sleep(1)
    assert state(job) == "queued", "the control: without the sweep nobody would ever ring"

    assert jobs.sweep() == 1
    wait_until(lambda: state(job) == "done", why=worker.told)
    assert len(done_steps(job)) == 1


def test_a_hung_valkey_does_not_hold_the_page(broker):
    broker.signal(signal.SIGSTOP)
    begun = clock.now()
    job = ask()
    assert clock.now() - begun <= 2
    broker.signal(signal.SIGCONT)
    assert state(job) == "queued"
    wait_until(broker.answers)
    assert jobs.sweep() == 1


def test_what_valkey_had_accepted_survives_its_death(broker, worker):
    job = ask(steps=1, pause=0)
    broker.kill()
    broker.start()
    worker.start()
    wait_until(lambda: state(job) == "done", why=worker.told)


def test_a_job_that_kills_its_worker_is_given_up_after_the_third_start(broker, workers):
    worker = workers(JOB_LEASE_SECONDS="1")
    worker.start()
    job = ask(DEADLY)
    wait_until(lambda: jobs.sweep() >= 0 and state(job) == "failed", seconds=30, why=worker.told)
    assert AuditEntry.objects.filter(action="tests.started").count() == 3
    assert "ba lần" in job.error
