"""The one definition of every figure (docs: `shapes`). Screens, prints and scripts show what `figures` returns and count nothing themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Unpack

from campaigns.access import Access
from campaigns.models import Campaign, Target
from reports.indicators import bodies, cells, courses, cuts, facts, goals, stuck, tables
from reports.indicators.area import Area, area_of
from reports.indicators.cells import details
from reports.indicators.compare import Change, compare
from reports.indicators.loans import loans
from reports.indicators.meetings import events
from reports.indicators.neighbour import narrowed
from reports.indicators.question import ALL, PREVIOUS, THIS, Asked, Question, ask, without_past
from reports.indicators.remainder import less
from reports.indicators.veil import B, veiled
from reports.indicators.whole import Board, Cumulative, Figures, Previous, Span

__all__ = ["Board", "Change", "Figures", "board", "compare", "figures"]

CUMULATED = ("registered", "selected", "departed", "returned")


def figures(campaign: Campaign, year: int, access: Access | None = None, **asked: Unpack[Asked]) -> Figures:
    """All figures of a year of a campaign: of the whole area or of one unit, as they are known now or were known at a moment.

    With an access, what that reader may be told; without, what the house knows.
    """
    return told(all_of, area_of(ask(campaign, year, **askable(campaign, access, asked))), access)


def all_of(area: Area) -> Figures:
    question = area.question
    sums, targets, shown = read(area)
    fine, whole = details(question, area.ids), shown["totals"]["departed"].people
    shares = fine if question.body is None else details(replace(question, body=None), area.ids)
    return Figures(
        **shown,
        by_organization=bodies.body_rows(question, sums, targets, shares),
        co_mobilised=cuts.shared(fine),
        by_age=cuts.age_rows(fine, whole),
        by_group=cuts.group_rows(fine, whole),
        by_enterprise=cuts.enterprise_rows(fine),
        loans=loans(area),
        returns=cuts.returns(fine),
        stock=cuts.stock(question),
        reasons=cuts.reason_rows(fine),
        by_programme=cuts.programme_rows(fine, whole),
        event_yield=cuts.yield_rows(fine),
    )


def board(campaign: Campaign, year: int, access: Access | None = None, **asked: Unpack[Asked]) -> Board:
    """The part of `figures` that a dashboard shows: the same numbers, read in one pass over the facts."""
    return told(board_of, area_of(ask(campaign, year, **askable(campaign, access, asked))), access)


def board_of(area: Area) -> Board:
    *_read, shown = read(area)
    return Board(**shown)


def askable(campaign: Campaign, access: Access | None, asked: Asked) -> Asked:
    place = asked.get("unit") or campaign.province
    return asked if access is None or access.reaches(place.path) else without_past(asked)


def told(count: Callable[[Area], B], area: Area, access: Access | None) -> B:
    """What a reader may know. Of another unit that is what the page of the whole area tells of it, and nothing finer."""
    question, found = area.question, count(area)
    if access is None or access.reaches(question.place.path):
        return found
    if question.unit is None:
        own = count(replace(area, inside=tuple(access.paths)))
        rest: B = less(found, own)
        return veiled(found, rest, area, access)
    above = board(question.campaign, question.year, access, point=question.point, body=question.body)
    return narrowed(found, question.unit, above)


def read(area: Area) -> tuple[facts.Sums, list[Target], dict[str, Any]]:
    sums, targets = cells.sums(area.question, area.ids), goals.targets_of(area.question)
    return sums, targets, shown_of(area, sums, targets)


def shown_of(area: Area, sums: facts.Sums, targets: list[Target]) -> dict[str, Any]:
    question = area.question
    everybody = tables.whole(sums)
    totals, threes = tables.totals(everybody, THIS), tables.threes(question, everybody)
    meetings, held = events(area)
    districts, communes = (tables.by_unit(area, sums, districts=which) for which in (True, False))
    return {
        "campaign": question.campaign.code,
        "year": question.year,
        "window": Span(question.window.start, question.window.end, question.window.calendar.value),
        "as_of": question.as_of,
        "boundaries": question.boundaries,
        "unit": question.unit.code if question.unit else None,
        "counting_point": question.point,
        "totals": totals,
        "targets": goals.goals(targets, question, threes[THIS], unit=question.place.pk),
        "rise": goals.rise(question, threes),
        "courses": courses.courses(area, sums, districts, communes),
        "by_district": tables.district_rows(area, districts, targets, held),
        "by_commune": tables.commune_rows(area, sums, communes, targets, held),
        "by_market": tables.market_rows(question, sums, totals["departed"].people),
        "by_month": tables.month_rows(question, sums),
        "by_sex": cuts.sex_rows(totals),
        "events": meetings,
        "funnel": stuck.funnel(sums.newcomer),
        "stuck": stuck.stuck(area, sums.newcomer),
        "previous": previous(question, everybody),
        "cumulative": cumulative(question, everybody),
        "notes": notes(question),
    }


def previous(question: Question, everybody: tables.Whole) -> Previous:
    window = question.previous
    known = None if question.coverage == "none" else tables.totals(everybody, PREVIOUS)
    return Previous(window.year, window.start, window.end, question.coverage, known)


def cumulative(question: Question, everybody: tables.Whole) -> Cumulative:
    since = min(question.campaign.starts_on, question.window.end)
    return Cumulative(since, question.window.end, tables.totals(everybody, ALL, CUMULATED))


def notes(question: Question) -> tuple[str, ...]:
    """What a reader of the tables must be told; Vietnamese, as in the prints."""
    said = ["Một người có thể thuộc nhiều nhóm đối tượng, không cộng dồn các nhóm."]
    if question.boundaries == "now":
        said.append(
            "Theo địa giới hiện nay: cấp huyện kết thúc hoạt động từ ngày 01/07/2025, số liệu tính theo xã, phường."
        )
    if question.coverage == "part":
        said.append(f"Năm {question.year - 1} chỉ có số liệu từ ngày {question.campaign.starts_on:%d/%m/%Y}.")
    if question.coverage == "none":
        said.append(
            f"Không có số liệu năm {question.year - 1}: kế hoạch bắt đầu từ ngày {question.campaign.starts_on:%d/%m/%Y}."
        )
    return tuple(said)
