"""The clocks of the stages: what the data file says until the coordinator sets another value from a day on."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from registrations.models import StageClock

DEFAULTS_FILE = Path(__file__).parent / "data" / "stage_clocks.csv"
Kind = StageClock.Kind
BEFORE_THE_END = frozenset({Kind.CERTIFICATE, Kind.PASSPORT, Kind.CONTRACT})


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as it stands on a day; `since` is None while nobody has changed it."""

    kind: str
    days: int
    again: int
    months: int | None
    source: str
    since: date | None = None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_before_the_end(self) -> bool:
        """Whether the days run back from the end of a paper or a contract."""
        return self.kind in BEFORE_THE_END

    def begins(self, day: date) -> date:
        """Whoever waits since this day or longer is called."""
        return day - timedelta(days=self.days)

    def ends(self, day: date) -> date:
        """What runs out on this day or earlier is called about."""
        return day + timedelta(days=self.days)

    def rested(self, day: date) -> date:
        """Whoever was reached on this day or earlier may be called again."""
        return day - timedelta(days=self.again)


Clocks = dict[str, Clock]


@cache
def defaults() -> Clocks:
    with DEFAULTS_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["kind"]: Clock(
                row["kind"],
                int(row["days"]),
                int(row["again"]),
                int(row["months"]) if row["months"] else None,
                row["source"],
            )
            for row in csv.DictReader(lines)
        }


def on(day: date) -> Clocks:
    """Every clock as it stands on a day, in one statement."""
    found = dict(defaults())
    for row in StageClock.objects.filter(valid_from__lte=day).order_by("valid_from"):
        found[row.kind] = Clock(row.kind, row.days, row.again, row.months, row.reason, row.valid_from)
    return found


def certificate_until(certified_on: date) -> date:
    """The last day of a certificate given on a day, by the clock of that day."""
    return months_after(certified_on, on(certified_on)[Kind.CERTIFICATE].months or 0)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
