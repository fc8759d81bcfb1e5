"""Fixtures with real programs. Mark such tests `@pytest.mark.django_db(transaction=True)`: other processes read the rows.

`broker` runs; `worker` and `beat` are ready and start with `.start()`; `.kill()` is kill -9 of the whole group.
`workers()` makes one more worker: `include=` names the module of further kinds of jobs, other names go to its environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from celery import current_app

from tests.faults import processes
from tests.faults.processes import Broker, Process


@pytest.fixture
def broker(settings: pytest.FixtureRequest) -> Iterator[Broker]:
    before = current_app.conf.broker_url
    with closing(Broker()) as mine:
        mine.start()
        settings.REDIS_URL = mine.url
        settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS = processes.LEASE, processes.RESEND
        current_app.conf.broker_url = mine.celery_url
        yield mine
    current_app.conf.broker_url = before


@pytest.fixture
def workers(broker: Broker, transactional_db: None) -> Iterator[Callable[..., Process]]:
    with ExitStack() as made:

        def make(include: str = "tests.faults.jobs", **environment: str) -> Process:
            return made.enter_context(closing(processes.worker(broker, include=include, **environment)))

        yield make


@pytest.fixture
def worker(workers: Callable[..., Process]) -> Process:
    return workers()


@pytest.fixture
def beat(broker: Broker, transactional_db: None) -> Iterator[Process]:
    with closing(processes.beat(broker)) as clock:
        yield clock
