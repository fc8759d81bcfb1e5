"""Plays the whole demo into an empty database that has its reference data."""

from __future__ import annotations

from django.db import transaction

from campaigns.current import current_campaign
from campaigns.models import Campaign
from outreach.models import Event
from registrations.models import AllowanceEntry, LoanReferral, Registration
from reports.demo import meetings, people
from reports.demo.cast import Cast
from reports.demo.lots import Lots
from reports.demo.stage import Stage

PEOPLE = 3000
SEED = 202
AT_ONCE = 100


def everything(*, count: int, seed: int, password: str) -> dict[str, int]:
    """Accounts, setting, events, people; answers how many of each."""
    campaign, lots = current_campaign(), Lots(seed)
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(is_demo=True)
        cast = Cast(password)
        stage = Stage(cast, campaign, lots)
        stage.set()
        held = meetings.hold(stage)
    player = people.Player(cast, stage, lots, held)
    drafts = people.drafts(count, lots, stage)
    for start in range(0, len(drafts), AT_ONCE):
        with transaction.atomic():
            for draft in drafts[start : start + AT_ONCE]:
                player.play(draft)
    people.pay_allowances(
        cast,
        list(
            AllowanceEntry.objects.filter(cancelled_on__isnull=True).order_by(
                "due_on", "registration__person__name_sort"
            )
        ),
        lots,
    )
    return {
        "registrations": Registration.objects.count(),
        "events": Event.objects.count(),
        "loans": LoanReferral.objects.count(),
    }
