"""What every drawing has: a name for its ids, words for those who cannot see it, the same values as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reports.charts.scale import Value

Row = tuple[str, *tuple[Value, ...]]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    template: ClassVar[str]
    key: str  # unique on the page, ASCII; ids of title, pattern and table grow from it
    title: str
    summary: str  # one sentence that says what the figure shows
    head: tuple[str, ...]
    table: tuple[Row, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """A bar: where it begins and how long it is."""

    value: Value
    x: float
    y: float
    width: float
    height: float
    series: int = 0

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line with a number: a target, or a step of an axis."""

    value: float
    at: float
    label: str = ""
    label_y: float = 0
    anchor: str = "middle"


def anchor(at: float, half: float = 8) -> str:
    """A label leans inwards where half of it would cross an edge."""
    return "start" if at < half else "end" if at > 100 - half else "middle"
