"""The one definition of every figure (docs: `shapes`). Screens, prints and scripts show what `figures` returns and count nothing themselves."""

from __future__ import annotations

from datetime import date, datetime

from campaigns.models import Campaign, Unit
from reports.indicators import bodies, cuts, facts, goals, tables
from reports.indicators.area import Area, area_of
from reports.indicators.compare import Change, compare
from reports.indicators.loans import loans
from reports.indicators.meetings import events
from reports.indicators.question import ALL, PREVIOUS, THIS, Boundaries, Question, ask
from reports.indicators.shapes import SCHEMA, Cumulative, Figures, Previous, Span

__all__ = ["Change", "Figures", "compare", "figures"]

CUMULATED = ("registered", "selected", "departed", "returned")


def figures(
    campaign: Campaign,
    year: int,
    *,
    calendar: str | None = None,
    as_of: date | datetime | None = None,
    boundaries: Boundaries = "then",
    point: str | None = None,
    unit: Unit | None = None,
) -> Figures:
    """All figures of a year of a campaign: of the whole area or of one unit, as they are known now or were known at a moment."""
    question = ask(
        campaign, year, calendar=calendar, as_of=as_of, boundaries=boundaries, point=point, unit=unit
    )
    return answer(area_of(question))


def answer(area: Area) -> Figures:
    question, sums = area.question, facts.sums(area.question, area.ids)
    totals, threes = tables.totals(sums, THIS), tables.threes(question, sums)
    targets = goals.targets_of(question)
    place = question.unit or question.campaign.province
    meetings, held = events(area)
    by_age, by_group = cuts.age_and_group_rows(area, totals["departed"].people)
    reasons, returns = cuts.endings(area)
    return Figures(
        schema=SCHEMA,
        campaign=question.campaign.code,
        year=question.year,
        window=Span(question.window.start, question.window.end, question.window.calendar.value),
        as_of=question.as_of,
        boundaries=question.boundaries,
        unit=question.unit.code if question.unit else None,
        counting_point=question.point,
        totals=totals,
        targets=goals.goals(targets, question, threes[THIS], unit=place.pk),
        rise=goals.rise(question, threes),
        by_district=tables.district_rows(area, sums, targets, held),
        by_commune=tables.commune_rows(area, sums, targets, held),
        by_organization=bodies.body_rows(question, sums, targets, area.ids),
        co_mobilised=dict.fromkeys(facts.POINT_KINDS, 0) | facts.co_mobilised(question, area.ids),
        by_market=tables.market_rows(question, sums),
        by_month=tables.month_rows(question, sums),
        by_sex=cuts.sex_rows(totals),
        by_age=by_age,
        by_group=by_group,
        by_group_overlaps=True,
        by_enterprise=cuts.enterprise_rows(area),
        loans=loans(area),
        returns=returns,
        stock=cuts.stock(question),
        events=meetings,
        reasons=reasons,
        funnel=cuts.funnel(area),
        previous=previous(question, sums),
        cumulative=cumulative(question, sums),
        notes=notes(question),
    )


def previous(question: Question, sums: facts.Sums) -> Previous:
    window = question.previous
    known = None if question.coverage == "none" else tables.totals(sums, PREVIOUS)
    return Previous(window.year, window.start, window.end, question.coverage, known)


def cumulative(question: Question, sums: facts.Sums) -> Cumulative:
    since = min(question.campaign.starts_on, question.window.end)
    return Cumulative(since, question.window.end, tables.totals(sums, ALL, CUMULATED))


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
