"""Another value for a stage clock, from a day on; what held before stays on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations import clocks
from registrations.models import StageClock


@transaction.atomic
def set_clock(
    *,
    access: Access,
    kind: str,
    days: int,
    again: int,
    valid_from: date,
    reason: str,
    months: int | None = None,
) -> StageClock:
    access.require(Action.PLAN_WRITE)
    before = clocks.on(valid_from).get(kind)
    clock = StageClock(
        kind=kind,
        days=days,
        again=again,
        months=months,
        valid_from=valid_from,
        reason=nfc(reason),
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    clock.full_clean(exclude=["recorded_by"])
    clock.save(force_insert=True)
    changes = {
        "kind": kind,
        "valid_from": valid_from,
        "days": [before.days if before else None, days],
        "again": [before.again if before else None, again],
        "months": [before.months if before else None, months],
        "reason": clock.reason,
    }
    audit.record("clock.set", clock, access=access, changes=changes)
    return clock
