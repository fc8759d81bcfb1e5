"""Plays the whole demo into an empty database that has its reference data."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing import get_context

from django.db import connections, transaction

from campaigns.current import current_campaign
from campaigns.models import Campaign
from outreach.models import Event
from registrations.models import AllowanceEntry, LoanReferral, Registration
from reports.demo import drafts, meetings, people
from reports.demo.cast import Cast
from reports.demo.lots import Lots
from reports.demo.stage import Stage

PEOPLE = 1500
SEED = 202
AT_ONCE = 50
PLAYERS = 2
FEW = 200  # below that a second process costs more than it brings


def everything(*, count: int, seed: int, password: str) -> dict[str, int]:
    """Accounts, setting, events, people; answers how many of each."""
    campaign, lots = current_campaign(), Lots(seed)
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(is_demo=True)
        cast = Cast(password)
        stage = Stage(cast, campaign, lots)
        stage.set()
        held = meetings.hold(stage)
    drawn = drafts.drafts(count, lots, stage)
    player = people.Player(cast, stage, lots, held)
    if count <= FEW:
        perform(player, drawn)
    else:
        _perform_together(player, drawn)
    due = AllowanceEntry.objects.filter(cancelled_on__isnull=True)
    people.pay_allowances(cast, list(due.order_by("due_on", "registration__person__name_sort")), lots)
    return {
        "registrations": Registration.objects.count(),
        "events": Event.objects.count(),
        "loans": LoanReferral.objects.count(),
    }


def perform(player: people.Player, drawn: Sequence[drafts.Draft]) -> None:
    for start in range(0, len(drawn), AT_ONCE):
        with transaction.atomic():
            for draft in drawn[start : start + AT_ONCE]:
                player.play(draft)


def _perform_together(player: people.Player, drawn: Sequence[drafts.Draft]) -> None:
    """Split the people among processes; everybody's chance is their own, so the outcome is the same."""
    connections.close_all()
    context = get_context("fork")
    parts = [context.Process(target=perform, args=(player, drawn[n::PLAYERS])) for n in range(PLAYERS)]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    if any(part.exitcode for part in parts):
        raise RuntimeError("a part of the demo could not be played; see the error above")
