"""Targets and the rise rule in words: a verdict for each target, the forecast with its method, who is warned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Library
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.drawings import n
from reports.indicators import Board
from reports.indicators.course import WARNING_MONTH, Course
from reports.indicators.forecast import LEAST, Forecast
from reports.indicators.shapes import Goal, Rise
from reports.indicators.telling import HIDDEN
from reports.templatetags.figures import pct

register = Library()

KINDS = {"not": "warn", "hidden": "none"}
OUTLOOKS = {
    "passed": ("ok", gettext_lazy("Above last year")),
    "missed": ("warn", gettext_lazy("Not above last year")),
    "likely": ("ok", gettext_lazy("Will pass if the pace holds")),
    "open": ("running", gettext_lazy("Undecided")),
    "unlikely": ("warn", gettext_lazy("Will not pass if the pace holds")),
    "unknown": ("none", gettext_lazy("Too few figures")),
}


@register.inclusion_tag("includes/status_tag.html")
def outlook_tag(outlook: str) -> dict[str, Any]:
    kind, label = OUTLOOKS[outlook]
    return {"kind": kind, "label": label}


@register.inclusion_tag("includes/status_tag.html")
def goal_tag(goal: Goal) -> dict[str, Any]:
    return {"kind": KINDS.get(goal.verdict, "ok"), "label": goal_sentence(goal)}


@register.filter
def goal_sentence(goal: Goal) -> str:
    """«Đạt 500», «Còn 72 để đạt 700», «Đạt 700, còn 28 để đạt 800»."""
    if goal.verdict == "hidden":
        return str(HIDDEN)
    low, high = n(goal.minimum), n(goal.maximum or goal.minimum)
    if goal.verdict == "not":
        return _("%(missing)s to go to reach %(target)s") % {"missing": n(goal.missing), "target": low}
    if goal.verdict == "reached":
        return _("%(target)s reached") % {"target": high}
    more = n((goal.maximum or goal.minimum) - goal.achieved)
    return _("%(low)s reached, %(more)s to go to reach %(high)s") % {"low": low, "more": more, "high": high}


@register.filter
def forecast_range(found: Forecast) -> str:
    return n(found.low) if found.low == found.high else f"{n(found.low)}–{n(found.high)}"


@register.filter
def forecast_method(rise: Rise) -> str:
    """How the range came about, in a sentence; without a range, what is missing for one."""
    found, pace = rise.forecast, rise.same_day
    if found is None or pace is None:
        return _(
            "Too few figures for a forecast: it needs a whole year before and at least %(least)s people by this day in both years."
        ) % {"least": LEAST}
    values = {
        "day": date_format(pace.day, "d/m/Y"),
        "now": n(getattr(pace.this_year, rise.indicator)),
        "years": ", ".join(map(str, sorted(found.years))),
        "share": pct(found.share),
        "middle": n(found.middle),
        "range": forecast_range(found),
    }
    return (
        _(
            "How it is worked out: %(now)s people by %(day)s; by the same day %(years)s had %(share)s of their whole year. If this pace holds, the year ends near %(middle)s; four times out of five it ends within %(range)s."
        )
        % values
    )


@register.simple_tag
def warned(figures: Board) -> list[Course]:
    """The units one step down and the bodies that will not pass last year if their pace holds, those most behind first."""
    found = [course for course in (*units(figures), *figures.courses.by_body) if course.warned]
    return sorted(found, key=lambda course: (course.change or 0, course.code))


@register.simple_tag
def unit_courses(figures: Board) -> Sequence[Course]:
    return units(figures)


@register.filter
def warns_now(figures: Board) -> bool:
    """Whether it is the season of warnings: from June until the window ends."""
    pace = figures.rise.same_day
    day = pace.day if pace else None
    return bool(day and (day.year, day.month) >= (figures.year, WARNING_MONTH) and day < figures.window.end)


def units(figures: Board) -> Sequence[Course]:
    return figures.courses.by_district or figures.courses.by_commune
