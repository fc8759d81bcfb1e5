"""Where people are counted: the units of a table, under the boundaries of the day or under today's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from campaigns.dates import Window
from campaigns.models import Unit
from campaigns.succession import History, district_of, in_order
from reports.indicators.question import Question

NOWHERE = ""  # the row of people whose unit lies in no district of the table


def key_of(unit: Unit) -> str:
    """The unit's own part of its path: its code, with its first day when the code was used before."""
    return unit.path.rstrip(".").rpartition(".")[2]


def stands_in(unit: Unit, window: Window) -> bool:
    """Whether a unit was in force on any day of a window."""
    return (unit.valid_from is None or unit.valid_from <= window.end) and (
        unit.valid_to is None or unit.valid_to >= window.start
    )


@dataclass(frozen=True)
class Area:
    question: Question
    history: History
    inside: tuple[str, ...] = ()  # paths; a part of the area, without a page of its own

    @cached_property
    def home(self) -> dict[int, Unit]:
        """Unit of a fact → the unit under which a table shows it."""
        units = self.history.units
        if self.question.boundaries == "then":
            return units
        known = self.question.known_on
        return {pk: next(iter(self.history.on(unit, known)), unit) for pk, unit in units.items()}

    @cached_property
    def ids(self) -> list[int] | None:
        """Units whose facts count; None when the whole campaign is asked for."""
        unit = self.question.unit
        paths = self.inside or ((unit.path,) if unit else ())
        if not paths:
            return None
        return [pk for pk, home in self.home.items() if home.path.startswith(paths)]

    @cached_property
    def communes(self) -> list[Unit]:
        """The communes of the table, whether or not anything happened there."""
        own = [u for u in self._own() if u.is_commune]
        if self.question.boundaries == "then":
            return in_order(u for u in own if stands_in(u, self.question.window))
        return in_order(
            {self.home[u.pk].pk: self.home[u.pk] for u in own if self.home[u.pk].is_commune}.values()
        )

    @cached_property
    def districts(self) -> list[Unit]:
        """None under today's boundaries: districts were abolished on 01/07/2025."""
        if self.question.boundaries == "now":
            return []
        return in_order(
            u for u in self._own() if u.kind in Unit.DISTRICT_KINDS and stands_in(u, self.question.window)
        )

    def district_code(self, pk: int) -> str:
        """The key of the district a fact's unit lies in."""
        return self.district_codes[pk]

    @cached_property
    def district_codes(self) -> dict[int, str]:
        found = {pk: district_of(home) for pk, home in self.home.items()}
        return {pk: key_of(district) if district else NOWHERE for pk, district in found.items()}

    @cached_property
    def keys(self) -> dict[int, str]:
        """Unit of a fact → the key of the row it is counted in."""
        return {pk: key_of(home) for pk, home in self.home.items()}

    def _own(self) -> list[Unit]:
        top = self.question.campaign.province.path
        inside = None if self.ids is None else set(self.ids)
        return [
            u
            for u in self.history.units.values()
            if u.path.startswith(top) and (inside is None or u.pk in inside)
        ]


def area_of(question: Question) -> Area:
    return Area(question, History.load(question.as_of))
