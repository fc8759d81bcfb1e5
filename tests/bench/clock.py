"""Times taken in turns, so that a busy moment of the machine falls on a subject and on its floor alike."""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from django.db import connection

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


def busy() -> float:
    """Seconds that the processor has worked for this process, its children that have ended, and its connection to the database."""
    return own() + served()


def own() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def served() -> float:
    """Of the database's process for our connection; nothing when it runs on another machine."""
    if connection.connection is None:
        return 0.0
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0.0
    ticks = told.rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def load() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def taken(act: Act, clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    act()
    return clock() - start


def in_turns(
    acts: Mapping[str, Act], *, rounds: int, warm: int = 1, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Times]:
    """Each act once a round; the first rounds fill caches and are not counted."""
    found: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(warm + rounds):
        gc.collect()
        for name, act in acts.items():
            seconds = taken(act, clock)
            if number >= warm:
                found[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in found.items()}
