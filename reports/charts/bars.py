"""Horizontal bars, one line of words above each group: units, organisations, markets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.parts import Box, Drawing, Tick, anchor
from reports.charts.scale import Value, largest, share

ROOM = 84.0  # percent of the width for the longest bar; the rest holds its number
WORDS = 22
GAP = 10
MARKS = 18


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    values: tuple[Value, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    label: str
    note: str
    y: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True)
class BarChart(Drawing):
    template = "charts/bars.html"
    series: tuple[str, ...]
    rows: tuple[BarRow, ...]
    marks: tuple[Tick, ...]
    top: int


def bars(
    key: str,
    title: str,
    summary: str,
    items: Sequence[Bar],
    series: Sequence[str],
    marks: Sequence[float] = (),
    head: str = "",
) -> BarChart:
    """`marks` are values drawn as lines through all bars: a target, an average."""
    whole = largest([*marks, *(value for item in items for value in item.values)])
    thick = 16 if len(series) == 1 else 12
    step = WORDS + len(series) * (thick + 2) + GAP
    top = MARKS if marks else 0
    return BarChart(
        key=key,
        title=title,
        summary=summary,
        series=tuple(series),
        top=top,
        height=max(top + step * len(items), step),
        head=(head, *series),
        table=tuple((item.label, *item.values) for item in items),
        rows=tuple(_row(item, top + step * n, thick, whole) for n, item in enumerate(items)),
        marks=tuple(Tick(mark, at := share(mark, whole, ROOM), anchor=anchor(at)) for mark in marks),
    )


def _row(item: Bar, y: int, thick: int, whole: float) -> BarRow:
    boxes = tuple(
        Box(value, 0, y + WORDS + n * (thick + 2), share(value, whole, ROOM), thick, n)
        for n, value in enumerate(item.values)
    )
    return BarRow(item.label, item.note, y + 15, boxes)
