"""Targets of units that ended within the year go to the units that hold their people now; what is moved adds up to what there was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.access import Access, Action
from campaigns.models import Campaign, Target, TargetChange, Unit, UnitSuccession
from campaigns.services.allotting import Cell, Place, Series, begin, differs, end, hold, put
from campaigns.succession import History

Range = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Move:
    """A target whose unit is no more: what of it is to go on, and to whom. A district leaves what its communes had not been given."""

    target: Target
    amount: Range
    heirs: tuple[Unit, ...]
    acts: tuple[str, ...]
    is_rest: bool = False  # of a district: its communes carry the other part themselves

    @property
    def is_plain(self) -> bool:
        """One heir takes all; there is nothing to divide."""
        return len(self.heirs) == 1


def moves(campaign: Campaign, year: int, day: date, history: History | None = None) -> list[Move]:
    """Targets in force of a year whose units no longer stand on a day; the campaign's own province keeps its targets."""
    history = history or History.load()
    targets = list(
        Target.objects.in_force()
        .filter(campaign=campaign, year=year)
        .select_related("unit", "organization", "document", "campaign")
        .order_by("unit__path", "organization__rank", "pk")
    )
    acts: dict[int, set[str]] = defaultdict(set)
    for old, act in UnitSuccession.objects.filter(on__lte=day).values_list("old", "act"):
        acts[old].add(act)
    closed = [t for t in targets if t.unit_id != campaign.province_id and not t.unit.holds_on(day)]
    return [move(t, targets, day, history, tuple(sorted(acts[t.unit_id]))) for t in closed]


def move(
    target: Target, targets: Sequence[Target], day: date, history: History, acts: tuple[str, ...]
) -> Move:
    if target.unit.is_commune:
        return Move(target, (target.minimum, target.maximum), tuple(history.after(target.unit, day)), acts)
    below = [
        t
        for t in targets
        if same_kind(t, target) and t.unit.path.startswith(target.unit.path) and t != target
    ]
    communes = [u for u in history.units.values() if u.is_commune and u.path.startswith(target.unit.path)]
    heirs = {unit.pk: unit for commune in communes for unit in history.on(commune, day)}
    return Move(target, rest(target, below), tuple(sorted(heirs.values(), key=lambda u: u.code)), acts, True)


def rest(target: Target, below: Iterable[Target]) -> Range:
    """What a unit has not given on; nothing when it has given more than it had."""
    parts = list(below)
    low = max(target.minimum - sum(t.minimum for t in parts), 0)
    if target.maximum is None:
        return low, None
    high = max(target.maximum - sum(top(t.minimum, t.maximum) for t in parts), 0)
    return low, max(low, high)


def same_kind(one: Target, other: Target) -> bool:
    names = ("organization_id", "document_id", "force", "indicator", "year")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def top(minimum: int, maximum: int | None) -> int:
    return minimum if maximum is None else maximum


@transaction.atomic
def move_targets(
    *,
    access: Access,
    campaign: Campaign,
    year: int,
    day: date,
    parts: Mapping[tuple[int, int], Range],
    reason: str,
    rule: str = "",
) -> TargetChange:
    """`parts` says what each heir gets of each target (target, heir); for every target they add up to what it leaves."""
    access.require(Action.TARGET_WRITE)
    hold(campaign)
    found = moves(campaign, year, day)
    if not found:
        raise ValidationError(_("Nothing is left to move: somebody has done it meanwhile."))
    if {m.target.pk for m in found if m.heirs} != {pk for pk, _heir in parts}:
        raise ValidationError(_("The targets have changed since they were shown. Look at them once more."))
    problems = [said for m in found for said in against(m, parts, access)]
    if problems:
        raise ValidationError(problems)
    change = begin(access, campaign, year, TargetChange.Kind.MOVE, reason, rule)
    for group in by_kind(m for m in found if m.heirs).values():
        carry(access, change, group, parts)
    return change


def against(m: Move, parts: Mapping[tuple[int, int], Range], access: Access) -> list[str]:
    """All that is wrong with what one target leaves to its heirs."""
    given = [parts.get((m.target.pk, heir.pk)) for heir in m.heirs]
    if not m.heirs:
        return []
    place = f"{m.target.unit} ({m.target.organization or _('All organisations together')})"
    if not access.reaches(m.target.unit.path):
        return [_("%s lies outside your area.") % place]
    known = [part for part in given if part]
    low = sum(part[0] for part in known)
    high = None if m.amount[1] is None else sum(top(*part) for part in known)
    if len(known) != len(m.heirs) or (low, high) != m.amount:
        values = {"place": place, "whole": text(m.amount), "given": text((low, high))}
        return [_("%(place)s: the parts must add up to %(whole)s, they now make %(given)s.") % values]
    return []


def text(amount: Range) -> str:
    return str(amount[0]) if amount[1] is None else f"{amount[0]}–{amount[1]}"


def by_kind(found: Iterable[Move]) -> dict[tuple[object, ...], list[Move]]:
    groups: dict[tuple[object, ...], list[Move]] = defaultdict(list)
    for m in found:
        t = m.target
        groups[t.document_id, t.force, t.indicator].append(m)
    return groups


def carry(
    access: Access,
    change: TargetChange,
    group: Sequence[Move],
    parts: Mapping[tuple[int, int], Range],
) -> None:
    """The old targets end; each heir has what it had and what comes to it."""
    first = group[0].target
    series = Series(change.campaign, change.year, first.document, first.force, first.indicator, first.clause)
    standing = series.standing()
    coming: dict[Place, list[Range]] = defaultdict(list)
    for m in group:
        for heir in m.heirs:
            coming[heir.pk, m.target.organization_id].append(parts[m.target.pk, heir.pk])
    end([m.target for m in group], change)
    cells = [Cell(*place, *added(ranges, standing.get(place))) for place, ranges in coming.items()]
    news = [c for c in cells if (c.minimum or c.maximum) and differs(c, standing.get(c.place))]
    put(access, change, series, news, standing)


def added(ranges: Iterable[Range], own: Target | None) -> Range:
    every = [*ranges, *([(own.minimum, own.maximum)] if own else [])]
    ranged = any(high is not None for _low, high in every)
    return sum(low for low, _high in every), sum(top(*one) for one in every) if ranged else None
