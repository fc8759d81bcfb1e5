"""Somebody in another process who registers people the moment the others do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.conf import settings
from django.db import connections

PATIENCE = 60


@dataclass(frozen=True)
class Entry:
    """One line of a paper list that two bodies hold."""

    full_name: str
    identity: str


def in_step(
    context: ForkServerContext,
    database: str,
    work: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    rounds: int,
) -> list[Any]:
    """Let one process per task do its work, all waiting for each other at the barrier; answer what each brought back."""
    barrier, answers = context.Barrier(len(tasks)), context.Queue()
    racers = [context.Process(target=begin, args=(database, work, task, barrier, answers)) for task in tasks]
    for racer in racers:
        racer.start()
    outcomes = [answers.get(timeout=PATIENCE * (1 + rounds // 50)) for _ in racers]
    for racer in racers:
        racer.join(PATIENCE)
    return outcomes


def begin(
    database: str, work: Callable[..., Any], task: tuple[Any, ...], barrier: Barrier, answers: Queue[Any]
) -> None:
    """What the other process does; models can be named only once Django stands."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    answers.put(work(*task, barrier))
    connections.close_all()


def race(
    context: ForkServerContext,
    database: str,
    postings: Sequence[int],
    unit: int,
    entries: list[Entry],
    on: date,
) -> list[list[str]]:
    """Let one process per posting register all entries in step; answer the outcomes, one list per process."""
    tasks = [(posting, unit, entries, on) for posting in postings]
    return in_step(context, database, _register, tasks, len(entries))


def _register(posting: int, unit: int, entries: list[Entry], on: date, barrier: Barrier) -> list[str]:
    from django.db import DatabaseError  # noqa: PLC0415 - this process has just set Django up

    from campaigns.access import access_for  # noqa: PLC0415
    from campaigns.dates import PartialDate  # noqa: PLC0415
    from campaigns.models import Campaign, Posting, Unit  # noqa: PLC0415
    from registrations.services.candidates import Candidate  # noqa: PLC0415
    from registrations.services.register import register  # noqa: PLC0415

    row = Posting.objects.select_related("user", "organization", "unit").get(pk=posting)
    given: dict[str, Any] = {
        "access": access_for(row),
        "campaign": Campaign.objects.get(),
        "on": PartialDate(on),
    }
    place, outcomes = Unit.objects.get(pk=unit), []
    for entry in entries:
        birth = PartialDate.unknown()
        someone = Candidate(entry.full_name, birth, "unknown", place, identity=entry.identity)
        barrier.wait(PATIENCE)
        try:
            outcomes.append(register(candidate=someone, **given).outcome)
        except DatabaseError as trouble:
            outcomes.append(type(trouble).__name__)
    return outcomes
