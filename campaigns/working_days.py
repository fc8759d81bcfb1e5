"""Working days in Vietnam: Monday to Friday without the public holidays of the Labour Code and the yearly notices."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "public_holidays.csv"
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))  # article 112.1: the days that need no notice
SATURDAY = 5


@cache
def exceptions() -> dict[date, bool]:
    """Day → whether it is worked, for the weekdays off and the Saturdays made up for them (`campaigns/data/README.md`)."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["kind"] == "work" for row in csv.DictReader(file)}


@cache
def last_year() -> int:
    """The last year whose notices are in the table."""
    return max(day.year for day in exceptions())


def is_working(day: date) -> bool:
    """In years that are not in the table yet only the holidays of a fixed date are known."""
    known = exceptions().get(day)
    if known is not None:
        return known
    if day.year > last_year() and (day.month, day.day) in FIXED:
        return False
    return day.weekday() < SATURDAY


def after(day: date, working_days: int) -> date:
    """The last day of a term of so many working days; the day it begins is not counted (Civil Code 2015, article 147)."""
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working(day)
    return day


def between(first: date, last: date) -> int:
    """Working days after the first day up to the last; none when it lies before."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working(day) for day in days)
