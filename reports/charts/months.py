"""Twelve months in columns, the year before as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.charts.parts import Box, Drawing, Tick
from reports.charts.scale import Value, ceiling, largest, share

PLOT = 180  # height of the columns
HEAD = 18  # room above for the number of the highest column
FOOT = 24  # room below for the months
INSET = 6.0  # percent kept free on the left for the numbers of the axis


@dataclass(frozen=True, slots=True)
class Month:
    label: str
    boxes: tuple[Box, ...]
    middle: float


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class MonthChart(Drawing):
    template = "charts/months.html"
    series: tuple[str, ...]
    months: tuple[Month, ...]
    steps: tuple[Tick, ...]
    before: tuple[Stroke, ...]
    before_label: str
    floor: int


def months(
    key: str,
    title: str,
    summary: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Value]]],
    before: Sequence[Value] = (),
    before_label: str = "",
    head: str = "",
) -> MonthChart:
    """`series` are columns side by side; `before` is one line over the same months."""
    whole = ceiling(largest([*before, *(value for _name, values in series for value in values)], 4))
    extra = ((before_label, before),) if before else ()
    columns = [values for _name, values in (*series, *extra)]
    return MonthChart(
        key=key,
        title=title,
        summary=summary,
        series=tuple(name for name, _values in series),
        height=HEAD + PLOT + FOOT,
        floor=HEAD + PLOT,
        months=tuple(
            _month(n, label, labels, [values[n] for _name, values in series], whole)
            for n, label in enumerate(labels)
        ),
        steps=tuple(Tick(whole / 4 * n, level(whole / 4 * n, whole)) for n in range(1, 5)),
        before=_line(before, whole),
        before_label=before_label,
        head=(head, *(name for name, _values in (*series, *extra))),
        table=tuple((label, *(column[n] for column in columns)) for n, label in enumerate(labels)),
    )


def level(value: Value, whole: float) -> float:
    """The height of a value, counted from above as drawings count."""
    return round(HEAD + PLOT - share(value, whole, PLOT), 1)


def _month(n: int, label: str, labels: Sequence[str], values: Sequence[Value], whole: float) -> Month:
    slot = (100 - INSET) / len(labels)
    left = INSET + slot * n + slot * 0.1
    width = round(slot * 0.8 / len(values), 2)
    boxes = tuple(
        Box(value, round(left + width * i, 2), level(value, whole), width, share(value, whole, PLOT), i)
        for i, value in enumerate(values)
    )
    return Month(label, boxes, round(left + slot * 0.4, 2))


def _line(values: Sequence[Value], whole: float) -> tuple[Stroke, ...]:
    """From month to month; a month not known breaks the line."""
    slot = (100 - INSET) / len(values) if values else 0
    points = [(round(INSET + slot * (n + 0.5), 2), value) for n, value in enumerate(values)]
    pairs = pairwise(points)
    return tuple(
        Stroke(x1, level(a, whole), x2, level(b, whole))
        for (x1, a), (x2, b) in pairs
        if a is not None and b is not None
    )
