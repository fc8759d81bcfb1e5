"""Two processes write, one folds, and a fourth reads: whatever it reads is what the facts say in the same moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from registrations.models import Milestone
from reports.indicators import cells, facts, folding
from reports.indicators.question import ask
from tests.factories import campaigns
from tests.faults.counting import ROUNDS, fold, write
from tests.faults.forking import forks
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 60  # seconds


@pytest.fixture
def house(transactional_db: None) -> campaigns.House:
    return campaigns.house()


@contextmanager
def at_work(*, folding_too: bool = True) -> Iterator[None]:
    context, name = forks(), str(connection.settings_dict["NAME"])
    stop = context.Event()
    racers = [context.Process(target=write, args=(seed, name, stop)) for seed in (1, 2)]
    racers += [context.Process(target=fold, args=(name, stop))] * folding_too
    for racer in racers:
        racer.start()
    try:
        wait_until(lambda: Milestone.objects.count() > 20, seconds=60)
        yield
    finally:
        stop.set()
        for racer in racers:
            racer.join(60)


def readings(house: campaigns.House, *, heed: bool) -> tuple[int, int]:
    """How many readings of one moment were used, and how many of them said something else than the facts of that moment."""
    question = ask(house.campaign, 2018, calendar="official")
    sql, used, wrong = cells.summed(question, None), 0, 0
    rounds, until = 0, time.monotonic() + PATIENCE
    # On a busy machine the folding may lag behind for all rounds: then it is given time to catch up once.
    while rounds < ROUNDS or (not used and time.monotonic() < until):
        rounds += 1
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            found = facts.rows(question, sql, None)
            marked = bool(found) and found[-1][0] == cells.MARKED
            if marked and heed:
                continue
            used += 1
            told = cells.sums_of(question, found[:-1] if marked else found, None)
            wrong += told != facts.sums(question)
    return used, wrong


def test_while_others_write_and_fold_a_reading_is_never_wrong(house: campaigns.House) -> None:
    with at_work():
        used, wrong = readings(house, heed=True)
    assert used > 0
    assert wrong == 0
    assert folding.wrong() == []


def test_a_reader_who_does_not_heed_the_marks_is_wrong(house: campaigns.House) -> None:
    """The control: the cells alone lag behind those who write."""
    with at_work():
        _used, wrong = readings(house, heed=False)
    assert wrong > 0
