"""Processes that merge the same two records, or write on one of them, in the same moment."""

from __future__ import annotations

import time
from datetime import date
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.db import connections

from tests.faults.racing import PATIENCE

THINKS = 1.5  # seconds
Job = tuple[str, int, UUID]  # what to do, as which posting, to which row


def race(context: ForkServerContext, database: str, rounds: list[list[Job]]) -> list[tuple[str, ...]]:
    """One process per place in a round; all do their part of a round at once. Answers what came of it, round by round."""
    barrier, answers = context.Barrier(len(rounds[0])), context.Queue()
    lanes = list(zip(*rounds, strict=True))
    racers = [
        context.Process(target=run, args=(nth, database, list(lane), barrier, answers))
        for nth, lane in enumerate(lanes)
    ]
    for racer in racers:
        racer.start()
    outcomes = dict(answers.get(timeout=PATIENCE) for _ in racers)
    for racer in racers:
        racer.join(PATIENCE)
    return list(zip(*(outcomes[nth] for nth in range(len(lanes))), strict=True))


def run(
    nth: int, database: str, jobs: list[Job], barrier: Barrier, answers: Queue[tuple[int, list[str]]]
) -> None:
    """What the other process does; models can be named only once Django stands."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    answers.put((nth, [_one(job, barrier) for job in jobs]))
    connections.close_all()


def _one(job: Job, barrier: Barrier) -> str:
    """The name of what went wrong, «refused» for a sentence to the user, or «done»."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - this process has just set Django up
    from django.db import DatabaseError  # noqa: PLC0415

    what, posting, key = job
    access = _access(posting)
    barrier.wait(PATIENCE)
    try:
        ACTS[what](access, key)
    except ValidationError:
        return "refused"
    except (DatabaseError, LookupError) as trouble:
        return type(trouble).__name__
    return "done"


def _access(posting: int) -> Any:
    from campaigns.access import access_for  # noqa: PLC0415
    from campaigns.models import Posting  # noqa: PLC0415

    return access_for(Posting.objects.select_related("user", "organization", "unit").get(pk=posting))


def _merge(access: Any, key: UUID) -> None:
    from registrations.models import Merge  # noqa: PLC0415
    from registrations.services import merging  # noqa: PLC0415

    merging.merge(access=access, proposal=Merge.objects.get(pk=key), chosen={})


def _undo(access: Any, key: UUID) -> None:
    from registrations.models import Merge  # noqa: PLC0415
    from registrations.services import merging  # noqa: PLC0415

    merging.undo(access=access, proposal=Merge.objects.get(pk=key))


def _consult(access: Any, key: UUID) -> None:
    from campaigns.dates import PartialDate  # noqa: PLC0415
    from registrations.models import Registration  # noqa: PLC0415
    from registrations.services import milestones  # noqa: PLC0415

    row = Registration.objects.get(pk=key)
    milestones.record(access=access, registration=row, kind="consulted", on=PartialDate(date(2018, 4, 10)))


def _consult_unheld(access: Any, key: UUID) -> None:
    """The control: a slow program that looks, thinks, and writes without holding the registration."""
    from registrations.models import Milestone, Registration  # noqa: PLC0415

    row = Registration.objects.get(pk=key)
    time.sleep(THINKS)
    Milestone.objects.create(registration=row, kind="consulted", on=date(2018, 4, 10))


ACTS = {"merge": _merge, "undo": _undo, "consult": _consult, "consult_unheld": _consult_unheld}
