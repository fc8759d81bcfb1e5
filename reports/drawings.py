"""Figures drawn: which numbers go into which drawing, and the sentence beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from campaigns.models import Indicator
from reports.charts.bars import Bar, BarChart, bars
from reports.charts.bullet import BulletChart, Goal, bullet
from reports.charts.district_map import MapChart, district_map
from reports.charts.funnel import FunnelChart, funnel
from reports.charts.months import MonthChart, months
from reports.indicators import Board
from reports.indicators.shapes import UnitRow
from reports.indicators.telling import is_told, written

TOP = 12


def n(value: float) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def told(value: Any) -> Any:
    """What is hidden from the reader is drawn like what nobody knows."""
    return value if is_told(value) else None


def against_targets(board: Board) -> BulletChart:
    """One bar, a mark for every number of every target, and last year's result."""
    point = board.counting_point
    value = told(board.rise.this_year)
    marks = sorted({number for goal in board.targets for number in (goal.minimum, goal.maximum) if number})
    return bullet(
        "against-targets",
        str(Indicator(point).label),
        _("%(value)s people against the targets %(targets)s.")
        % {"value": written(value), "targets": ", ".join(map(n, marks)) or "—"},
        value,
        [Goal(mark, n(mark)) for mark in marks],
        told(board.rise.last_year),
    )


def by_month(board: Board) -> MonthChart:
    rows = board.by_month
    known = board.previous.coverage != "none"
    return months(
        "by-month",
        _("By month"),
        _("People registered and departed in each month; the dotted line is departures of %(year)s.")
        % {"year": board.previous.year}
        if known
        else _("People registered and departed in each month."),
        [f"{row.first:%m}" for row in rows],
        [
            (str(Indicator.REGISTERED.label), [told(row.registered) for row in rows]),
            (str(Indicator.DEPARTED.label), [told(row.departed) for row in rows]),
        ],
        [told(row.departed_last_year) for row in rows] if known else (),
        _("Departed %(year)s") % {"year": board.previous.year} if known else "",
        _("Month"),
    )


def by_unit(rows: Sequence[UnitRow], point: str) -> BarChart:
    """The largest first, at most twelve: the table below has them all."""
    ranked = sorted(rows, key=lambda row: -(told(row.achieved) or 0))[:TOP]
    return bars(
        "by-unit",
        str(Indicator(point).label),
        _("Units by number of people, the largest first."),
        [
            Bar(
                row.name,
                (told(row.achieved),),
                "" if told(row.percent) is None else f"{written(row.percent)}\N{NO-BREAK SPACE}%",
            )
            for row in ranked
        ],
        [str(Indicator(point).label)],
        head=_("Unit"),
    )


def by_market(figures: Board) -> BarChart:
    return bars(
        "by-market",
        _("Markets"),
        _("People who departed, by market."),
        [Bar(row.name, (told(row.departed),)) for row in figures.by_market if row.departed],
        [str(Indicator.DEPARTED.label)],
        head=_("Market"),
    )


def map_of(board: Board) -> MapChart:
    """Districts in shades of what they reached."""
    return district_map(
        "map",
        str(Indicator(board.counting_point).label),
        _("Districts by number of people: darker is more."),
        {row.code: told(row.achieved) for row in board.by_district},
        {row.code: row.short_name for row in board.by_district},
        (_("District"), _("People")),
    )


def way(figures: Board) -> FunnelChart:
    return funnel(
        "way",
        _("The way of those registered in the year"),
        _("How many of the people registered in the year have come to each step so far."),
        [(str(Indicator(level.step).label), told(level.people)) for level in figures.funnel],
        (_("Step"), _("People")),
    )
