"""What happened to a registered person, step by step; corrections keep what was believed before."""

from __future__ import annotations

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
from registrations.services import allowances, locking, order, stages
from registrations.services.checks import ADULT
from registrations.services.words import first_day, shown, today

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
    "note",
)
# The note and the cause are free text about a person: the trail says that they changed, not what they say.
HIDDEN = ("note", "cause")


class Keep(Enum):
    """Says that a correction leaves a field as it was."""

    KEEP = "keep"


KEEP = Keep.KEEP


def allowed(registration: Registration) -> tuple[str, ...]:
    """The steps that may follow where the registration stands."""
    return Registration.NEXT[registration.stage]


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
    note: str = "",
    version: int | None = None,
) -> Milestone:
    """Record the next step. What is worth knowing but no error stands in `warnings` of the milestone."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration, version, {"kind": kind, "on": on})
    _refuse_out_of_turn(registration, kind)
    before = stages.steps(registration)
    if market is None and kind == Kind.DEPARTED:
        market = next((step.market for step in before if step.kind == Kind.SELECTED), None)
    if kind == Kind.RETURNED and not job_after:
        job_after = Milestone.JobAfter.UNKNOWN
    step = Milestone(
        registration=registration,
        kind=kind,
        market=market,
        enterprise=enterprise,
        through_centre=through_centre,
        occupation=nfc(occupation),
        reason=reason,
        outcome=outcome,
        cause=nfc(cause),
        job_after=job_after,
        note=nfc(note),
        recorded_at=now(),
        recorded_by_id=access.user_id,
        on=first_day(on),
        precision=on.precision,
    )
    step.warnings = _check(step, before)
    step.save(force_insert=True)
    stages.settle(registration, [*before, step])
    step.warnings += _follow(step)
    audit.record("milestone.recorded", step, registration, access=access, changes=_changes({}, step))
    return step


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
        "note": note,
    }
    fields = {name: value for name, value in given.items() if value is not KEEP}
    registration = locking.locked(access, milestone.registration, version, fields)
    old = _held(milestone, reason)
    new = _copy(old, fields, reason, access)
    new.registration = registration
    others = [step for step in stages.steps(registration) if step.pk != old.pk]
    _supersede(old, new.recorded_at)
    new.warnings = _check(new, others)
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


def _refuse_out_of_turn(registration: Registration, kind: str) -> None:
    if kind in allowed(registration):
        return
    names = ", ".join(f"“{Kind(step).label}”" for step in allowed(registration))
    stage, step = registration.get_stage_display(), Kind(kind).label if kind in Kind.values else kind
    message = _("After “%(stage)s” the step “%(step)s” cannot follow. Possible: %(names)s.")
    if not names:
        message = _("After “%(stage)s” no step follows; register the person anew.")
    raise ValidationError({"kind": message % {"stage": stage, "step": step, "names": names}})


def _check(step: Milestone, others: list[Milestone]) -> tuple[str, ...]:
    """Everything that speaks against a step among the others; warnings come back."""
    step.full_clean(exclude=["recorded_by", "superseded_by"])
    if step.on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})
    together = [*others, step]
    if sentence := order.missing(together) or order.trouble(together):
        raise ValidationError({"on": sentence})
    warnings = _licence(step) if step.kind == Kind.SELECTED else ()
    return warnings + (_age(step) if step.kind == Kind.DEPARTED else ())


def _licence(step: Milestone) -> tuple[str, ...]:
    """Only an enterprise licensed on that day selects, or the job centre (law 69/2020, articles 7 and 26)."""
    enterprise = step.enterprise
    if enterprise is None:
        return ()
    days = [day for day in (step.when.first, step.when.last) if day is not None]
    if not any(Enterprise.objects.licensed_on(day).filter(pk=enterprise.pk).exists() for day in days):
        message = _("%(enterprise)s had no valid licence on %(date)s. Choose a licensed enterprise.")
        raise ValidationError({"enterprise": message % {"enterprise": enterprise, "date": shown(step.when)}})
    authorised = set(enterprise.markets.values_list("pk", flat=True))
    if authorised and step.market_id not in authorised:
        message = _("%(enterprise)s is not authorised for %(market)s. Check the licence.")
        return (message % {"enterprise": enterprise, "market": step.market},)
    return ()


def _age(step: Milestone) -> tuple[str, ...]:
    """Full 18 on the day of departure; what is not known is said and not guessed."""
    birth = step.registration.person.birth
    reached = birth.at_least(ADULT, step.when)
    if reached is False:
        message = _(
            "Born %(birth)s, not yet 18 on %(date)s: departure is possible only from the 18th birthday."
        )
        raise ValidationError({"on": message % {"birth": shown(birth), "date": shown(step.when)}})
    if reached is None:
        return (_("Whether the person was 18 on the day of departure is not certain. Complete the dates."),)
    return ()


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
