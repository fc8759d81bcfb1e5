"""One result against several targets: one bar, a line for every target, whatever the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.parts import Drawing, Tick, anchor
from reports.charts.scale import Value, largest, share

LINE = 18  # height of a line of labels
FIGURE, SPACE = 2.7, 3.0  # percent of a phone's width that a figure and the space round a label take
THICK = 24


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as the plan states it; one with a range is two goals."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class GoalMet:
    label: str
    value: float
    met: bool
    gap: Value  # how many are wanting; None when the result is unknown


@dataclass(frozen=True, kw_only=True)
class BulletChart(Drawing):
    template = "charts/bullet.html"
    value: Value
    width: float
    top: int
    thick: int
    bottom: int
    ticks: tuple[Tick, ...]
    previous: Tick | None
    targets: tuple[GoalMet, ...]


def bullet(
    key: str,
    title: str,
    summary: str,
    value: Value,
    goals: Sequence[Goal] = (),
    previous: float | None = None,
) -> BulletChart:
    """The scale reaches a little beyond the largest of result and targets, so 300 % is drawn as truly as 3 %."""
    goals = sorted(goals, key=lambda goal: goal.value)
    whole = largest([value, previous, *(goal.value for goal in goals)]) * 1.06
    ticks, lines = place(
        [(goal.value, share(goal.value, whole)) for goal in {g.value: g for g in goals}.values()]
    )
    top = lines * LINE
    return BulletChart(
        key=key,
        title=title,
        summary=summary,
        value=value,
        width=share(value, whole),
        top=top,
        thick=THICK,
        bottom=top + THICK,
        height=top + THICK + 6,
        ticks=ticks,
        previous=None if previous is None else Tick(previous, share(previous, whole)),
        targets=tuple(
            GoalMet(g.label, g.value, value is not None and value >= g.value, gap(value, g.value))
            for g in goals
        ),
        head=("", ""),
        table=((title, value), *((goal.label, goal.value) for goal in goals)),
    )


def gap(value: Value, goal: float) -> Value:
    return None if value is None else max(goal - value, 0)


def place(marks: Sequence[tuple[float, float]]) -> tuple[tuple[Tick, ...], int]:
    """Labels from left to right; one that would touch its neighbour goes a line higher."""
    ends: list[float] = []
    labels: list[tuple[float, float, int, str]] = []
    for value, at in marks:
        wide = FIGURE * len(f"{value:,.0f}")
        lean = anchor(at, wide / 2)
        left = at - wide * {"start": 0, "middle": 0.5, "end": 1}[lean]
        line = next((n for n, end in enumerate(ends) if left >= end + SPACE), len(ends))
        ends[line : line + 1] = [left + wide]
        labels.append((value, at, line, lean))
    ticks = (
        Tick(value, at, label_y=(len(ends) - line) * LINE - 6, anchor=lean)
        for value, at, line, lean in labels
    )
    return tuple(ticks), len(ends)
