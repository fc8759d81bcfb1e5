"""What happened to a registered person, step by step; corrections keep what was believed before."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from outreach.models import Enterprise, Market
from registrations.models import Milestone, Registration
from registrations.services import allowances, locking, order, stages, turns
from registrations.services.turns import allowed
from registrations.services.words import first_day

__all__ = ["allowed", "annul", "correct", "foresee", "record"]

Kind = Milestone.Kind
DETAILS = (
    "on",
    "precision",
    "market_id",
    "enterprise_id",
    "through_centre",
    "occupation",
    "reason",
    "outcome",
    "cause",
    "job_after",
    "ends_on",
    "note",
)
# The note and the cause are free text about a person: the trail says that they changed, not what they say.
HIDDEN = ("note", "cause")


class Keep(Enum):
    """Says that a correction leaves a field as it was."""

    KEEP = "keep"


KEEP = Keep.KEEP


@transaction.atomic
def record(
    *,
    access: Access,
    registration: Registration,
    kind: str,
    on: PartialDate,
    market: Market | None = None,
    enterprise: Enterprise | None = None,
    through_centre: bool = False,
    occupation: str = "",
    reason: str = "",
    outcome: str = "",
    cause: str = "",
    job_after: str = "",
    ends_on: date | None = None,
    note: str = "",
    version: int | None = None,
) -> Milestone:
    """Record the next step. What is worth knowing but no error stands in `warnings` of the milestone."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration, version, {"kind": kind, "on": on})
    turns.refuse_out_of_turn(registration, kind)
    before = stages.steps(registration)
    step = _drafted(
        registration,
        before,
        kind,
        on,
        market=market,
        enterprise=enterprise,
        through_centre=through_centre,
        occupation=occupation,
        reason=reason,
        outcome=outcome,
        cause=cause,
        job_after=job_after,
        ends_on=ends_on,
        note=note,
    )
    step.recorded_by_id = access.user_id
    step.warnings = turns.check(step, before)
    step.save(force_insert=True)
    stages.settle(registration, [*before, step])
    step.warnings += _follow(step)
    audit.record("milestone.recorded", step, registration, access=access, changes=_changes({}, step))
    return step


def foresee(
    registration: Registration,
    before: list[Milestone],
    *,
    kind: str,
    on: PartialDate,
    thorough: bool = False,
    **details: Any,
) -> tuple[str, ...]:
    """What `record` would refuse, raised, or warn of; writes nothing and, unless thorough, asks the database nothing."""
    turns.refuse_out_of_turn(registration, kind)
    step = _drafted(registration, before, kind, on, **details)
    return (turns.check if thorough else turns.in_order)(step, before)


def _drafted(
    registration: Registration,
    before: list[Milestone],
    kind: str,
    on: PartialDate,
    *,
    market: Market | None = None,
    job_after: str = "",
    **details: Any,
) -> Milestone:
    """The step as it would be written."""
    if market is None and kind == Kind.DEPARTED:
        market = next((step.market for step in before if step.kind == Kind.SELECTED), None)
    if kind == Kind.RETURNED and not job_after:
        job_after = Milestone.JobAfter.UNKNOWN
    return Milestone(
        registration=registration,
        kind=kind,
        market=market,
        job_after=job_after,
        recorded_at=now(),
        on=first_day(on),
        precision=on.precision,
        **{name: nfc(value) if isinstance(value, str) else value for name, value in details.items()},
    )


@transaction.atomic
def correct(
    *,
    access: Access,
    milestone: Milestone,
    reason: str,
    on: PartialDate | Keep = KEEP,
    market: Market | Keep | None = KEEP,
    enterprise: Enterprise | Keep | None = KEEP,
    through_centre: bool | Keep = KEEP,
    occupation: str | Keep = KEEP,
    withdrawal: str | Keep = KEEP,
    outcome: str | Keep = KEEP,
    cause: str | Keep = KEEP,
    job_after: str | Keep = KEEP,
    ends_on: date | Keep | None = KEEP,
    note: str | Keep = KEEP,
    version: int | None = None,
) -> Milestone:
    """Write the step anew and keep the old row; `reason` says why, `withdrawal` is the new reason of a withdrawal."""
    access.require(Action.MILESTONE_WRITE)
    given = {
        "on": on,
        "market": market,
        "enterprise": enterprise,
        "through_centre": through_centre,
        "occupation": occupation,
        "reason": withdrawal,
        "outcome": outcome,
        "cause": cause,
        "job_after": job_after,
        "ends_on": ends_on,
        "note": note,
    }
    fields = {name: value for name, value in given.items() if value is not KEEP}
    registration = locking.locked(access, milestone.registration, version, fields)
    old = _held(milestone, reason)
    new = _copy(old, fields, reason, access)
    new.registration = registration
    others = [step for step in stages.steps(registration) if step.pk != old.pk]
    _supersede(old, new.recorded_at)
    new.warnings = turns.check(new, others)
    new.save(force_insert=True)
    Milestone.objects.filter(pk=old.pk).update(superseded_by=new)
    stages.settle(registration, [*others, new])
    new.warnings += _follow(new) if new.kind == Kind.SELECTED else ()
    audit.record("milestone.corrected", new, registration, access=access, changes=_changes(_values(old), new))
    return new


