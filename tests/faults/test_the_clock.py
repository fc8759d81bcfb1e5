"""A real beat and a real worker: what is due by the real schedule happens by itself, once, and with the rights of that hour."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

import pytest
from celery.beat import PersistentScheduler
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, Job
from campaigns import working_days
from campaigns.dates import today_vn
from campaigns.models import Posting
from laborexport.celery import app
from reports import review as reviews
from reports.models import AnnualReview, Digest, Reminder
from reports.review.bodies import bodies_of
from tests.factories import campaigns as base
from tests.factories import reviews as make_review
from tests.faults import processes
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLOCK = ("reports.queue_digest", "reports.draw_tonight", "reports.remind_late")


@pytest.fixture
def unprinted(monkeypatch):
    make_review.unprint(monkeypatch)


def last_ran(broker, ago):
    """Written into the file in which beat keeps when each entry of the schedule last ran."""
    clock = PersistentScheduler(app, schedule_filename=str(broker.folder / "beat"))
    for entry in clock.schedule.values():
        entry.last_run_at = timezone.now() - ago
    clock.close()


def past_its_day(house):
    """The review of 2019 lies before the bodies; nobody has been reminded."""
    review = make_review.worked(house, make_review.drafted(house))
    reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=today_vn())
    AnnualReview.objects.filter(pk=review.pk).update(due_on=date(2020, 1, 3))
    return review


def asked_by_somebody_who_left(house):
    """Asked for while the right was there; before the worker comes the posting has ended."""
    job = reviews.start(access=house.access("tinh.mttq"), review=make_review.drafted(house, year=2018))
    yesterday = today_vn() - timedelta(days=1)
    Posting.objects.filter(pk=house.postings["tinh.mttq"].pk).update(valid_to=yesterday)
    return job


def test_the_clock_draws_reminds_and_tells_once_and_not_for_who_has_left(broker, workers, unprinted):
    house = base.house()
    make_review.year(house)
    late = past_its_day(house)
    left = asked_by_somebody_who_left(house)
    worker = workers("tests.faults.unprinted")
    worker.start()

    def rung(times):
        return all(worker.told().count(f"Task {name}[") >= 2 * times for name in CLOCK)  # received, succeeded

    def run(until):
        with closing(processes.beat(broker)) as clock:
            clock.start()
            wait_until(until, why=lambda: clock.told() + worker.told())

    def nothing_waits():
        return not Job.objects.filter(state__in=Job.OPEN).exists()

    last_ran(broker, timedelta(0))
    run(nothing_waits)
    left.refresh_from_db()
    assert (left.state, "đã hết hiệu lực" in left.error) == ("failed", True)
    assert not Digest.objects.exists(), "the control: what is not due does not run"

    for times in (1, 2):  # beat is killed before it has noted that it rang, and rings again
        last_ran(broker, timedelta(days=8))
        run(lambda times=times: rung(times) and nothing_waits())
    assert Digest.objects.count() == AuditEntry.objects.filter(action="digest.made").count() == 1
    drawn = AnnualReview.objects.get(year=2020)
    assert (drawn.state, drawn.files.count()) == ("draft", 3)
    owing = len(bodies_of(late)) if working_days.is_working(today_vn()) else 0
    assert Reminder.objects.count() == owing
    assert AnnualReview.objects.get(year=2018).drafts.count() == 0
    assert audit.broken_links() == []
