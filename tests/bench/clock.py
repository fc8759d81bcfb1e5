"""Times taken in turns, so that a busy moment of the machine falls on a subject and on its floor alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a subject, what it is measured against, and how they compare."""

    group: str
    subject: str
    floor: str
    ratio: float
    p50: float  # milliseconds
    p95: float
    runs: int
    queries: int | None = None
    rows_per_second: float | None = None
    tail: float | None = None  # p95 beside that of the floor


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one subject, in the order they were taken."""

    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """Of few runs the slowest."""
        return quantiles(self.seconds, n=20)[-1] if len(self.seconds) >= 20 else max(self.seconds)

    def beside(
        self,
        other: Times,
        *,
        group: str,
        subject: str,
        floor: str,
        queries: int | None = None,
        rows: int | None = None,
    ) -> Row:
        return Row(
            group=group,
            subject=subject,
            floor=floor,
            ratio=self.p50 / other.p50,
            p50=self.p50 * 1000,
            p95=self.p95 * 1000,
            runs=len(self.seconds),
            queries=queries,
            rows_per_second=rows / self.p50 if rows else None,
        )


def taken(act: Act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def in_turns(acts: Mapping[str, Act], *, rounds: int, warm: int = 1) -> dict[str, Times]:
    """Each act once a round; the first rounds fill caches and are not counted."""
    found: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(warm + rounds):
        gc.collect()
        for name, act in acts.items():
            seconds = taken(act)
            if number >= warm:
                found[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in found.items()}
