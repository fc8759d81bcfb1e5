"""Targets and the rise rule held against what was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import F

from campaigns.models import RiseRule, Target
from reports.indicators.course import foreseen, is_warned, outlook
from reports.indicators.question import POINTS, Question
from reports.indicators.shapes import Goal, Pace, Result, Rise, Three, percent


def targets_of(question: Question) -> list[Target]:
    """Every target of the year as it stood at the moment asked for."""
    found = Target.objects.in_force(question.as_of).filter(campaign=question.campaign, year=question.year)
    return list(
        found.select_related("document", "unit", "organization").order_by(
            "minimum", F("maximum").asc(nulls_first=True), "pk"
        )
    )


def verdict(achieved: int, minimum: int, maximum: int | None) -> str:
    if achieved < minimum:
        return "not"
    return "reached" if achieved >= (maximum or minimum) else "within"


def result(achieved: int, target: Target) -> Result:
    return Result(
        achieved=achieved,
        percent=percent(achieved, target.minimum),
        verdict=verdict(achieved, target.minimum, target.maximum),
        missing=max(target.minimum - achieved, 0),
    )


def goal(target: Target, three: Three, question: Question) -> Goal:
    """A target that names a counting point of its own keeps it; the others follow the one asked for."""
    by_point = {point: result(getattr(three, point), target) for point in POINTS}
    own = target.indicator != question.campaign.counting_point
    chosen = by_point[target.indicator if own else question.point]
    return Goal(
        minimum=target.minimum,
        maximum=target.maximum,
        force=target.force,
        document=target.document.number,
        cited=target.document.cited_as or target.document.number,
        issued_on=target.document.issued_on,
        clause=target.clause,
        indicator=target.indicator if own else question.point,
        version=target.version,
        unit=target.unit.code,
        organization=target.organization.code if target.organization else None,
        achieved=chosen.achieved,
        percent=chosen.percent,
        verdict=chosen.verdict,
        missing=chosen.missing,
        by_point=by_point,
    )


def goals(
    targets: Iterable[Target], question: Question, three: Three, *, unit: int, organization: int | None = None
) -> tuple[Goal, ...]:
    whose = organization or (question.body.pk if question.body else None)
    return tuple(
        goal(target, three, question)
        for target in targets
        if target.unit_id == unit and target.organization_id == whose
    )


def main(found: tuple[Goal, ...]) -> tuple[float | None, str | None]:
    """Percent and verdict of the lowest target, which a row is judged by; None and None without a target."""
    return (found[0].percent, found[0].verdict) if found else (None, None)


def rise(question: Question, threes: Mapping[str, Three]) -> Rise:
    rule = (
        RiseRule.objects.filter(campaign=question.campaign, year=question.year)
        .order_by("pk")
        .select_related("document")
        .first()
    )
    point = question.point
    counted = {span: getattr(three, point) for span, three in threes.items()}
    this, last = counted["this"], counted.get("previous")
    needed = None if last is None else max(last + 1 - this, 0)
    months, found = question.months_left, foreseen(question, counted)
    seen = outlook(question, this, last, found)
    return Rise(
        applies=rule is not None,
        document=rule.document.number if rule else "",
        cited=(rule.document.cited_as or rule.document.number) if rule else "",
        clause=rule.clause if rule else "",
        indicator=point,
        this_year=this,
        last_year=last,
        reached=None if last is None else this > last,
        needed=needed,
        months_left=months,
        needed_per_month=-(-needed // months) if needed is not None and months else None,
        same_day=pace(question, threes),
        forecast=found,
        outlook=seen,
        warned=is_warned(question, seen),
    )


def pace(question: Question, threes: Mapping[str, Three]) -> Pace | None:
    if not question.has_begun:
        return None
    this, last = threes["until"], threes.get("same")
    now, then = getattr(this, question.point), getattr(last, question.point) if last else None
    change = None if then is None else now - then
    return Pace(
        day=question.day,
        last_year_day=question.same_day,
        this_year=this,
        last_year=last,
        change=change,
        percent=percent(change, then),
    )
