"""The worker comes the moment it is rung for, while whoever rang is still writing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import jobs
from accounts.models import Job
from tests.factories.accounts import job as make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, in the middle of a transaction."""
    other = connection.copy()
    other.set_autocommit(False)
    yield other
    other.rollback()
    other.close()


def test_a_row_being_linked_to_its_job_does_not_send_the_worker_away(elsewhere: BaseDatabaseWrapper) -> None:
    """Setting `Batch.job` locks the key of the job until that transaction ends."""
    job = make_job()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_job WHERE id = %s FOR KEY SHARE", [job.pk])

        assert jobs.claim(str(job.pk)) is not None


def test_the_bell_is_noted_before_it_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    seen = []
    monkeypatch.setattr(
        "celery.app.base.Celery.send_task",
        lambda *_args, **_options: seen.append(Job.objects.get(pk=job.pk).sent_at is not None),
    )

    assert jobs.send(str(job.pk))
    assert seen == [True]
