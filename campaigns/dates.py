"""Dates as people know them (a day, a month, only a year) and the windows in which the house counts."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 1900, 2100


def today_vn() -> date:
    return timezone.now().astimezone(VIETNAM).date()


class Precision(TextChoices):
    DAY = "day", _("Day known")
    MONTH = "month", _("Month known")
    YEAR = "year", _("Only the year known")
    UNKNOWN = "unknown", _("Not known")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date and how much of it is known; `on` is the first day it can be, None when nothing is known."""

    on: date | None
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if (self.on is None) != (self.precision == Precision.UNKNOWN):
            raise ValueError("A date without a day is unknown, and an unknown date has no day.")
        if self.on is not None and self.precision == Precision.MONTH:
            object.__setattr__(self, "on", self.on.replace(day=1))
        if self.on is not None and self.precision == Precision.YEAR:
            object.__setattr__(self, "on", self.on.replace(month=1, day=1))

    @classmethod
    def unknown(cls) -> Self:
        return cls(None, Precision.UNKNOWN)

    @property
    def is_known(self) -> bool:
        return self.on is not None

    @property
    def first(self) -> date | None:
        return self.on

    @property
    def last(self) -> date | None:
        if self.on is None or self.precision == Precision.DAY:
            return self.on
        if self.precision == Precision.MONTH:
            return self.on.replace(day=monthrange(self.on.year, self.on.month)[1])
        return self.on.replace(month=12, day=31)

    def surely_before(self, other: "PartialDate | date") -> bool:
        """True only when no reading of the two dates says otherwise."""
        earliest = as_partial(other).first
        return self.last is not None and earliest is not None and self.last < earliest

    def age_on(self, day: "PartialDate | date") -> int | None:
        """Full years; None when what is known of the dates leaves two answers."""
        youngest, oldest = self._ages(as_partial(day))
        return youngest if youngest == oldest else None

    def at_least(self, years: int, day: "PartialDate | date") -> bool | None:
        """Whether the age is reached on that day; None when the known part cannot tell."""
        youngest, oldest = self._ages(as_partial(day))
        if youngest is None or oldest is None:
            return None
        if youngest >= years:
            return True
        return None if oldest >= years else False

    def _ages(self, day: "PartialDate") -> tuple[int | None, int | None]:
        if self.first is None or self.last is None or day.first is None or day.last is None:
            return None, None
        return _full_years(self.last, day.first), _full_years(self.first, day.last)


def as_partial(value: PartialDate | date) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate(value)


def _full_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_YEAR = re.compile(r"\d{4}")


def parse_partial(text: str) -> PartialDate:
    """Read 05/03/1998, 5-3-98, 05031998, 03/1998, 1998 or 1998-03-05; day before month, always."""
    clean = " ".join(text.split())
    clean = re.sub(r" ?([/.\-]) ?", r"\1", clean)
    if not clean:
        return PartialDate.unknown()
    if match := _DAY_FIRST.fullmatch(clean) or _EIGHT_DIGITS.fullmatch(clean):
        return _day(text, day=int(match[1]), month=int(match[2]), year=_full_year(match[3]))
    if match := _ISO.fullmatch(clean):
        return _day(text, day=int(match[3]), month=int(match[2]), year=int(match[1]))
    if match := _MONTH_FIRST.fullmatch(clean):
        return PartialDate(_real_date(text, 1, int(match[1]), int(match[2])), Precision.MONTH)
    if _YEAR.fullmatch(clean):
        return PartialDate(_real_date(text, 1, 1, int(clean)), Precision.YEAR)
    raise ValueError(
        gettext(
            "Write the date as day/month/year, for example 05/03/1998; 03/1998 or 1998 if no more is known."
        )
    )


def _day(text: str, *, day: int, month: int, year: int) -> PartialDate:
    return PartialDate(_real_date(text, day, month, year), Precision.DAY)


def _full_year(digits: str) -> int:
    """Two digits mean the last hundred years: in 2026, 98 is 1998 and 25 is 2025."""
    if len(digits) == 4:
        return int(digits)
    this_year = today_vn().year
    year = this_year - this_year % 100 + int(digits)
    return year if year <= this_year else year - 100


def _real_date(text: str, day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            gettext("The year must lie between %(first)s and %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if not 1 <= month <= 12:
        raise ValueError(
            gettext("There is no month %(month)s. Write the day first, then the month: 25/03/1998.")
            % {"month": month}
        )
    if not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError(
            gettext("There is no day %(text)s in the calendar. Check the day and the month.")
            % {"text": text.strip()}
        )
    return date(year, month, day)


def format_partial(value: PartialDate) -> str:
    """As it is typed, so that a form reads back what it shows; empty when unknown."""
    if value.on is None:
        return ""
    pattern = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
    return value.on.strftime(pattern[value.precision])


class Calendar(TextChoices):
    CALENDAR = "calendar", _("Calendar year (01/01–31/12)")
    OFFICIAL = "official", _("Official reporting year (15/12–14/12)")


class Month(NamedTuple):
    """The days of one calendar month that lie in a window."""

    first: date
    last: date

    @property
    def label(self) -> str:
        return f"{self.first:%m/%Y}"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that count for a year, both ends included."""

    start: date
    end: date
    year: int
    calendar: Calendar

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def until(self, day: date) -> "Window":
        """The part of the window up to a day, for progress and comparison; empty before it starts."""
        return replace(self, end=min(self.end, day))

    def previous(self) -> "Window":
        return window(self.year - 1, self.calendar)

    def months(self) -> list[Month]:
        """Calendar months cut to the window; they add up to it. The official year touches thirteen."""
        months, first = [], self.start
        while first <= self.end:
            last = first.replace(day=monthrange(first.year, first.month)[1])
            months.append(Month(first, min(last, self.end)))
            first = last + timedelta(days=1)
        return months


def window(year: int, calendar: Calendar = Calendar.CALENDAR) -> Window:
    """A year of a calendar; the official one is that of Circular 21/2021/TT-BLĐTBXH, Annex XIII."""
    if calendar == Calendar.OFFICIAL:
        return Window(date(year - 1, 12, 15), date(year, 12, 14), year, calendar)
    return Window(date(year, 1, 1), date(year, 12, 31), year, calendar)


def window_of(day: date, calendar: Calendar = Calendar.CALENDAR) -> Window:
    """The window in which a day counts."""
    this_year = window(day.year, calendar)
    return this_year if this_year.contains(day) else window(day.year + 1, calendar)


def same_day_last_year(day: date) -> date:
    """29 February is compared with 28 February."""
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))
