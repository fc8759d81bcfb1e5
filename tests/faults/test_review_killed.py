"""A worker that is killed while it prints a review is replaced; what was frozen and printed stays, each document is made once."""

from __future__ import annotations

import time

import pytest

from accounts import audit
from accounts.models import AuditEntry, Job
from reports import review as reviews
from reports.models import AnnualReview
from reports.review.bodies import bodies_of
from reports.review.reading import is_unchanged, is_whole
from tests.factories import campaigns as base
from tests.factories import reviews as make_review
from tests.faults.processes import LEASE, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def files(review):
    return list(review.files.values_list("kind", "sha256", "created_at"))


def new(review, drawn):
    """Documents that show what is frozen, in the order they were printed."""
    return [kind for kind, sha, _at in files(review) if drawn[kind] != sha]


def test_a_review_whose_worker_is_killed_is_finished_once_by_the_next(broker, workers, beat):
    house = base.house()
    make_review.year(house)
    review = make_review.worked(house, make_review.drafted(house))
    drawn = {kind: sha for kind, sha, _at in files(review)}
    first = workers("tests.faults.slow_review")
    first.start()
    silent = {body.code: "Chưa gửi" for body in bodies_of(review)}
    job = reviews.freeze(access=house.access("tinh.mttq"), review=review, reasons=silent)
    wait_until(lambda: new(review, drawn) == ["pdf"], seconds=90, why=first.told())
    first.kill()
    review.refresh_from_db()
    frozen, printed = review.figures_sha256, files(review)
    assert review.state == "frozen"

    workers("tests.faults.slow_review").start()
    time.sleep(LEASE + 2)
    assert files(review) == printed, "the control: without the sweep nobody would go on"

    beat.start()
    wait_until(lambda: Job.objects.get(pk=job.pk).state == "done", seconds=90, why=beat.told())
    review = AnnualReview.objects.get(pk=review.pk)
    assert (review.state, review.figures_sha256) == ("built", frozen)
    assert printed[-1] in files(review)
    assert new(review, drawn) == ["pdf", "xlsx", "docx"]
    assert is_unchanged(review)
    assert all(is_whole(file) for file in review.files.all())
    counts = {
        name: AuditEntry.objects.filter(action=f"review.{name}").count() for name in ("frozen", "printed")
    }
    assert counts == {"frozen": 1, "printed": 6}  # the draft three times, what is frozen three times
    assert audit.broken_links() == []
