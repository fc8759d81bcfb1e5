"""How percents, verdicts and codes of `reports.indicators` are written in words."""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from campaigns.models import Indicator, Target
from outreach.models import Event
from registrations.models import GroupStatus, LoanStep, Milestone, Person

register = Library()

VERDICTS = {
    "reached": ("ok", _("Reached")),
    "within": ("ok", _("Within the target")),
    "not": ("warn", _("Below")),
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
def pct(value: float | str | None) -> str:
    """125.6 → 125,6 %: a percent already worked out; unknown → a dash."""
    if value is None or isinstance(value, str):
        return "—"
    text = number_format(abs(value), 0 if value == int(value) else 1, use_l10n=True, force_grouping=True)
    return f"{'−' if value < 0 else ''}{text}\N{NO-BREAK SPACE}%"


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
    turns = sum(row.credit["departed"].people for row in figures.by_organization)
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
