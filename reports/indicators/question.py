"""What is asked: whose figures, of which year, in which calendar, as known when, under which boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal, TypedDict

from campaigns.dates import VIETNAM, Calendar, Window, same_day_last_year, today_vn, window
from campaigns.models import Campaign, Indicator, Organization, Unit

Boundaries = Literal["then", "now"]
POINTS: tuple[str, ...] = tuple(Indicator.values)  # registered, selected, departed


class Asked(TypedDict, total=False):
    """What may be said about a year; everything has a default."""

    calendar: str | None  # that of the campaign
    as_of: date | datetime | None  # None: as known now
    boundaries: Boundaries
    point: str | None  # counting point; that of the campaign
    unit: Unit | None  # None: the whole area of the campaign
    body: Organization | None  # None: of all; else people whose leading body it is


def without_past(asked: Asked) -> Asked:
    """Of an area that is not the reader's own one answer only: two days, calendars or boundaries can be subtracted from each other."""
    return {name: value for name, value in asked.items() if name in ("point", "unit", "body")}  # type: ignore[return-value]


THIS, PREVIOUS, SAME, UNTIL, ALL = "this", "previous", "same", "until", "all"
EARLIER, EARLIER_SAME = "earlier", "earlier_same"  # the year before last


@dataclass(frozen=True, slots=True)
class Span:
    """A span of days in which everybody is counted once for each kind of step."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Question:
    campaign: Campaign
    year: int
    window: Window
    as_of: datetime | None
    boundaries: Boundaries
    point: str
    unit: Unit | None
    day: date  # up to which this year is compared with the last
    body: Organization | None = None

    @property
    def previous(self) -> Window:
        return self.window.previous()

    @property
    def place(self) -> Unit:
        return self.unit or self.campaign.province

    @property
    def known_on(self) -> date:
        """The day whose units and boundaries are «today's»."""
        return self.as_of.astimezone(VIETNAM).date() if self.as_of else today_vn()

    @property
    def has_begun(self) -> bool:
        return self.day >= self.window.start

    @property
    def is_running(self) -> bool:
        return self.window.start <= self.day < self.window.end

    @property
    def same_day(self) -> date:
        return same_day_last_year(self.day)

    @property
    def coverage(self) -> Literal["whole", "part", "none"]:
        """How much of last year's window lies in the campaign: outside it nothing is known, which is not zero."""
        if self.campaign.starts_on <= self.previous.start:
            return "whole"
        return "part" if self.campaign.starts_on <= self.previous.end else "none"

    @cached_property
    def told(self) -> frozenset[str]:
        """The names of the spans that can be told."""
        return frozenset(span.name for span in self.spans())

    @cached_property
    def months_left(self) -> int:
        """Begun months of the window after the day of comparison."""
        return sum(1 for month in self.window.months() if month.last > self.day)

    def spans(self) -> list[Span]:
        """The spans that one reading of the facts answers together."""
        end = self.window.end
        spans = [Span(THIS, self.window.start, end), Span(ALL, min(self.campaign.starts_on, end), end)]
        if self.has_begun:
            spans.append(Span(UNTIL, self.window.start, self.day))
        if self.coverage != "none":
            spans.append(Span(PREVIOUS, self.previous.start, self.previous.end))
            if self.has_begun:
                spans.append(Span(SAME, self.previous.start, self.same_day))
        return spans + self.earlier()

    def earlier(self) -> list[Span]:
        """The year before last, which only a forecast asks about: while the year runs, and if it lies wholly in the campaign."""
        before = self.previous.previous()
        if not self.is_running or self.campaign.starts_on > before.start:
            return []
        return [
            Span(EARLIER, before.start, before.end),
            Span(EARLIER_SAME, before.start, same_day_last_year(self.same_day)),
        ]


def ask(
    campaign: Campaign,
    year: int,
    *,
    calendar: str | None = None,
    as_of: date | datetime | None = None,
    boundaries: Boundaries = "then",
    point: str | None = None,
    unit: Unit | None = None,
    body: Organization | None = None,
) -> Question:
    asked = window(year, Calendar(calendar or campaign.calendar))
    moment = moment_of(as_of)
    today = moment.astimezone(VIETNAM).date() if moment else today_vn()
    return Question(
        campaign=campaign,
        year=year,
        window=asked,
        as_of=moment,
        boundaries=boundaries,
        point=point or campaign.counting_point,
        unit=unit,
        day=min(asked.end, today),
        body=body,
    )


def moment_of(as_of: date | datetime | None) -> datetime | None:
    """A day means all that was known when it ended, in the time of the campaign."""
    if as_of is None or isinstance(as_of, datetime):
        return as_of
    return datetime.combine(as_of, time.max, tzinfo=VIETNAM)
