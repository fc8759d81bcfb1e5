"""Somebody in another process who registers people the moment the others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import SpawnContext
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


def race(
    context: SpawnContext, database: str, postings: Sequence[int], unit: int, entries: list[Entry], on: date
) -> list[list[str]]:
    """Let one process per posting register all entries in step; answer the outcomes, one list per process."""
    barrier, answers = context.Barrier(len(postings)), context.Queue()
    racers = [
        context.Process(target=run, args=(database, posting, unit, entries, on, barrier, answers))
        for posting in postings
    ]
    for racer in racers:
        racer.start()
    outcomes = [answers.get(timeout=PATIENCE) for _ in racers]
    for racer in racers:
        racer.join(PATIENCE)
    return outcomes


def run(
    database: str,
    posting: int,
    unit: int,
    entries: list[Entry],
    on: date,
    barrier: Barrier,
    answers: Queue[list[str]],
) -> None:
    """What the other process does; models can be named only once Django stands."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    answers.put(_register(posting, unit, entries, on, barrier))
    connections.close_all()


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
