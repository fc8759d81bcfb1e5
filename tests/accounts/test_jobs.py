"""Background work: the row is the truth; who holds it, who may stop it, and what happens when nobody answers."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from accounts import doctor, heartbeat, jobs
from accounts.models import AuditEntry, Job, User
from tests import clock
from tests.factories import accounts as make
from tests.faults.processes import wait_until


@pytest.fixture
def kind():
    """A kind of job known only here; what its handler did is in `kind.done`."""

    class Kind:
        name = "tests.jobs"
        done: list[int] = []

        def does(self, function):
            jobs.HANDLERS[self.name] = function

    mine = Kind()
    mine.done = []
    mine.does(lambda running: mine.done.append(running.attempt))
    yield mine
    del jobs.HANDLERS[mine.name]


def lapse(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def state(job):
    job.refresh_from_db()
    return job.state


@pytest.mark.django_db
def test_a_job_runs_to_its_end_and_keeps_its_result(kind):
    kind.does(lambda running: {"url": "/bao-cao/1/", "rows": 3})
    job = make.job(kind=kind.name)
    assert jobs.run(str(job.pk)) == "done"
    job.refresh_from_db()
    assert (job.result, job.result_url, job.attempt) == ({"url": "/bao-cao/1/", "rows": 3}, "/bao-cao/1/", 1)
    assert AuditEntry.objects.filter(action="job.done").count() == 1


@pytest.mark.django_db
def test_a_job_that_is_done_is_not_done_again(kind):
    job = make.job(kind=kind.name)
    jobs.run(str(job.pk))
    assert jobs.run(str(job.pk)) == "not free"
    assert kind.done == [1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_ring_at_once_and_one_gets_the_job():
    for _ in range(5):
        job = make.job()

        def take(_, pk=str(job.pk)):
            try:
                return jobs.claim(pk)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            held = [running for running in pool.map(take, range(8)) if running]
        assert [running.attempt for running in held] == [1]


@pytest.mark.django_db
def test_a_held_job_is_free_again_only_when_its_lease_has_lapsed():
    job = make.job()
    assert jobs.claim(str(job.pk)).attempt == 1
    assert jobs.claim(str(job.pk)) is None
    lapse(job)
    assert jobs.claim(str(job.pk)).attempt == 2


@pytest.mark.django_db
def test_a_job_that_died_three_times_is_not_started_again():
    job = make.job()
    for attempt in (1, 2, 3):
        assert jobs.claim(str(job.pk)).attempt == attempt
        lapse(job)
    assert jobs.claim(str(job.pk)) is None
    assert state(job) == "failed"
    assert "ba lần" in job.error


@pytest.mark.django_db
def test_work_that_gets_further_may_be_interrupted_any_number_of_times_and_work_that_stands_still_may_not():
    job = make.job()
    for done in (500, 1000, 1500, 2000):
        jobs.claim(str(job.pk)).progress(done, 2500)
        lapse(job)
    for again in (500, 2000, 1500):
        jobs.claim(str(job.pk)).progress(again, 2500)
        lapse(job)
    assert jobs.claim(str(job.pk)) is None
    assert state(job) == "failed"


@pytest.mark.django_db
def test_a_bug_gives_the_job_back_until_the_attempts_are_used_up(kind):
    def broken(running):
        raise ValueError("bí mật nội bộ")

    kind.does(broken)
    job = make.job(kind=kind.name)
    for expected in ("queued", "queued", "failed"):
        with pytest.raises(ValueError, match="nội bộ"):
            jobs.run(str(job.pk))
        assert state(job) == expected
    assert "bí mật" not in job.error
    assert job.error.startswith("Hệ thống gặp lỗi")


@pytest.mark.django_db
def test_an_expected_failure_is_one_sentence_for_the_person_and_no_second_try(kind):
    def refuse(running):
        raise jobs.JobError("Tệp không có dòng nào.")

    kind.does(refuse)
    job = make.job(kind=kind.name)
    assert jobs.run(str(job.pk)) == "failed"
    job.refresh_from_db()
    assert (job.error, job.attempt) == ("Tệp không có dòng nào.", 1)


@pytest.mark.django_db
def test_work_that_takes_too_long_is_ended_with_advice_and_not_begun_again(kind):
    def endless(running):
        raise SoftTimeLimitExceeded

    kind.does(endless)
    job = make.job(kind=kind.name)
    assert jobs.run(str(job.pk)) == "failed"
    job.refresh_from_db()
    assert "phần nhỏ hơn" in job.error


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_can_write_nothing(kind):
    job = make.job()
    stale = jobs.claim(str(job.pk))
    lapse(job)
    fresh = jobs.claim(str(job.pk))
    with pytest.raises(jobs.LeaseLost), stale.step():
        make.user("khong.duoc.ghi")
    with pytest.raises(jobs.LeaseLost):
        stale.progress(1, 2)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(stale, Job.State.DONE)
    with fresh.step():
        pass
    assert state(job) == "running"


@pytest.mark.django_db
def test_what_a_step_wrote_is_gone_when_the_step_fails():
    running = jobs.claim(str(make.job().pk))
    with pytest.raises(ZeroDivisionError), running.step():
        make.user("khong.con")
        1 / 0  # noqa: B018
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_step_renews_the_lease_before_it_lets_the_row_go():
    job = make.job()
    running = jobs.claim(str(job.pk))
    with running.step():
        lapse(job)
    job.refresh_from_db()
    assert not job.is_silent


@pytest.mark.django_db
def test_progress_is_told_and_renews_the_lease():
    job = make.job()
    running = jobs.claim(str(job.pk))
    lapse(job)
    running.progress(40, 80, "đang kiểm tra")
    job.refresh_from_db()
    assert (job.percent, job.note, job.is_silent) == (50, "đang kiểm tra", False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_keeps_a_long_job_alive_even_while_a_step_holds_the_row(kind):
    def long(running):
        time.sleep(0.6)
        with running.step():
            time.sleep(0.5)
        time.sleep(0.6)
        others.append(jobs.claim(running.id))

    others: list[object] = []
    kind.does(long)
    job = make.job(kind=kind.name)
    with override_settings(JOB_LEASE_SECONDS=0.6):
        assert jobs.run(str(job.pk)) == "done"
    assert others == [None]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_heartbeat_the_same_job_would_be_taken_away(kind, monkeypatch):
    """The control: what the heartbeat is for."""
    monkeypatch.setattr(heartbeat.Heartbeat, "_beat", lambda self: None)
    taken = threading.Event()
    kind.does(lambda running: taken.wait(30) and None)
    job = make.job(kind=kind.name)
    with override_settings(JOB_LEASE_SECONDS=0.2), ThreadPoolExecutor(1) as pool:
        first = pool.submit(run_in_thread, job)
        wait_until(lambda: Job.objects.get(pk=job.pk).attempt == 1)
        wait_until(Job.objects.due().filter(pk=job.pk).exists)
        second = jobs.claim(str(job.pk))
        taken.set()
        assert first.result() == "lease lost"
    assert second.attempt == 2


def run_in_thread(job):
    try:
        return jobs.run(str(job.pk))
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_waiting_job_that_is_stopped_never_runs(kind):
    user = make.user()
    job = make.job(user, kind=kind.name)
    assert jobs.cancel(job, access=make.actor(user))
    assert jobs.run(str(job.pk)) == "not free"
    assert (state(job), kind.done) == ("cancelled", [])


@pytest.mark.django_db
def test_a_running_job_stops_at_its_next_step(kind):
    user = make.user()

    def work(running):
        with running.step():
            kind.done.append(1)
        jobs.cancel(job, access=make.actor(user))
        with running.step():
            kind.done.append(2)

    kind.does(work)
    job = make.job(user, kind=kind.name)
    assert jobs.run(str(job.pk)) == "cancelled"
    assert kind.done == [1]


@pytest.mark.django_db
def test_a_stopped_job_whose_worker_died_is_cancelled_and_not_begun_again(kind):
    user = make.user()
    job = make.job(user, kind=kind.name)
    jobs.claim(str(job.pk))
    jobs.cancel(job, access=make.actor(user))
    lapse(job)
    assert jobs.run(str(job.pk)) == "not free"
    assert (state(job), kind.done) == ("cancelled", [])


@pytest.mark.django_db(transaction=True)
def test_stopping_does_not_wait_for_a_step_that_is_being_written():
    user = make.user()
    job = make.job(user)
    running = jobs.claim(str(job.pk))

    def stop():
        try:
            return jobs.cancel(job, access=make.actor(user))
        finally:
            connection.close()

    with running.step(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(stop).result(timeout=2) is False


@pytest.mark.django_db
def test_a_failed_job_is_asked_for_again_as_a_new_row_once():
    user = make.user()
    old = make.job(user, args={"năm": 2020}, state="failed", finished_at=timezone.now())
    again = jobs.retry(old, access=make.actor(user))
    assert jobs.retry(old, access=make.actor(user)) == again
    assert (again.args, again.state) == ({"năm": 2020}, "queued")
    assert again.pk != old.pk


@pytest.mark.django_db
def test_a_job_that_succeeded_is_not_repeated():
    user = make.user()
    done = make.job(user, state="done", finished_at=timezone.now())
    assert jobs.retry(done, access=make.actor(user)) == done
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_an_open_job_with_the_same_key_is_returned_instead_of_a_second_one():
    ask = {"title": "Báo cáo 2020", "args": {}, "access": None, "key": "review:1:2020"}
    first = jobs.enqueue("tests.nothing", **ask)
    assert jobs.enqueue("tests.nothing", **ask) == first
    Job.objects.filter(pk=first.pk).update(state="done", finished_at=timezone.now())
    assert jobs.enqueue("tests.nothing", **ask) != first


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_eight_browsers_at_once_is_one_job(silent_broker):
    def ask(_):
        try:
            return jobs.enqueue("tests.nothing", title="Một", args={}, access=None, key="một").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1
    assert Job.objects.count() == 1


@pytest.fixture
def silent_broker(settings):
    """A broker that is away: nothing listens where it should."""
    app = jobs.current_app
    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nonexistent/valkey.sock?virtual_host=0"
    yield
    app.conf.broker_url = before


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_asking_answers_at_once_and_the_job_waits(silent_broker):
    begun = clock.now()
    job = jobs.enqueue("tests.nothing", title="Một", args={}, access=None)
    assert clock.now() - begun < 2
    job.refresh_from_db()
    assert (job.state, job.sent_at) == ("queued", None)
    assert jobs.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_rung_for_a_job_whose_transaction_was_rolled_back(silent_broker):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("tests.nothing", title="Một", args={}, access=None)
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_past_its_lease_is_named_by_the_doctor():
    job = make.job()
    jobs.claim(str(job.pk))
    assert doctor.silent_jobs() == []
    lapse(job)
    (problem,) = doctor.silent_jobs()
    assert (problem.invariant, problem.ids) == ("I10", [str(job.pk)])
