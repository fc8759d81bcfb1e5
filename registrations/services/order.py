"""The order of steps (I5): a step is refused only when no reading of its date and of the earlier one agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from registrations.models import Milestone
from registrations.services.words import shown

Kind = Milestone.Kind
LADDER: tuple[str, ...] = (
    Kind.REGISTERED,
    Kind.CONSULTED,
    Kind.SELECTED,
    Kind.TRAINING,
    Kind.CONTRACTED,
    Kind.VISA,
    Kind.DEPARTED,
    Kind.RETURNED,
)
# Nobody trains, signs or gets the visa for a stay that has begun; a departure needs none of them recorded.
BEFORE_DEPARTURE = (Kind.TRAINING, Kind.CONTRACTED, Kind.VISA)
STOPS = (Kind.WITHDRAWN, Kind.RESUMED)


def needed(kind: str) -> tuple[str, ...]:
    """Every step that must lie before, down to the registration."""
    chain, step = [], Milestone.NEEDS.get(kind)
    while step is not None:
        chain.append(step)
        step = Milestone.NEEDS.get(step)
    return tuple(chain)


def active(milestones: Iterable[Milestone]) -> list[Milestone]:
    return [step for step in milestones if step.superseded_at is None]


def standing(milestones: Sequence[Milestone]) -> Milestone:
    """The step that says where a registration stands: an open withdrawal, else the highest rung."""
    withdrawn, resumed = _of(milestones, Kind.WITHDRAWN), _of(milestones, Kind.RESUMED)
    if len(withdrawn) > len(resumed):
        return withdrawn[-1]
    return max((step for step in milestones if step.kind in LADDER), key=lambda step: LADDER.index(step.kind))


def trouble(milestones: Sequence[Milestone]) -> str | None:
    """The first two steps that contradict each other, in a sentence; None when all agree."""
    return next(iter(troubles(milestones)), None)


def troubles(milestones: Sequence[Milestone]) -> list[str]:
    """Every two steps that contradict each other."""
    message = _("“%(later)s” on %(date)s lies before “%(earlier)s” on %(other)s. Check the two dates.")
    return [
        message
        % {
            "later": later.get_kind_display(),
            "date": shown(later.when),
            "earlier": earlier.get_kind_display(),
            "other": shown(earlier.when),
        }
        for earlier, later in _pairs(milestones)
        if later.when.surely_before(earlier.when)
    ]


def missing(milestones: Sequence[Milestone]) -> str | None:
    """A step stands there without the one it needs."""
    kinds = {step.kind for step in milestones}
    lacks = [(step.kind, kind) for step in milestones for kind in needed(step.kind) if kind not in kinds]
    if len(_of(milestones, Kind.RESUMED)) > len(_of(milestones, Kind.WITHDRAWN)):
        lacks.append((Kind.RESUMED, Kind.WITHDRAWN))  # each resumption answers a withdrawal of its own
    for step, kind in lacks:
        message = _("“%(step)s” needs “%(needed)s”, which is not recorded.")
        return message % {"step": Kind(step).label, "needed": Kind(kind).label}
    return None


def _pairs(milestones: Sequence[Milestone]) -> list[tuple[Milestone, Milestone]]:
    """Every (earlier, later) that must not be turned round."""
    rungs = {step.kind: step for step in milestones if step.kind in LADDER}
    pairs = [
        (rungs[kind], step)
        for step in milestones
        for kind in (*needed(step.kind), *(BEFORE_DEPARTURE if step.kind == Kind.DEPARTED else ()))
        if kind in rungs and step.kind not in STOPS
    ]
    return pairs + _stops(milestones, list(rungs.values()))


def _stops(milestones: Sequence[Milestone], rungs: list[Milestone]) -> list[tuple[Milestone, Milestone]]:
    """Withdrawn and resumed take turns; an open withdrawal comes after everything that happened."""
    withdrawn, resumed = _of(milestones, Kind.WITHDRAWN), _of(milestones, Kind.RESUMED)
    turns = [step for pair in zip(withdrawn, resumed, strict=False) for step in pair]
    if len(withdrawn) > len(resumed):
        turns.append(withdrawn[-1])
    pairs = list(pairwise(turns))
    pairs += [
        (rung, stop) for rung in rungs if rung.kind == Kind.REGISTERED for stop in (*withdrawn, *resumed)
    ]
    if len(withdrawn) > len(resumed):
        pairs += [(rung, withdrawn[-1]) for rung in rungs]
    return pairs


def _of(milestones: Sequence[Milestone], kind: str) -> list[Milestone]:
    return sorted(
        (step for step in milestones if step.kind == kind), key=lambda step: (step.on, step.recorded_at)
    )
