"""How many are left at each step, and what share of the step before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.parts import Box, Drawing
from reports.charts.scale import Value, largest, share

STEP = 56
WORDS = 22
THICK = 20


@dataclass(frozen=True, slots=True)
class Level:
    label: str
    value: Value
    rate: Value  # of the step before; None for the first, and where the step before is nothing or unknown
    y: int
    box: Box


@dataclass(frozen=True, kw_only=True)
class FunnelChart(Drawing):
    template = "charts/funnel.html"
    levels: tuple[Level, ...]


def funnel(
    key: str, title: str, summary: str, steps: Sequence[tuple[str, Value]], head: tuple[str, str] = ("", "")
) -> FunnelChart:
    whole = largest(value for _label, value in steps)
    before = [None, *(value for _label, value in steps)]
    return FunnelChart(
        key=key,
        title=title,
        summary=summary,
        height=STEP * len(steps),
        head=head,
        table=tuple(steps),
        levels=tuple(
            Level(
                label,
                value,
                rate(value, before[n]),
                STEP * n + 15,
                Box(value, 0, STEP * n + WORDS, share(value, whole), THICK),
            )
            for n, (label, value) in enumerate(steps)
        ),
    )


def rate(value: Value, of: Value) -> Value:
    return value / of if value is not None and of else None
