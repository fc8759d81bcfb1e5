"""Rows from the finer cuts: sex, age, groups, enterprises, programmes, reasons for leaving, returns, events, stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from campaigns.dates import VIETNAM
from outreach.models import Enterprise, Programme
from registrations.models import GroupStatus, Milestone, StockObservation
from registrations.models.registration import known_at
from reports.indicators.cutting import BANDS
from reports.indicators.details import Details
from reports.indicators.facts import POINT_KINDS
from reports.indicators.flow import YieldRow
from reports.indicators.question import Question
from reports.indicators.shapes import (
    Count,
    CutRow,
    EnterpriseRow,
    ProgrammeRow,
    ReasonRow,
    Returns,
    Stock,
    percent,
)

YOUTH = "youth"
CENTRE, NOBODY = -1, 0
CENTRE_NAME, NOBODY_NAME = "Trung tâm Dịch vụ việc làm", "Chưa rõ đơn vị đưa đi"
SEXES = ("female", "male", "unknown")
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


def age_rows(details: Details, whole: int) -> tuple[CutRow, ...]:
    bands: dict[str, Counter[tuple[str, str]]] = {band: Counter() for band in (*BANDS, "unknown")}
    for (kind, band, _youth, sex), people in details.age.items():
        bands[band or "unknown"][kind, sex] += people
    return tuple(cut_row(band, tally, whole) for band, tally in bands.items())


def group_rows(details: Details, whole: int) -> tuple[CutRow, ...]:
    """Policy groups, then people of youth age and those whose age cannot tell."""
    held: dict[str, Counter[tuple[str, str]]] = {
        name: Counter() for name in (*GroupStatus.Group.values, YOUTH, f"{YOUTH}_unknown")
    }
    for (kind, group, _none, sex), people in details.group.items():
        held[group or ""][kind, sex] += people
    for (kind, _band, youth, sex), people in details.age.items():
        if youth != "no":
            held[YOUTH if youth else f"{YOUTH}_unknown"][kind, sex] += people
    return tuple(cut_row(group, tally, whole) for group, tally in held.items())


def enterprise_rows(details: Details) -> tuple[EnterpriseRow, ...]:
    """Enterprises by name, then the employment service centre; Σ selected and Σ departed are the totals."""
    found: Counter[tuple[int, str, str]] = Counter()
    for (kind, enterprise, centre, sex), people in details.enterprise.items():
        found[int(enterprise) if enterprise else CENTRE if centre == "yes" else NOBODY, kind, sex] += people
    met = {key for key, _kind, _sex in found}
    known = Enterprise.objects.filter(pk__in=met).order_by("name").values_list("pk", "licence_number", "name")
    names: dict[int, tuple[str | None, str]] = {pk: (licence, name) for pk, licence, name in known}
    names |= {CENTRE: (None, CENTRE_NAME), NOBODY: (None, NOBODY_NAME)}

    def count(key: int, kind: str, *sexes: str) -> int:
        return sum(found[key, kind, sex] for sex in sexes or SEXES)

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


def reason_rows(details: Details) -> tuple[ReasonRow, ...]:
    reasons: Counter[str] = Counter()
    for (_kind, reason, _none, _sex), people in details.reason.items():
        reasons[reason or ""] += people
    whole = sum(reasons.values())
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReasonRow(code, people, percent(people, whole)) for code, people in ordered)


def returns(details: Details) -> Returns:
    outcomes: Counter[str] = Counter(dict.fromkeys(Milestone.Outcome.values, 0))
    jobs: Counter[str] = Counter(dict.fromkeys(Milestone.JobAfter.values, 0))
    women = 0
    for (_kind, outcome, job, sex), people in details.ending.items():
        outcomes[outcome or ""] += people
        jobs[job or Milestone.JobAfter.UNKNOWN] += people
        women += people if sex == "female" else 0
    unknown = jobs.pop(Milestone.JobAfter.UNKNOWN)
    return Returns(sum(outcomes.values()), women, dict(outcomes), dict(jobs), unknown)


def programme_rows(details: Details, whole: int) -> tuple[ProgrammeRow, ...]:
    """Programmes by their own order; people without one stand last."""
    known = {str(pk): (code, name) for pk, code, name in Programme.objects.values_list("pk", "code", "name")}
    tallies: dict[str | None, Counter[tuple[str, str]]] = {}
    for (kind, programme, _none, sex), people in details.programme.items():
        tallies.setdefault(programme, Counter())[kind, sex] += people
    rows: list[ProgrammeRow] = []
    for pk in [*(pk for pk in known if pk in tallies), *({None} & tallies.keys())]:
        code, name = known.get(pk or "", (None, "Chưa rõ chương trình"))
        cut = cut_row("", tallies[pk], whole)
        rows.append(
            ProgrammeRow(
                code, name, cut.registered, cut.selected, cut.departed, cut.departed_female, cut.percent
            )
        )
    return tuple(rows)


def yield_rows(details: Details) -> tuple[YieldRow, ...]:
    """Kinds of events that brought somebody."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for (kind, event, when, _sex), people in details.event.items():
        found.setdefault(event or "", Counter())[kind, when or ""] += people
    return tuple(
        YieldRow(
            kind,
            soon := tally["registered", "soon"],
            soon + tally["registered", "later"],
            sum(n for (step, _when), n in tally.items() if step == "registered"),
            sum(n for (step, _when), n in tally.items() if step == "departed"),
        )
        for kind, tally in sorted(found.items())
    )


def shared(details: Details) -> dict[str, int]:
    """How many of the people counted are credited to two or more bodies."""
    return {kind: details.shared.get((kind, None, None, ""), 0) for kind in POINT_KINDS}


def stock(question: Question) -> Stock | None:
    """The last count of people working abroad known for the area by the end of the window; nobody counts them by body."""
    if question.body is not None:
        return None
    seen = StockObservation.objects.filter(
        known_at(question.as_of),
        campaign=question.campaign,
        unit=question.place,
        on__lte=question.window.end,
    )
    if question.as_of is not None:
        seen = seen.filter(on__lte=question.as_of.astimezone(VIETNAM).date())
    last = seen.order_by("-on", "-pk").first()
    return Stock(last.on, last.total, last.female, last.source) if last else None