@transaction.atomic
def annul(*, access: Access, milestone: Milestone, reason: str, version: int | None = None) -> Registration:
    """Take back a step that never happened; the row stays, superseded by nothing. The registration itself cannot be annulled."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, milestone.registration, version, {"reason": reason})
    old = _held(milestone, reason)
    rest = [step for step in stages.steps(registration) if step.pk != old.pk]
    if old.kind == Kind.REGISTERED:
        raise ValidationError(_("The registration itself cannot be taken back; record a withdrawal."))
    if sentence := order.missing(rest) or order.trouble(rest) or _newer(old):
        raise ValidationError(sentence)
    old.correction_reason = nfc(reason)
    _supersede(old, now(), "correction_reason")
    stages.settle(registration, rest)
    if old.kind == Kind.SELECTED:
        allowances.cancel_for(registration)
    elif old.kind in order.STOPS:
        _after_stop(registration)
    audit.record("milestone.annulled", old, registration, access=access, changes={"kind": [old.kind, None]})
    return registration


def _follow(step: Milestone) -> tuple[str, ...]:
    """What a step brings with it: money due, or no longer due."""
    if step.kind == Kind.SELECTED and step.registration.stage != Kind.WITHDRAWN:
        return allowances.accrue(step)
    if step.kind in order.STOPS:
        return _after_stop(step.registration)
    return ()


def _after_stop(registration: Registration) -> tuple[str, ...]:
    if registration.stage == Registration.Stage.WITHDRAWN:
        allowances.cancel_for(registration, registration.stage_on)
        return ()
    return allowances.restore_for(registration)


def _newer(step: Milestone) -> str:
    """Whoever has registered again after a return is not abroad any more."""
    rows = Registration.objects.filter(person=step.registration.person, campaign=step.registration.campaign)
    if step.kind != Kind.RETURNED or not rows.exclude(stage=Kind.RETURNED).exists():
        return ""
    return _("This person has registered again since; the return cannot be taken back.")


def _held(milestone: Milestone, reason: str) -> Milestone:
    old = Milestone.objects.select_related("registration__person").get(pk=milestone.pk)
    if old.superseded_at is not None:
        raise ValidationError(_("This step was corrected meanwhile. Correct the newer entry."))
    if not nfc(reason):
        raise ValidationError({"correction_reason": _("Say why the entry is corrected.")})
    return old


def _copy(old: Milestone, fields: dict[str, Any], reason: str, access: Access) -> Milestone:
    values = {name: getattr(old, name) for name in DETAILS}
    new = Milestone(registration=old.registration, kind=old.kind, **values)
    when = fields.pop("on", None)
    for name, value in fields.items():
        setattr(new, name, nfc(value) if isinstance(value, str) else value)
    if when is not None:
        new.on, new.precision = first_day(when), when.precision
    new.correction_reason = nfc(reason)
    new.recorded_at, new.recorded_by_id = now(), access.user_id
    return new


def _supersede(old: Milestone, moment: Any, *fields: str) -> None:
    old.superseded_at = moment
    old.save(update_fields=["superseded_at", *fields])


def _values(step: Milestone) -> dict[str, Any]:
    return {name: getattr(step, name) for name in DETAILS}


def _changes(before: dict[str, Any], step: Milestone) -> dict[str, Any]:
    after = {name: value for name, value in _values(step).items() if before or value not in ("", None, False)}
    return {"kind": step.kind, **audit.changed(before, after, hidden=HIDDEN)}
