"""What became of a unit: its people are followed along dated edges, forwards and backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from campaigns.models import Unit, UnitSuccession

Edge = tuple[int, date]


@dataclass(frozen=True, slots=True)
class History:
    """All versions of all units and the edges between them; two statements, then no more."""

    units: dict[int, Unit]
    onward: dict[int, list[Edge]]
    back: dict[int, list[Edge]]

    @classmethod
    def load(cls, moment: datetime | None = None) -> Self:
        """As it is known now, or as it was at a moment: a merger entered later had not been heard of."""
        onward: dict[int, list[Edge]] = defaultdict(list)
        back: dict[int, list[Edge]] = defaultdict(list)
        edges, units = UnitSuccession.objects.filter(new__isnull=False), Unit.objects.all()
        if moment:
            edges, units = edges.exclude(recorded_at__gt=moment), units.exclude(recorded_at__gt=moment)
        for old, new, on in edges.values_list("old", "new", "on"):
            if new is not None and old != new:  # a unit that was only enlarged goes on as itself
                onward[old].append((new, on))
                back[new].append((old, on))
        known = {unit.pk: as_known(unit, moment) for unit in units}
        for unit in known.values():
            if unit.parent_id in known:  # no unit is made twice, once for itself and once for each below it
                unit.parent = known[unit.parent_id]
        return cls(known, dict(onward), dict(back))

    def on(self, unit: Unit, day: date) -> list[Unit]:
        """The unit, or those that hold its people on that day; several after a split, none if nobody took over."""
        unit = self.units.get(unit.pk, unit)  # as it stands in the database, not as somebody still holds it
        if unit.holds_on(day):
            return [unit]
        return self.after(unit, day) or self.before(unit, day)

    def after(self, unit: Unit, day: date) -> list[Unit]:
        """The heirs in force on a later day."""
        return self._walk(unit, day, self.onward, lambda on: on <= day)

    def before(self, unit: Unit, day: date) -> list[Unit]:
        """The forerunners in force on an earlier day, with those swallowed since."""
        return self._walk(unit, day, self.back, lambda on: on > day)

    def everywhere(self, day: date) -> dict[int, list[int]]:
        """Every unit's id → ids of the units holding its people on a day; for whole tables."""
        return {pk: [held.pk for held in self.on(unit, day)] for pk, unit in self.units.items()}

    def _walk(
        self, unit: Unit, day: date, edges: dict[int, list[Edge]], counts: Callable[[date], bool]
    ) -> list[Unit]:
        found: dict[int, Unit] = {}
        seen, waiting = {unit.pk}, [unit.pk]
        while waiting:
            for pk, on in edges.get(waiting.pop(), ()):
                if pk in seen or not counts(on):
                    continue
                seen.add(pk)
                waiting.append(pk)
                if self.units[pk].holds_on(day):
                    found[pk] = self.units[pk]
        return in_order(found.values())


def as_known(unit: Unit, moment: datetime | None) -> Unit:
    """A unit of which nobody had said that it ends stood on."""
    if moment and unit.end_recorded_at and unit.end_recorded_at > moment:
        unit.valid_to = None
    return unit


def in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (unit.code, unit.valid_from or date.min))


def unit_on(unit: Unit, day: date, history: History | None = None) -> list[Unit]:
    """The unit(s) holding the people of a unit on a day. Several means that somebody must choose."""
    return (history or History.load()).on(unit, day)


def successors(unit: Unit, day: date, history: History | None = None) -> list[Unit]:
    """The heirs of a unit that are in force on a day; the unit itself is not among them."""
    return (history or History.load()).after(unit, day)


def predecessors(unit: Unit, day: date, history: History | None = None) -> list[Unit]:
    """What the unit's area was on an earlier day."""
    return (history or History.load()).before(unit, day)


def district_of(unit: Unit) -> Unit | None:
    """The district (or city) a unit lies in; none since districts were abolished on 01/07/2025."""
    step: Unit | None = unit
    while step is not None and step.kind not in Unit.DISTRICT_KINDS:
        step = step.parent
    return step
