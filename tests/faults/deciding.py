"""A body in another process that answers questions about credit the moment the other bodies do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.conf import settings
from django.db import connections

PATIENCE = 60


@dataclass(frozen=True)
class Voice:
    """Who answers (a posting), and to which proposals with yes."""

    posting: int
    yes: tuple[bool, ...]


def race(
    context: ForkServerContext, database: str, voices: Sequence[Voice], asked: list[int], *, held: bool = True
) -> list[list[str]]:
    """One process per voice answers all questions in step; `held` = False takes the locks away, as a control."""
    barrier, answers = context.Barrier(len(voices)), context.Queue()
    racers = [
        context.Process(target=run, args=(database, voice, asked, held, barrier, answers)) for voice in voices
    ]
    for racer in racers:
        racer.start()
    outcomes = [answers.get(timeout=PATIENCE) for _ in racers]
    for racer in racers:
        racer.join(PATIENCE)
    return outcomes


def run(
    database: str, voice: Voice, asked: list[int], held: bool, barrier: Barrier, answers: Queue[list[str]]
) -> None:
    """What the other process does; models can be named only once Django stands."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    answers.put(_answer(voice, asked, held, barrier))
    connections.close_all()


def _answer(voice: Voice, asked: list[int], held: bool, barrier: Barrier) -> list[str]:
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - this process has just set Django up
    from django.db import DatabaseError  # noqa: PLC0415

    from campaigns.access import access_for  # noqa: PLC0415
    from campaigns.models import Posting  # noqa: PLC0415
    from registrations.models import CreditProposal  # noqa: PLC0415
    from registrations.services import locking, opinions, proposals  # noqa: PLC0415

    if not held:
        locking.hold = opinions.locked = lambda rows: rows.get()  # type: ignore[assignment]
    row = Posting.objects.select_related("user", "organization", "unit").get(pk=voice.posting)
    access: Any = access_for(row)
    outcomes = []
    for pk, agrees in zip(asked, voice.yes, strict=True):
        proposal = CreditProposal.objects.get(pk=pk)
        barrier.wait(PATIENCE)
        try:
            outcomes.append(
                proposals.answer(proposal=proposal, agrees=agrees, note="Ý kiến", access=access).state
            )
        except (ValidationError, DatabaseError) as trouble:
            outcomes.append(type(trouble).__name__)
    return outcomes
