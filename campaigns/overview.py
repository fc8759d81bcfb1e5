"""The plan as one page shows it: duties by clause, targets by year, who has a yearly plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import Truncator

from campaigns.models import Campaign, Duty, DutyParty, Target, WorkPlan


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    heading: str
    duties: list[DutyLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with what a reader asks first: whose, until when, how far."""

    duty: Duty
    brief: str
    lead: list[DutyParty]
    shared: list[DutyParty]
    kind: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One kind of target over the years: the same paper, clause, force, body and unit."""

    first: Target
    cells: list[Target | None]


BRIEF = 150  # letters
SHAPES = {
    Duty.State.OPEN: "none",
    Duty.State.RUNNING: "running",
    Duty.State.DONE: "ok",
    Duty.State.DROPPED: "locked",
}


def clauses(campaign: Campaign, day: date) -> list[Clause]:
    found: dict[str, Clause] = {}
    duties = campaign.duties.prefetch_related("parties__organization").order_by("number")
    for duty in duties:
        heading = str(campaign.headings.get(duty.clause, "")).removeprefix(f"{duty.clause}. ")
        clause = found.setdefault(duty.clause, Clause(duty.clause, heading))
        clause.duties.append(duty_line(duty, day))
    return list(found.values())


def duty_line(duty: Duty, day: date) -> DutyLine:
    parties = list(duty.parties.all())
    unfinished = duty.state in (Duty.State.OPEN, Duty.State.RUNNING)
    overdue = unfinished and duty.due_to is not None and duty.due_to < day
    return DutyLine(
        duty=duty,
        brief=brief(duty.text),
        lead=[party for party in parties if party.is_lead],
        shared=[party for party in parties if not party.is_lead],
        kind="warn" if overdue else SHAPES[Duty.State(duty.state)],
        overdue=overdue,
    )


def brief(text: str) -> str:
    """The beginning of a duty; of one item under a common sentence the item itself, else all items look alike."""
    head, colon, item = text.rpartition(": ")
    if colon and len(item) < BRIEF:
        head = Truncator(head).chars(BRIEF // 2)
        return f"{head}: {item}"
    return Truncator(text).chars(BRIEF)


def target_rows(targets: Iterable[Target], years: list[int]) -> list[TargetRow]:
    rows: dict[tuple[object, ...], TargetRow] = {}
    for target in targets:
        key = (
            target.unit_id,
            target.organization_id,
            target.indicator,
            target.force,
            target.document_id,
            target.clause,
        )
        row = rows.setdefault(key, TargetRow(target, [None] * len(years)))
        if target.year in years:
            row.cells[years.index(target.year)] = target
    return sorted(
        rows.values(), key=lambda row: (row.first.unit.path, order_of(row.first), row.first.minimum)
    )


def order_of(target: Target) -> tuple[int, int]:
    """All bodies together first; what is required before what is striven for."""
    body = target.organization.rank if target.organization else 0
    return body, list(Target.Force).index(Target.Force(target.force))


def standing(campaign: Campaign) -> list[Target]:
    targets = Target.objects.in_force().filter(campaign=campaign)
    return list(targets.select_related("document", "unit", "organization"))


def yearly_plans(campaign: Campaign) -> list[tuple[str, list[WorkPlan | None]]]:
    """Each party's plan of each year, or nothing where it is still missing."""
    plans = {(plan.organization_id, plan.year): plan for plan in campaign.work_plans.all()}
    return [
        (
            party.organization.short_name,
            [plans.get((party.organization_id, year)) for year in campaign.years],
        )
        for party in campaign.parties.select_related("organization")
    ]
