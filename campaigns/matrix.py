"""Targets of a year as a table: units × organisations, what each row and column adds up to, and what is not given on yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from campaigns.dates import today_vn, window
from campaigns.models import Campaign, Organization, Target, Unit
from campaigns.services.allotting import Place, Series
from campaigns.succession import in_order

Range = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a whole has above its parts, at either end; below zero the parts have more than the whole."""

    low: int
    high: int | None = None

    @property
    def is_over(self) -> bool:
        return min(self.low, self.low if self.high is None else self.high) < 0

    def __bool__(self) -> bool:
        return bool(self.low or self.high)

    def __str__(self) -> str:
        """«chưa phân bổ 20–40», «phân bổ vượt 5»; the two ends apart where they disagree."""
        if self.high is None or self.high == self.low:
            return said(self.low, self.low)
        if (self.low >= 0) == (self.high >= 0):
            return said(self.low, self.high)
        return _("minimum: %(low)s; maximum: %(high)s") % {
            "low": said(self.low, self.low),
            "high": said(self.high, self.high),
        }


def said(low: int, high: int) -> str:
    if not low and not high:
        return _("all given out")
    number = grouped(abs(low)) if low == high else "–".join(map(grouped, sorted((abs(low), abs(high)))))
    words = _("%(number)s not given out") if min(low, high) >= 0 else _("%(number)s too many given out")
    return words % {"number": number}


def grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Column:
    key: int  # 0 for all organisations together
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its targets by column, their sum over organisations, and what is left of the common one."""

    unit: Unit
    cells: tuple[Target | None, ...]
    total: Range | None
    gap: Gap | None
    opens: bool  # whether there are units below


@dataclass(frozen=True, slots=True)
class Matrix:
    series: Series
    place: Unit
    columns: tuple[Column, ...]
    own: Line
    lines: tuple[Line, ...]
    sums: tuple[Range | None, ...]  # of the lines, by column
    gaps: tuple[Gap | None, ...]  # own − sums

    @property
    def is_empty(self) -> bool:
        return not any(any(line.cells) for line in (self.own, *self.lines))


def matrix_of(series: Series, place: Unit) -> Matrix:
    columns, standing = columns_of(series.campaign), series.standing()
    below = units_below(place, day_of(series.campaign, series.year))
    lines = tuple(line(unit, columns, standing, opens=not unit.is_commune) for unit in below)
    own = line(place, columns, standing, opens=False)
    sums = tuple(added(one.cells[n] for one in lines) for n in range(len(columns)))
    gaps = tuple(gap(own.cells[n], sums[n]) for n in range(len(columns)))
    return Matrix(series, place, columns, own, lines, sums, gaps if lines else (None,) * len(columns))


def line(unit: Unit, columns: Sequence[Column], standing: dict[Place, Target], *, opens: bool) -> Line:
    cells = tuple(standing.get((unit.pk, column.key or None)) for column in columns)
    total = added(cells[1:])
    return Line(unit, cells, total, gap(cells[0], total) if total else None, opens)


def added(targets: Iterable[Target | None]) -> Range | None:
    """The sum of ranges: who has one figure only has it at both ends. None where there is no target at all."""
    found = [target for target in targets if target is not None]
    if not found:
        return None
    ranged = any(target.maximum is not None for target in found)
    high = sum(target.minimum if target.maximum is None else target.maximum for target in found)
    return sum(target.minimum for target in found), high if ranged else None


def gap(whole: Target | None, parts: Range | None) -> Gap | None:
    """Without a target above there is nothing to give out; without any below all of it is left."""
    if whole is None:
        return None
    low, high = parts or (0, None)
    if whole.maximum is None:
        return Gap(whole.minimum - low)
    return Gap(whole.minimum - low, whole.maximum - (low if high is None else high))


def columns_of(campaign: Campaign) -> tuple[Column, ...]:
    bodies = Organization.objects.mobilising().filter(pk__in=campaign.parties.values("organization"))
    named = (Column(body.pk, body.short_name) for body in bodies.order_by("rank"))
    return (Column(0, _("All together")), *named)


def day_of(campaign: Campaign, year: int) -> date:
    """The day whose boundaries a year's table shows: its last day, today while it runs."""
    asked = window(year)
    return max(asked.start, min(asked.end, today_vn()))


def units_below(place: Unit, day: date) -> list[Unit]:
    return in_order(Unit.objects.filter(parent=place).on(day))


def kinds(campaign: Campaign, year: int) -> list[Series]:
    """The kinds of target a year has, by what is required first."""
    found: dict[tuple[object, ...], Series] = {}
    targets = Target.objects.in_force().filter(campaign=campaign, year=year).select_related("document")
    order = list(Target.Force.values)
    for target in sorted(targets.order_by("minimum", "pk"), key=lambda t: (order.index(t.force), t.minimum)):
        key = (target.document_id, target.force, target.indicator)
        made = Series(campaign, year, target.document, target.force, target.indicator, target.clause)
        found.setdefault(key, made)
    return list(found.values())


def code_of(series: Series) -> str:
    return f"{series.document.pk}-{series.force}-{series.indicator}"
