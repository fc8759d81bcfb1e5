"""Where a year will end if it goes on as the years before it went on: a range, or nothing when too little is known.

Method. Of the last whole years together, A people had come by the same day and B came after it; this year X have come. If this year goes
through the months as those did, R = X·B/A more will come. People come one by one and rarely (Poisson counts), so the ratio R has the
relative variance 1/X + 1/A + 1/B (delta method on log X + log B − log A), and what comes varies by R around it:

    variance = φ·(R + R²·(1/X + 1/A + 1/B))        range = X + R ± 1.2816·√variance   (80 %: four times out of five)

A and B get half a person each, so that a year in which nobody came after the day does not pretend to certainty. φ ≥ 1 widens the range
where the years before differ in their course more than chance lets them: Pearson's χ² of the table year × (before, after) over its degrees
of freedom (quasi-Poisson; McCullagh and Nelder, Generalized Linear Models, 1989, §6.2.3). One year before says nothing of it: φ = 1.

The ends are rounded outwards to 1, 5 or 10 people by the width of the range: no digit is printed that the range does not carry.
Nothing is said below ten people this year or ten by that day in the years before: the range would be wider than the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

LEAST = 10  # people, on either side of the comparison
Z80 = 1.2816  # both tails of 10 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Past:
    """A whole year before: how many had come by the same day, how many in all."""

    year: int
    until: int
    whole: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year's result if its pace holds: four times out of five between `low` and `high`."""

    low: int
    middle: int
    high: int
    years: tuple[int, ...]  # the years it leans on
    share: float  # percent of those years' people who had come by the same day


def forecast(so_far: int, past: Sequence[Past]) -> Forecast | None:
    before = sum(year.until for year in past)
    after = sum(year.whole - year.until for year in past)
    if so_far < LEAST or before < LEAST:
        return None
    early, late = before + 0.5, after + 0.5
    more = so_far * late / early
    spread = sqrt(dispersion(past) * (more + more**2 * (1 / so_far + 1 / early + 1 / late)))
    low, high = so_far + more - Z80 * spread, so_far + more + Z80 * spread
    step = step_of(high - low)
    return Forecast(
        low=max(so_far, floor(low / step) * step),
        middle=round(so_far + more),
        high=ceil(high / step) * step,
        years=tuple(year.year for year in past),
        share=round(100 * before / (before + after), 1),
    )


def dispersion(past: Sequence[Past]) -> float:
    """How much more the years before differ in their course than chance alone lets them; never below 1."""
    known = [year for year in past if year.whole]
    whole, until = sum(y.whole for y in known), sum(y.until for y in known)
    if len(known) < 2 or until in (0, whole):
        return 1.0
    expected = [(y, y.whole * until / whole) for y in known]
    chi = sum((y.until - e) ** 2 * (1 / e + 1 / (y.whole - e)) for y, e in expected)
    return max(1.0, chi / (len(known) - 1))


def step_of(width: float) -> int:
    return 1 if width < 20 else 5 if width < 100 else 10
