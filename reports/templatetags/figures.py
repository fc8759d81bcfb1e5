"""How percents, verdicts and codes of `reports.indicators` are written in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template import Library
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from campaigns.models import Indicator, Target
from outreach.models import Event
from registrations.models import GroupStatus, LoanStep, Milestone, Person
from reports.indicators.people import Behind
from reports.indicators.telling import HIDDEN, is_told, veils, written

register = Library()

YOUTH = {"youth": "yes", "youth_unknown": None}
VERDICTS = {
    "reached": ("ok", _("Reached")),
    "within": ("ok", _("Within the target")),
    "not": ("warn", _("Below")),
    "hidden": ("", str(HIDDEN)),
}
WORDS: dict[str, dict[str, Any]] = {
    "point": dict(Indicator.choices),
    "step": dict(Milestone.Kind.choices),
    "force": dict(Target.Force.choices),
    "event": dict(Event.Kind.choices),
    "reason": dict(Milestone.Reason.choices),
    "outcome": dict(Milestone.Outcome.choices),
    "job": dict(Milestone.JobAfter.choices),
    "refusal": dict(LoanStep.Refusal.choices),
    "sex": dict(Person.Sex.choices),
    "group": dict(GroupStatus.Group.choices)
    | {"youth": _("Youth age (16–30)"), "youth_unknown": _("Youth age: not known")},
    "age": {
        "under_18": _("Under 18"),
        "18_24": _("18 to 24"),
        "25_29": _("25 to 29"),
        "30_34": _("30 to 34"),
        "35_39": _("35 to 39"),
        "40_up": _("40 and older"),
        "unknown": _("Age not known"),
    },
}


@register.filter
def pct(value: Any) -> str:
    """125.6 → 125,6 %: a percent already worked out; unknown → a dash."""
    if value is HIDDEN:
        return str(HIDDEN)
    if value is None or isinstance(value, str):
        return "—"
    text = number_format(abs(value), 0 if value == int(value) else 1, use_l10n=True, force_grouping=True)
    return f"{'−' if value < 0 else ''}{text}\N{NO-BREAK SPACE}%"


@register.simple_tag(takes_context=True)
def counted(context: Any, value: Any, step: str, row: str = "", **cut: Any) -> str:
    """A number of people as a link to their list, for whoever may see all of them; nobody has no list."""
    text = written(value)
    links = context.get("links")
    if not links or not isinstance(value, int) or value <= 0:
        return text
    url = links.to(Behind(step, **cut), row)
    return format_html('<a href="{}">{}</a>', url, text) if url else text


@register.simple_tag(takes_context=True)
def counted_of(context: Any, row: Any, step: str, kind: str) -> str:
    """The same for a row of sexes, bands of age or policy groups; youth is a reading of the age."""
    cut: dict[str, Any] = {"cut": kind, "first": None if row.code == "unknown" else row.code}
    if kind == "sex":
        cut = {"sex": row.code}
    elif row.code in YOUTH:
        cut = {"cut": "age", "second": YOUTH[row.code]}
    return counted(context, getattr(row, step), step, **cut)


@register.inclusion_tag("reports/_stuck.html")
def stuck_at(figures: Any, key: str) -> dict[str, Any]:
    """Where a unit is stuck, in a word and its two rates; or that nobody can tell."""
    return {"stuck": next((one for one in figures.stuck if one.key == key), None)}


@register.simple_tag(takes_context=True)
def hides(context: Any, figures: Any) -> bool:
    """Whether something is not told to this reader; of the own area everything is."""
    links = context.get("links")
    return not (links and links.is_own_area) and veils(figures)


@register.filter
def year_before(month: str) -> str:
    """2019-03 → 2018-03."""
    return f"{int(month[:4]) - 1}{month[4:]}"


@register.filter
def of(found: Any, name: str) -> Any:
    return found[name]


@register.filter
def beside(values: Iterable[Any], names: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each value with what stands over its column."""
    return list(zip(values, names, strict=True))


@register.filter
def steps(names: str) -> list[str]:
    return names.split()


@register.filter
def words(code: str, kind: str) -> Any:
    return WORDS[kind].get(code, code)


@register.inclusion_tag("includes/status_tag.html")
def verdict_tag(verdict: str) -> dict[str, Any]:
    kind, label = VERDICTS[verdict]
    return {"kind": kind, "label": label}


@register.filter
def counted_and_credited(figures: Any) -> str:
    """Why the bodies add up to more than the people: «118 người; cộng theo đoàn thể 131 lượt vì 13 người …»."""
    people, shared = figures.totals["departed"].people, figures.co_mobilised["departed"]
    credits = [row.credit["departed"].people for row in figures.by_organization]
    if not people or not all(map(is_told, [people, shared, *credits])):
        return ""
    turns = sum(credits)
    values = {"people": grouped(people), "turns": grouped(turns), "shared": grouped(shared)}
    if not shared:
        return (
            _("%(people)s people; nobody was mobilised by two organisations, so the sum is the same.")
            % values
        )
    if turns - people == shared:
        text = _(
            "%(people)s people; added up by organisation %(turns)s, since %(shared)s were mobilised by two organisations together."
        )
    else:
        text = _(
            "%(people)s people; added up by organisation %(turns)s, since %(shared)s were mobilised by two or more organisations together."
        )
    return f"{text % values} " + _("All shares of credit add up to the number of people exactly.")


def grouped(value: int) -> str:
    return number_format(value, 0, use_l10n=True, force_grouping=True)
