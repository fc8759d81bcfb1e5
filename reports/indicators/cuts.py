"""Rows from the finer cuts: sex, age, groups, enterprises, reasons for leaving, returns, the way of the newcomers, stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from campaigns.dates import VIETNAM
from outreach.models import Enterprise
from registrations.models import GroupStatus, Milestone, StockObservation
from registrations.models.registration import known_at
from reports.indicators import details
from reports.indicators.area import Area
from reports.indicators.details import AGES
from reports.indicators.question import Question
from reports.indicators.shapes import Count, CutRow, EnterpriseRow, Level, ReasonRow, Returns, Stock, percent

BANDS = (
    f"under_{AGES[0]}",
    *(f"{low}_{high - 1}" for low, high in pairwise(AGES)),
    f"{AGES[-1]}_up",
)
YOUTH = "youth"
Tally = Mapping[tuple[str, str], int]  # kind, sex → people


def cut_row(code: str, tally: Tally, whole: int) -> CutRow:
    def people(kind: str) -> int:
        return sum(n for (name, _sex), n in tally.items() if name == kind)

    departed = people("departed")
    return CutRow(
        code=code,
        registered=people("registered"),
        selected=people("selected"),
        departed=departed,
        departed_female=tally.get(("departed", "female"), 0),
        percent=percent(departed, whole),
    )


def sex_rows(totals: Mapping[str, Count]) -> tuple[CutRow, ...]:
    whole = totals["departed"].people
    columns = {"female": "female", "male": "male", "unknown": "sex_unknown"}
    kinds = ("registered", "selected", "departed")
    return tuple(
        cut_row(sex, {(kind, sex): getattr(totals[kind], column) for kind in kinds}, whole)
        for sex, column in columns.items()
    )


def age_and_group_rows(area: Area, whole: int) -> tuple[tuple[CutRow, ...], tuple[CutRow, ...]]:
    by_age = details.ages(area.question, area.ids)
    by_group = details.groups(area.question, area.ids)
    bands: dict[str, Counter[tuple[str, str]]] = {band: Counter() for band in (*BANDS, "unknown")}
    young: dict[bool | None, Counter[tuple[str, str]]] = {True: Counter(), False: Counter(), None: Counter()}
    for (kind, band, youth, sex), people in by_age.items():
        bands["unknown" if band is None else BANDS[band]][kind, sex] += people
        young[youth][kind, sex] += people
    held = {group: Counter[tuple[str, str]]() for group in GroupStatus.Group.values}
    for (kind, group, sex), people in by_group.items():
        if group in held:
            held[group][kind, sex] += people
    return (
        tuple(cut_row(band, tally, whole) for band, tally in bands.items()),
        (
            *(cut_row(group, tally, whole) for group, tally in held.items()),
            cut_row(YOUTH, young[True], whole),
            cut_row(f"{YOUTH}_unknown", young[None], whole),
        ),
    )


def enterprise_rows(area: Area) -> tuple[EnterpriseRow, ...]:
    """Enterprises by name, then the employment service centre; Σ selected and Σ departed are the totals."""
    found: Counter[tuple[int | None, str, str]] = Counter()
    for kind, enterprise, centre, sex, people in details.enterprises(area.question, area.ids):
        found[enterprise or (None if centre else 0), kind, sex] += people
    met = {key for key, _kind, _sex in found}
    names: dict[int | None, tuple[str | None, str]] = {
        pk: (licence, name)
        for pk, licence, name in Enterprise.objects.filter(pk__in=[k for k in met if k]).values_list(
            "pk", "licence_number", "name"
        )
    }
    names[None], names[0] = (None, "Trung tâm Dịch vụ việc làm"), (None, "Chưa rõ đơn vị đưa đi")

    def count(key: int | None, kind: str, *sexes: str) -> int:
        return sum(found[key, kind, sex] for sex in sexes or ("female", "male", "unknown"))

    return tuple(
        EnterpriseRow(
            licence,
            name,
            None,
            count(key, "selected"),
            count(key, "departed"),
            count(key, "departed", "female"),
        )
        for key, (licence, name) in names.items()
        if key in met
    )


def endings(area: Area) -> tuple[tuple[ReasonRow, ...], Returns]:
    reasons: Counter[str] = Counter()
    outcomes: Counter[str] = Counter(dict.fromkeys(Milestone.Outcome.values, 0))
    jobs: Counter[str] = Counter(dict.fromkeys(Milestone.JobAfter.values, 0))
    women = 0
    for (kind, reason, outcome, job, sex), people in details.endings(area.question, area.ids).items():
        if kind == "withdrawn":
            reasons[reason] += people
            continue
        outcomes[outcome] += people
        jobs[job or Milestone.JobAfter.UNKNOWN] += people
        women += people if sex == "female" else 0
    unknown = jobs.pop(Milestone.JobAfter.UNKNOWN)
    return ranked(reasons), Returns(sum(outcomes.values()), women, dict(outcomes), dict(jobs), unknown)


def ranked(reasons: Counter[str]) -> tuple[ReasonRow, ...]:
    whole = sum(reasons.values())
    ordered: Iterable[tuple[str, int]] = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReasonRow(code, people, percent(people, whole)) for code, people in ordered)


def funnel(area: Area) -> tuple[Level, ...]:
    """Of the people registered in the window, how many have come so far; each step holds those of the next."""
    found = details.newcomers(area.question, area.ids)
    counts = [(step, found.get(step, 0)) for step in ("registered", "selected", "departed")]
    before = [None, *(people for _step, people in counts)]
    return tuple(Level(step, people, percent(people, before[n])) for n, (step, people) in enumerate(counts))


def stock(question: Question) -> Stock | None:
    """The last count of people working abroad known for the area by the end of the window."""
    seen = StockObservation.objects.filter(
        known_at(question.as_of),
        campaign=question.campaign,
        unit=question.unit or question.campaign.province,
        on__lte=question.window.end,
    )
    if question.as_of is not None:
        seen = seen.filter(on__lte=question.as_of.astimezone(VIETNAM).date())
    last = seen.order_by("-on", "-pk").first()
    return Stock(last.on, last.total, last.female, last.source) if last else None
