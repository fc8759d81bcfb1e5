"""A number in words: what stands above the list of its people."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.models import Organization
from outreach.models import Market, Programme
from reports.indicators.people import ANY, Behind
from reports.templatetags.figures import WORDS

CUTS: dict[str, Any] = {
    "age": _("Age"),
    "group": _("Policy group"),
    "market": _("Market"),
    "programme": _("Programme"),
    "month": _("Month"),
    "lead": _("Leading organisation"),
    "credit": _("Has a share of the credit"),
    "shared": _("Mobilised by two or more organisations"),
    "reason": _("Why people withdrew"),
    "ending": _("How the stay ended"),
    "newcomer": _("Of those registered in the year"),
    "event": _("Came from an event"),
    "enterprise": _("Enterprise"),
}
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
KINDS = {"age": "age", "group": "group", "reason": "reason", "ending": "outcome", "event": "event"}
MODELS: dict[str, Any] = {"market": Market, "programme": Programme}
SECONDS: dict[str, dict[Any, Any]] = {
    "age": {"yes": _("Youth age (16–30)"), "no": _("not of youth age"), None: _("Youth age: not known")},
    "lead": {"member": _("Members"), "family": _("Their children, siblings, grandchildren"), "other": _("Others")},
    "event": {"soon": _("within 30 days"), "later": _("after 31 to 90 days"), "late": _("after more than 90 days")},
    "ending": WORDS["job"],
}  # fmt: skip


def words(number: Behind) -> list[tuple[Any, Any]]:
    """Label and value of everything the number is cut by; a value may be empty."""
    found: list[tuple[Any, Any]] = [(WORDS["step"].get(number.step, number.step), "")]
    if number.cut:
        found.append((CUTS.get(number.cut, number.cut), _value(number)))
    if number.second != ANY and number.cut in SECONDS:
        found.append((SECONDS[number.cut].get(number.second, number.second), ""))
    if number.sex:
        found.append((_("Sex"), WORDS["sex"].get(number.sex, number.sex)))
    return found


def made_up(number: Behind) -> list[Any]:
    """What of an address means nothing, by its label: a value none of the choices has. Codes of rows are looked up elsewhere."""
    wrong = []
    if not _is_known(number):
        wrong.append(CUTS[number.cut])
    if number.sex and number.sex not in WORDS["sex"]:
        wrong.append(_("Sex"))
    return wrong


def _is_known(number: Behind) -> bool:
    first, second, kind = number.first, number.second, KINDS.get(number.cut)
    if number.cut == "month" and first not in (ANY, None) and not MONTH.fullmatch(first):
        return False
    if kind and first not in (ANY, None) and first not in WORDS[kind]:
        return False
    seconds = SECONDS.get(number.cut)
    return seconds is None or second in (ANY, None, "unknown") or second in seconds


def _value(number: Behind) -> Any:
    if number.first == ANY:
        return ""
    if number.first is None:
        return _("not known")
    if number.cut in ("lead", "credit"):
        return Organization.objects.values_list("short_name", flat=True).get(code=number.first)
    if number.cut in MODELS:
        return MODELS[number.cut].objects.values_list("name", flat=True).get(code=number.first)
    if number.cut == "month":
        return "/".join(reversed(number.first.split("-")))
    return WORDS[KINDS[number.cut]].get(number.first, number.first) if number.cut in KINDS else number.first
