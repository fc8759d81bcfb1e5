"""Somebody in another process who changes a person the moment somebody else does."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier

from tests.faults.racing import PATIENCE, in_step

WON, KEPT, GONE = "won", "refused, text kept", "refused, text gone"


def race(
    context: ForkServerContext,
    database: str,
    postings: Sequence[int],
    person: str,
    rounds: int,
    *,
    looks: bool,
) -> list[list[str]]:
    """One process per posting reads, waits for the others and writes; `looks` = False says nothing of the version it has read."""
    tasks = [(posting, person, rounds, looks) for posting in postings]
    return in_step(context, database, _edit, tasks, rounds)


def _edit(posting: int, person: str, rounds: int, looks: bool, barrier: Barrier) -> list[str]:
    from accounts.conflicts import Conflict  # noqa: PLC0415 - this process has just set Django up
    from campaigns.access import access_for  # noqa: PLC0415
    from campaigns.models import Posting  # noqa: PLC0415
    from registrations.models import Person  # noqa: PLC0415
    from registrations.services.people import change_person  # noqa: PLC0415

    row = Posting.objects.select_related("user", "organization", "unit").get(pk=posting)
    access, outcomes = access_for(row), []
    for nth in range(rounds):
        read, text = Person.objects.get(pk=person), f"Ấp {nth} của {posting}"
        barrier.wait(PATIENCE)
        try:
            change_person(access=access, person=read, version=read.version if looks else None, hamlet=text)
            outcomes.append(WON)
        except Conflict as refused:
            outcomes.append(KEPT if refused.fields.get("hamlet") == text else GONE)
        barrier.wait(PATIENCE)
    return outcomes
