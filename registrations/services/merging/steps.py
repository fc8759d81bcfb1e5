"""Two lists of what happened to one person, made into one; what cannot both be true is said, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.dates import Precision
from registrations.models import Milestone, Registration
from registrations.services import order, stages
from registrations.services.words import shown

Kind = Milestone.Kind
# May happen more than once, the first time counts; every other step happens once.
FIRST_COUNTS = (Kind.REGISTERED, Kind.CONSULTED, Kind.TRAINING)
MUST_AGREE = ("market", "enterprise", "outcome", "ends_on")
NOT_SAID = ("", None, False, Milestone.JobAfter.UNKNOWN)
WRITTEN = ("id", "registration", "recorded_at", "superseded_at", "superseded_by", "correction_reason")
DETAILS = [f.name for f in Milestone._meta.concrete_fields if f.name not in WRITTEN]
ACCURACY = [Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.UNKNOWN]


@dataclass(slots=True)
class United:
    """The steps that will hold: those that stay as they are, those to be written, and what each old row gives way to."""

    holds: list[Milestone] = field(default_factory=list)
    gives_way: list[tuple[Milestone, Milestone]] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)


def united(survivor: Registration, absorbed: Registration) -> United:
    """Nothing is written here."""
    found, mine, theirs = United(), stages.steps(survivor), stages.steps(absorbed)
    for kind in order.LADDER:
        _rung(found, survivor, _only(mine, kind), _only(theirs, kind))
    _stops(found, survivor, [step for step in (*mine, *theirs) if step.kind in order.STOPS])
    if not found.contradictions:
        found.contradictions += order.troubles(found.holds)
        found.contradictions += filter(None, [order.missing(found.holds)])
    return found


def write(plan: United, moment: datetime) -> None:
    """Close what gives way, then write what is new, so that each step is there once at every moment."""
    for old, _new in plan.gives_way:
        old.superseded_at = moment
        old.save(update_fields=["superseded_at"])
    for step in plan.holds:
        if step._state.adding:
            step.recorded_at = moment
            step.save(force_insert=True)
    for old, new in plan.gives_way:
        Milestone.objects.filter(pk=old.pk).update(superseded_by=new)


def _only(steps: list[Milestone], kind: str) -> Milestone | None:
    return next((step for step in steps if step.kind == kind), None)


def _rung(found: United, survivor: Registration, mine: Milestone | None, theirs: Milestone | None) -> None:
    if theirs is None:
        found.holds += [mine] if mine else []
        return
    if mine is None:
        _copy(found, survivor, theirs)
        return
    if mine.kind not in FIRST_COUNTS and (sentence := _disagree(mine, theirs)):
        found.contradictions.append(sentence)
        return
    first, second = (mine, theirs) if _goes_first(mine, theirs) else (theirs, mine)
    values = _filled(first, second)
    if first is mine and values == _values(mine):
        found.holds.append(mine)
        found.gives_way.append((theirs, mine))
        return
    new = _new(survivor, values)
    found.holds.append(new)
    found.gives_way += [(mine, new), (theirs, new)]


def _copy(found: United, survivor: Registration, theirs: Milestone) -> None:
    new = _new(survivor, _values(theirs))
    found.holds.append(new)
    found.gives_way.append((theirs, new))


def _stops(found: United, survivor: Registration, stops: list[Milestone]) -> None:
    """Withdrawn and resumed take turns; what one record repeats of the other gives way to the first."""
    standing: dict[str, Milestone] = {}
    last: str = Kind.RESUMED
    for step in sorted(stops, key=lambda step: (step.on, step.recorded_at)):
        if step.kind == last:
            if step.kind in standing:
                found.gives_way.append((step, standing[step.kind]))
            continue
        last = step.kind
        if step.registration_id == survivor.pk:
            found.holds.append(step)
        else:
            _copy(found, survivor, step)
        standing[step.kind] = found.holds[-1]


def _disagree(mine: Milestone, theirs: Milestone) -> str:
    """A step that happens once has one date, one market, one enterprise."""
    differs = [
        name
        for name in MUST_AGREE
        if name in DETAILS
        and getattr(mine, name) not in NOT_SAID
        and getattr(theirs, name) not in NOT_SAID
        and getattr(mine, name) != getattr(theirs, name)
    ]
    apart = mine.when.surely_before(theirs.when) or theirs.when.surely_before(mine.when)
    if not (differs or apart):
        return ""
    message = _(
        "“%(step)s” is %(mine)s in one record and %(theirs)s in the other. Correct the wrong one first."
    )
    return message % {
        "step": mine.get_kind_display(),
        "mine": _told(mine, differs),
        "theirs": _told(theirs, differs),
    }


def _told(step: Milestone, differs: list[str]) -> str:
    words = [
        getattr(step, f"get_{name}_display", lambda name=name: getattr(step, name))() for name in differs
    ]
    return ", ".join(
        [
            shown(step.when),
            *(f"{word:%d/%m/%Y}" if hasattr(word, "strftime") else str(word) for word in words),
        ]
    )


def _goes_first(mine: Milestone, theirs: Milestone) -> bool:
    """The earlier one, where one is surely earlier; else the one known more exactly."""
    if mine.when.surely_before(theirs.when) or theirs.when.surely_before(mine.when):
        return mine.when.surely_before(theirs.when)
    return ACCURACY.index(Precision(mine.precision)) <= ACCURACY.index(Precision(theirs.precision))


def _values(step: Milestone) -> dict[str, Any]:
    return {name: getattr(step, name) for name in DETAILS}


def _filled(first: Milestone, second: Milestone) -> dict[str, Any]:
    """What the first leaves open the second may say."""
    said, other = _values(first), _values(second)
    return {
        name: other[name] if value in NOT_SAID and other[name] not in NOT_SAID else value
        for name, value in said.items()
    }


def _new(survivor: Registration, values: dict[str, Any]) -> Milestone:
    return Milestone(
        registration=survivor, correction_reason=_("Two records of this person were merged."), **values
    )
