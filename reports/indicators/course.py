"""The rise rule for one place or body: same days of last year, what is still needed, where the year leads, whether to warn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reports.indicators.forecast import Forecast, Past, forecast
from reports.indicators.question import EARLIER, EARLIER_SAME, PREVIOUS, SAME, UNTIL, Question

WARNING_MONTH = 6  # from June on: half a year is left to do something

# How a year stands against the one before it.
PASSED, MISSED = "passed", "missed"  # over last year; the year is over and is not
LIKELY, OPEN, UNLIKELY = (
    "likely",
    "open",
    "unlikely",
)  # the whole range above; last year within reach; not if the pace holds
UNKNOWN = "unknown"  # too little is known to say


@dataclass(frozen=True, slots=True)
class Course:
    """One place or body against the year before; None where nobody knows."""

    code: str
    key: str
    name: str
    this_year: int  # up to the day of comparison
    same_day: int | None
    change: int | None
    last_year: int | None
    needed: int | None  # people still wanting to be one above last year
    needed_per_month: int | None
    forecast: Forecast | None
    outlook: str
    warned: bool


Counted = Mapping[str, int]  # span → people at the counting point


def past_of(question: Question, counted: Counted) -> list[Past]:
    """The whole years the campaign knows, the latest first; a year known in part leads nowhere."""
    known = [(1, SAME, PREVIOUS)] if question.coverage == "whole" else []
    known += [(2, EARLIER_SAME, EARLIER)]
    return [
        Past(question.year - back, counted.get(until, 0), counted.get(whole, 0))
        for back, until, whole in known
        if until in question.told
    ]


def foreseen(question: Question, counted: Counted) -> Forecast | None:
    if not question.is_running:
        return None
    return forecast(counted.get(UNTIL, 0), past_of(question, counted))


def outlook(question: Question, this: int, last: int | None, found: Forecast | None) -> str:
    if last is None:
        return UNKNOWN
    if this > last:
        return PASSED
    if question.day >= question.window.end:
        return MISSED
    if found is None:
        return UNKNOWN
    if found.low > last:
        return LIKELY
    return UNLIKELY if found.middle <= last else OPEN


def is_warned(question: Question, seen: str) -> bool:
    """From June on whoever will not pass if the pace holds."""
    return seen == UNLIKELY and question.day >= date(question.year, WARNING_MONTH, 1)


def course(
    question: Question, code: str, key: str, name: str, counted: Counted, *, like: bool = True
) -> Course:
    """`like` is whether both years speak of the same area; if not, only the figures stand and nothing is judged."""
    asked = question.told
    this = counted.get(UNTIL, 0)
    last = counted.get(PREVIOUS, 0) if PREVIOUS in asked and like else None
    same = counted.get(SAME, 0) if SAME in asked and like else None
    found = foreseen(question, counted) if like else None
    needed, months = None if last is None else max(last + 1 - this, 0), question.months_left
    seen = outlook(question, this, last, found)
    return Course(
        code=code,
        key=key,
        name=name,
        this_year=this,
        same_day=same,
        change=None if same is None else this - same,
        last_year=last,
        needed=needed,
        needed_per_month=-(-needed // months) if needed is not None and months else None,
        forecast=found,
        outlook=seen,
        warned=is_warned(question, seen),
    )
