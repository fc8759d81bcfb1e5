"""A year as a whole: what dashboards show, what a review freezes, and how both become JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from reports.indicators.courses import Courses
from reports.indicators.flow import Level, Stuck, YieldRow
from reports.indicators.shapes import (
    BodyRow,
    Count,
    CutRow,
    EnterpriseRow,
    Events,
    Goal,
    Loans,
    MarketRow,
    MonthRow,
    ProgrammeRow,
    ReasonRow,
    Returns,
    Rise,
    Stock,
    UnitRow,
)
from reports.indicators.telling import Hidden

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Previous:
    year: int
    start: date
    end: date
    coverage: str
    totals: dict[str, Count] | None


@dataclass(frozen=True, slots=True)
class Cumulative:
    """People counted once since the campaign began, however many years they appear in."""

    since: date
    until: date
    totals: dict[str, Count]


@dataclass(frozen=True, slots=True)
class Span:
    start: date
    end: date
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a dashboard shows."""

    schema: int = SCHEMA
    campaign: str
    year: int
    window: Span
    as_of: datetime | None
    boundaries: str
    unit: str | None
    counting_point: str
    totals: dict[str, Count]
    targets: tuple[Goal, ...]
    rise: Rise
    courses: Courses
    by_district: tuple[UnitRow, ...]
    by_commune: tuple[UnitRow, ...]
    by_market: tuple[MarketRow, ...]
    by_month: tuple[MonthRow, ...]
    by_sex: tuple[CutRow, ...]
    events: Events
    funnel: tuple[Level, ...]
    stuck: tuple[Stuck, ...]
    previous: Previous
    cumulative: Cumulative
    notes: tuple[str, ...]

    @property
    def is_running(self) -> bool:
        """Whether the year has begun and is not over on the day of comparison."""
        return self.rise.same_day is not None and self.rise.same_day.day < self.window.end

    def as_json(self) -> dict[str, Any]:
        written: dict[str, Any] = plain(self)
        return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Board):
    """Every figure of a year: what a review freezes."""

    by_organization: tuple[BodyRow, ...]
    co_mobilised: dict[str, int]
    by_age: tuple[CutRow, ...]
    by_group: tuple[CutRow, ...]
    by_group_overlaps: bool = True
    by_enterprise: tuple[EnterpriseRow, ...]
    loans: Loans
    returns: Returns
    stock: Stock | None
    reasons: tuple[ReasonRow, ...]
    by_programme: tuple[ProgrammeRow, ...]
    event_yield: tuple[YieldRow, ...]


def plain(value: Any) -> Any:
    """Dataclasses and dates as JSON knows them; fractions as «n/d»."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Hidden):
        return str(value)
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value
