"""The rise rule for every unit and every body of a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.models import Organization, Unit
from reports.indicators.area import Area, key_of
from reports.indicators.course import Counted, Course, course
from reports.indicators.facts import Sums
from reports.indicators.question import Question
from reports.indicators.tables import Rows


@dataclass(frozen=True, slots=True)
class Courses:
    by_district: tuple[Course, ...]
    by_commune: tuple[Course, ...]
    by_body: tuple[Course, ...]


def courses(area: Area, sums: Sums, districts: Rows, communes: Rows) -> Courses:
    point = area.question.point
    return Courses(
        by_district=unit_courses(area, area.districts, counted_by_unit(districts, point)),
        by_commune=unit_courses(area, area.communes, counted_by_unit(communes, point)),
        by_body=body_courses(area.question, sums),
    )


def counted_by_unit(rows: Rows, point: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, tally in rows.items():
        spans = found.setdefault(key, {})
        for (span, kind), people in tally.items():
            if kind == point:
                spans[span] = people
    return found


def unit_courses(area: Area, units: list[Unit], counted: Mapping[str, Counted]) -> tuple[Course, ...]:
    return tuple(
        course(
            area.question,
            unit.code,
            key_of(unit),
            unit.name,
            counted.get(key_of(unit), {}),
            like=is_like(area, unit),
        )
        for unit in units
    )


def is_like(area: Area, unit: Unit) -> bool:
    """Whether a unit held the same ground in both years: people of a swallowed neighbour are no rise."""
    if area.question.boundaries == "now":
        return True
    first, last = area.question.previous.start, area.question.window.end
    stood = (unit.valid_from is None or unit.valid_from <= first) and (
        unit.valid_to is None or unit.valid_to >= min(last, area.question.day)
    )
    edges = (*area.history.back.get(unit.pk, ()), *area.history.onward.get(unit.pk, ()))
    return stood and not any(first < on <= last for _other, on in edges)


def body_courses(question: Question, sums: Sums) -> tuple[Course, ...]:
    """The bodies of the plan that mobilise, by the people they lead; whoever else led somebody stands beside them."""
    counted: dict[int, dict[str, int]] = {}
    for (span, kind, lead, _relation), people in sums.lead.items():
        if kind == question.point and lead is not None:
            spans = counted.setdefault(lead, {})
            spans[span] = spans.get(span, 0) + people
    mobilising = Organization.objects.mobilising().filter(
        pk__in=question.campaign.parties.values("organization")
    )
    bodies = (mobilising | Organization.objects.filter(pk__in=list(counted))).distinct()
    if question.body is not None:
        bodies = bodies.filter(pk=question.body.pk)
    return tuple(
        course(question, body.code, body.code, body.short_name, counted.get(body.pk, {}))
        for body in bodies.order_by("rank", "code")
    )
