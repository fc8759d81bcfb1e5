"""Events held and heads counted: turns, not persons; an event without a head-count is unknown, not empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value

from outreach.models import Distribution, Event, EventOrganizer, EventPast
from registrations.models.registration import known_at
from reports.indicators.area import NOWHERE, Area, key_of
from reports.indicators.question import Question
from reports.indicators.shapes import EventRow, Events

COPIES = "copies"  # no kind of event


class Held(NamedTuple):
    kind: str
    unit: int
    turns: int | None
    female: int | None


def held(area: Area) -> tuple[list[Held], int]:
    """Events held, and the copies handed out, in one statement."""
    parts = [*_held(area), copies(area)]
    found = [Held(*row) for row in parts[0].union(*parts[1:], all=True)]
    return [one for one in found if one.kind != COPIES], sum(
        one.turns or 0 for one in found if one.kind == COPIES
    )


def _held(area: Area) -> list[QuerySet[Any, Any]]:
    question = area.question
    events = Event.objects.filter(campaign=question.campaign).filter(counts_in(area))
    if question.body is not None:
        own = EventOrganizer.objects.filter(event=OuterRef("pk"), organization=question.body)
        events = events.filter(Exists(own))
    if question.as_of is None:
        return [read(events, question, "counts")]
    other_then = EventPast.objects.filter(known_at(question.as_of), event=OuterRef("pk"))
    events = events.filter(~Exists(other_then), recorded_at__lte=question.as_of)
    return [read(events, question, "counts"), read(held_then(area), question, "event__counts")]


def held_then(area: Area) -> QuerySet[EventPast]:
    """Events that have been changed since, as they stood at the moment asked for."""
    question = area.question
    past = EventPast.objects.filter(known_at(question.as_of), event__campaign=question.campaign)
    if question.body is not None:
        past = past.filter(organizers__contains=[question.body.pk])
    return past.filter(counts_in(area))


def counts_in(area: Area) -> Q:
    window = area.question.window
    held = Q(state=Event.State.HELD, on__range=(window.start, window.end))
    return held if area.ids is None else held & Q(unit__in=area.ids)


def read(rows: QuerySet[Any], question: Question, counts: str) -> QuerySet[Any, Any]:
    known = known_at(question.as_of, f"{counts}__")
    counted = rows.annotate(head=FilteredRelation(counts, condition=known))
    columns = ("kind", "unit_id", F("head__turns"), F("head__turns_female"))
    found: QuerySet[Any, Any] = counted.order_by().values_list(*columns)
    return found


def row(code: str, name: str, items: list[Held]) -> EventRow:
    known = [item.turns for item in items if item.turns is not None]
    women = [item.female for item in items if item.female is not None]
    return EventRow(
        code=code,
        name=name,
        events=len(items),
        turns=sum(known) if known else None,
        turns_female=sum(women) if women else None,
        uncounted=len(items) - len(known),
    )


def events(area: Area) -> tuple[Events, dict[str, EventRow]]:
    """The answer, and rows by the key of every unit for the tables by unit."""
    items, handed_out = held(area)
    districts = {key_of(unit): unit.name for unit in area.districts}
    rest = any(area.district_code(item.unit) == NOWHERE for item in items)
    answer = Events(
        total=row("", "Tổng cộng", items),
        by_kind=cut(items, lambda i: i.kind, {kind: kind for kind in Event.Kind.values}),
        by_district=cut(
            items, lambda i: area.district_code(i.unit), districts | ({NOWHERE: "Cấp tỉnh"} if rest else {})
        )
        if districts
        else (),
        copies=handed_out,
    )
    by_unit = cut(items, lambda i: key_of(area.home[i.unit]), {key_of(area.home[i.unit]): "" for i in items})
    return answer, {r.code: r for r in (*by_unit, *answer.by_district) if r.code != NOWHERE}


def cut(items: Iterable[Held], key: Callable[[Held], str], names: Mapping[str, str]) -> tuple[EventRow, ...]:
    found: dict[str, list[Held]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return tuple(row(code, name, found[code]) for code, name in names.items())


def copies(area: Area) -> QuerySet[Any, Any]:
    window = area.question.window
    given = Distribution.objects.filter(Q(event=None) | Q(event__campaign=area.question.campaign))
    given = given.filter(on__range=(window.start, window.end))
    if (moment := area.question.as_of) is None:
        given = given.standing()
    else:
        held = Q(taken_back_at__isnull=True) | Q(taken_back_at__gt=moment)
        given = given.filter(held, recorded_at__lte=moment)
    if area.question.body is not None:
        given = given.filter(organization=area.question.body)
    if area.ids is not None:
        given = given.filter(unit__in=area.ids)
    named = given.annotate(what=Value(COPIES), women=Value(None, output_field=IntegerField()))
    rows: QuerySet[Any, Any] = named.order_by().values_list("what", "unit_id", "copies", "women")
    return rows
