"""Where people are stuck: of those registered in the year, who came to each step, unit beside province, judged only where numbers allow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import sqrt

from reports.indicators.area import Area
from reports.indicators.facts import POINT_KINDS
from reports.indicators.flow import Level, Stuck
from reports.indicators.shapes import (
    percent,
)

LEAST = 20  # people at the step before, below which nobody is judged
SURE = 1.96  # of a normal distribution: 95 %
STEPS = tuple(pairwise(POINT_KINDS))
Came = Mapping[tuple[int, str, bool], int]  # `Sums.newcomer`


def gathered(
    came: Came, row_of: Callable[[int], str], *, everywhere: bool = False
) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for (unit, step, mine), people in came.items():
        if mine or everywhere:
            found.setdefault(row_of(unit), Counter())[step] += people
    return found


def funnel(came: Came) -> tuple[Level, ...]:
    """How many of the people registered in the window have come so far; each step holds those of the next."""
    steps = gathered(came, lambda _unit: "").get("", Counter())
    before = [None, *(steps[step] for step in POINT_KINDS)]
    return tuple(
        Level(step, steps[step], percent(steps[step], before[n])) for n, step in enumerate(POINT_KINDS)
    )


def stuck(area: Area, came: Came) -> tuple[Stuck, ...]:
    """Every district and commune of the table that registered anybody."""
    mean = gathered(came, lambda _unit: "", everywhere=True).get("", Counter())
    places = {} if area.question.boundaries == "now" else gathered(came, area.district_code)
    places |= gathered(came, area.keys.__getitem__)
    return tuple(judged(key, steps, mean) for key, steps in sorted(places.items()) if key)


def judged(key: str, steps: Counter[str], mean: Counter[str]) -> Stuck:
    """The step furthest below the province, if its interval leaves no doubt; no step if all lie above; else too few to tell."""
    worst: Stuck | None = None
    sides = []
    for before, step in STEPS:
        came, of, usual = steps[step], steps[before], mean[step] / mean[before] if mean[before] else 0.0
        low, high = wilson(came, of)
        sides.append(of >= LEAST and low > usual)
        if of < LEAST or high >= usual:
            continue
        shortfall = usual - came / of
        if worst is None or shortfall > worst.shortfall:
            worst = Stuck(
                key, step, came, of, percent(came, of), percent(mean[step], mean[before]), round(shortfall, 4)
            )
    return worst or Stuck(key, "" if all(sides) else None, 0, 0, None, None, 0.0)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The interval in which a share lies with 95 % certainty (Wilson 1927); everything for an empty whole."""
    if whole == 0:
        return 0.0, 1.0
    share, square = part / whole, SURE**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = SURE * sqrt(share * (1 - share) / whole + square / (4 * whole**2)) / (1 + square / whole)
    return middle - half, middle + half
