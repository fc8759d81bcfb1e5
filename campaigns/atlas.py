"""Units as pages show them: by district on a day, and what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.text import fold
from campaigns.models import Unit, UnitSuccession
from campaigns.succession import History

SHAPES = {
    UnitSuccession.Kind.MERGE: "dup",
    UnitSuccession.Kind.ENLARGE: "info",
    UnitSuccession.Kind.UPGRADE: "info",
    UnitSuccession.Kind.RENAME: "info",
    UnitSuccession.Kind.SPLIT: "dup",
    UnitSuccession.Kind.ABOLISH: "locked",
}


@dataclass(frozen=True, slots=True)
class Group:
    """What lies directly below one unit."""

    above: Unit
    below: list[Unit]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a unit's timeline, in the shape `includes/timeline.html` reads."""

    when: str
    title: str
    kind: str
    note: str


def groups(day: date) -> list[Group]:
    """Communes by the unit above them on a day: districts, or provinces since there are no districts."""
    found: dict[int, Group] = {}
    communes = Unit.objects.on(day).communes().select_related("parent").order_by("parent__code", "code")
    for unit in communes:
        if unit.parent is not None:
            found.setdefault(unit.parent.pk, Group(unit.parent, [])).below.append(unit)
    return list(found.values())


def search(words: str) -> QuerySet[Unit]:
    """Units of all times by any part of a name or another spelling, without accents, or by code."""
    folded = fold(words)
    named = Q(name_folded__contains=folded) | Q(aliases__name_folded__contains=folded)
    return (
        Unit.objects.filter((named if folded else Q(pk__in=[])) | Q(code=words))
        .select_related("parent")
        .distinct()
        .order_by("name_folded", "code", "valid_from")
    )


def timeline(unit: Unit) -> list[Change]:
    """All edges that touch a unit, oldest first; several that say one thing are one entry."""
    edges = (
        UnitSuccession.objects.filter(Q(old=unit) | Q(new=unit))
        .select_related("old", "new")
        .order_by("on", "old__code")
    )
    into = [edge for edge in edges if edge.new_id == unit.pk and edge.old_id != unit.pk]
    onward = [edge for edge in edges if edge.old_id == unit.pk and edge.new_id != unit.pk]
    return [*_came(into), *(_went(edge) for edge in onward)]


def _came(edges: Iterable[UnitSuccession]) -> list[Change]:
    days: dict[date, list[UnitSuccession]] = {}
    for edge in edges:
        days.setdefault(edge.on, []).append(edge)
    return [_entry(many, _("From %s") % ", ".join(edge.old.name for edge in many)) for many in days.values()]


def _went(edge: UnitSuccession) -> Change:
    label = edge.get_kind_display()
    return _entry([edge], f"{label}: {edge.new.name}" if edge.new else label)


def _entry(edges: list[UnitSuccession], title: str) -> Change:
    first = edges[0]
    notes = [_("Resolution %s") % first.act, *{edge.note for edge in edges if edge.note}]
    if any(edge.certainty == "inferred" for edge in edges):
        notes.append(_("inferred, not verified"))
    kind = SHAPES[UnitSuccession.Kind(first.kind)]
    return Change(f"{first.on:%d/%m/%Y}", title, kind, " · ".join(notes))


def neighbours(unit: Unit, day: date) -> dict[str, Any]:
    """What holds the people of a unit on a day, and what it was before."""
    history = History.load()
    now = history.units[unit.pk]
    return {
        "today": [other for other in history.on(now, day) if other != unit],
        "forerunners": [history.units[pk] for pk, _on in history.back.get(unit.pk, [])],
        "heirs": [history.units[pk] for pk, _on in history.onward.get(unit.pk, [])],
    }
