"""Rows by unit, market and month from the sums of `facts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from campaigns.models import Target, Unit
from campaigns.succession import in_order
from outreach.models import Market
from reports.indicators.area import NOWHERE, Area, key_of
from reports.indicators.facts import KINDS, POINT_KINDS, Sums
from reports.indicators.goals import goals, main
from reports.indicators.question import (
    ALL,
    EARLIER,
    EARLIER_SAME,
    PREVIOUS,
    SAME,
    THIS,
    UNTIL,
    Question,
)
from reports.indicators.shapes import Count, EventRow, MarketRow, MonthRow, Three, UnitRow, percent

SEXES = ("female", "male", "unknown")
WOMEN = "departed_female"
Tally = Mapping[tuple[str, str], int]  # span, kind or WOMEN → people
Whole = Mapping[tuple[str, str, str], int]  # span, kind, sex or VAGUE → people
VAGUE = "vague"


def whole(sums: Sums) -> Whole:
    """Everybody of each span, step and sex; of a dashboard's many small numbers, met once."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for (span, kind, _unit, sex), (people, imprecise) in sums.unit.items():
        found[span, kind, sex] += people
        if imprecise:
            found[span, kind, VAGUE] += imprecise
    return found


def totals(found: Whole, span: str, kinds: Iterable[str] = KINDS) -> dict[str, Count]:
    return {kind: count(found, span, kind) for kind in kinds}


def count(found: Whole, span: str, kind: str) -> Count:
    female, male, unknown = (found.get((span, kind, sex), 0) for sex in SEXES)
    return Count(
        people=female + male + unknown,
        female=female,
        male=male,
        sex_unknown=unknown,
        imprecise=found.get((span, kind, VAGUE), 0),
    )


def three(counts: Mapping[str, Count]) -> Three:
    return Three(counts["registered"].people, counts["selected"].people, counts["departed"].people)


def threes(question: Question, found: Whole) -> dict[str, Three]:
    """The three figures of each span asked about; a span nobody can know of is missing."""
    asked = question.told
    wanted = (THIS, UNTIL, PREVIOUS, SAME, EARLIER, EARLIER_SAME)
    return {span: three(totals(found, span, POINT_KINDS)) for span in wanted if span in asked}


Rows = dict[str, dict[tuple[str, str], int]]


def by_unit(area: Area, sums: Sums, *, districts: bool) -> Rows:
    """Key of the row → numbers; communes go to their district, or to their unit under the boundaries asked for."""
    found: Rows = defaultdict(lambda: defaultdict(int))
    keys = area.district_codes if districts else area.keys
    for (span, kind, unit, sex), (people, _imprecise) in sums.unit.items():
        row = found[keys[unit]]
        row[span, kind] += people
        if kind == "departed" and sex == "female":
            row[span, WOMEN] += people
    return found


def district_rows(
    area: Area, found: Rows, targets: list[Target], events: Mapping[str, EventRow]
) -> tuple[UnitRow, ...]:
    if area.question.boundaries == "now":
        return ()
    rows = [unit_row(area, unit, found[key_of(unit)], targets, events) for unit in area.districts]
    if sum(found[NOWHERE].values()):
        rows.append(unit_row(area, None, found[NOWHERE], targets, {}))
    return tuple(rows)


def commune_rows(
    area: Area, sums: Sums, found: Rows, targets: list[Target], events: Mapping[str, EventRow]
) -> tuple[UnitRow, ...]:
    met = {area.keys[unit]: area.home[unit] for unit in {unit for _span, _kind, unit, _sex in sums.unit}}
    shown = {key_of(unit): unit for unit in area.communes}
    extra = {key: unit for key, unit in met.items() if key not in shown and has_news(found[key])}
    return tuple(
        unit_row(area, unit, found[key_of(unit)], targets, events)
        for unit in in_order([*shown.values(), *extra.values()])
    )


def has_news(tally: Tally) -> bool:
    """A unit of another time is shown only for what happened in the year or the year before."""
    return any(people for (span, _kind), people in tally.items() if span != ALL)


def unit_row(
    area: Area, unit: Unit | None, tally: Tally, targets: list[Target], events: Mapping[str, EventRow]
) -> UnitRow:
    question = area.question
    asked = question.told
    now = of(tally, THIS)
    met = goals(targets, question, now, unit=unit.pk if unit else 0)
    share, judged = main(met)
    held = events.get(key_of(unit)) if unit else None
    district = area.district_code(unit.pk) if unit and unit.is_commune else None
    return UnitRow(
        code=unit.code if unit else NOWHERE,
        key=key_of(unit) if unit else NOWHERE,
        name=unit.name if unit else "Không thuộc huyện nào",
        short_name=unit.short_name if unit else "Không rõ",
        kind=unit.kind if unit else "",
        district=district or None,
        targets=met,
        **{kind: tally.get((THIS, kind), 0) for kind in UNIT_KINDS},
        departed_female=tally.get((THIS, WOMEN), 0),
        achieved=getattr(now, question.point),
        percent=share,
        verdict=judged,
        previous=of(tally, PREVIOUS) if PREVIOUS in asked else None,
        same_day=of(tally, SAME) if SAME in asked else None,
        events=held.events if held else 0,
        turns=held.turns if held else None,
    )


UNIT_KINDS = ("registered", "consulted", "selected", "training", "departed", "returned", "withdrawn")


def of(tally: Tally, span: str) -> Three:
    return Three(*(tally.get((span, kind), 0) for kind in POINT_KINDS))


def market_rows(question: Question, sums: Sums, departed: int) -> tuple[MarketRow, ...]:
    """Markets in their own order; a wish without a market stands last as unknown."""
    known = {pk: (code, name) for pk, code, name in Market.objects.values_list("pk", "code", "name")}
    met = {market for _span, _kind, market, _sex in sums.market}
    return tuple(
        market_row(question, sums, pk, known.get(pk, (None, "Chưa rõ")), departed)  # type: ignore[arg-type]
        for pk in [*(pk for pk in known if pk in met), *({None} & met)]
    )


def market_row(
    question: Question, sums: Sums, pk: int | None, name: tuple[str | None, str], whole: int
) -> MarketRow:
    def count(span: str, kind: str, *sexes: str) -> int:
        return sum(sums.market.get((span, kind, pk, sex), 0) for sex in sexes or SEXES)

    departed = count(THIS, "departed")
    return MarketRow(
        code=name[0],
        name=name[1],
        registered=count(THIS, "registered"),
        selected=count(THIS, "selected"),
        departed=departed,
        departed_female=count(THIS, "departed", "female"),
        share=f"{departed}/{whole}" if whole else None,
        percent=percent(departed, whole),
        last_year=None if question.coverage == "none" else count(PREVIOUS, "departed"),
        cumulative=count(ALL, "departed"),
    )


def month_rows(question: Question, sums: Sums) -> tuple[MonthRow, ...]:
    """The months of the window beside those of the year before; the official year touches thirteen."""
    before = question.previous.months()
    return tuple(
        MonthRow(
            month=f"{month.first:%Y-%m}",
            first=month.first,
            last=month.last,
            registered=sums.month.get((THIS, "registered", f"{month.first:%Y-%m}"), 0),
            selected=sums.month.get((THIS, "selected", f"{month.first:%Y-%m}"), 0),
            departed=sums.month.get((THIS, "departed", f"{month.first:%Y-%m}"), 0),
            departed_last_year=None
            if question.coverage == "none"
            else sums.month.get((PREVIOUS, "departed", f"{before[n].first:%Y-%m}"), 0),
        )
        for n, month in enumerate(question.window.months())
    )
