"""The roll-up as it is read: what `facts.sums` and `details` answer, for what is known now. Anything else is counted from the facts.

A statement that reads cells also says whether changes are still marked; only without any is its answer used. So it is exactly what the
facts said at the moment of the statement, whoever writes or folds meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from reports.indicators import facts
from reports.indicators.cutting import CUTS
from reports.indicators.details import Details, of_rows
from reports.indicators.details import details as details_of_facts
from reports.indicators.facts import Sums
from reports.indicators.folding import FEW, fold, marked
from reports.indicators.question import THIS, Question, Span

READINGS = 3  # how often somebody may write between folding and reading before we count ourselves
MARKED = "marked"
Rows = list[Any]


def sums(question: Question, units: Iterable[int] | None = None) -> Sums:
    """`facts.sums`, from the cells where they can tell."""
    found = read(question, summed(question, units), units)
    return facts.sums(question, units) if found is None else sums_of(question, found, units)


def details(question: Question, units: Iterable[int] | None) -> Details:
    """`details.details`, from the cells where they can tell."""
    found = read(question, cut_up(question, units), units)
    return details_of_facts(question, units) if found is None else of_rows(found)


def read(question: Question, sql: str, units: Iterable[int] | None) -> Rows | None:
    """None where cells cannot tell: of the past, of one body, or while others keep changing what is counted."""
    if not is_kept(question):
        return None
    for _reading in range(READINGS):
        found = facts.rows(question, sql, units)
        if not found or found[-1][0] != MARKED:
            return found
        if not fold(FEW):
            return None
    return None


def is_kept(question: Question) -> bool:
    return question.as_of is None and question.body is None


@contextmanager
def still() -> Iterator[None]:
    """A view of the database in which nothing changes between two questions; inside a transaction that view is its own."""
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def told(question: Question) -> Iterator[bool]:
    """For more questions than one statement holds: whether cells and steps say what the facts say, as long as this lasts."""
    for _reading in range(READINGS if is_kept(question) else 0):
        if marked(0) and not fold(FEW):
            break
        with still():
            if not marked(0):
                yield True
                return
    yield False


def start_of_part(day: date) -> date:
    """Of the part of a month that the cells keep together; `folding.MONTH` in SQL."""
    return day.replace(day=15 if day.month == 12 and day.day >= 15 else 1)


def next_part(start: date) -> date:
    return start_of_part(start + timedelta(days=14 if (start.month, start.day) == (12, 1) else 31))


@dataclass(frozen=True)
class Cover:
    """The whole parts of months in a span, and the days at its edges that only the steps can tell."""

    span: Span

    @property
    def first(self) -> date:
        start = start_of_part(self.span.first)
        return start if start == self.span.first else next_part(start)

    @property
    def end(self) -> date:
        """The first day after the last whole part."""
        return start_of_part(self.span.last + timedelta(days=1))

    @property
    def edges(self) -> list[tuple[date, date]]:
        if self.first >= self.end:
            return [(self.span.first, self.span.last)]
        edges = [(self.span.first, self.first - timedelta(days=1)), (self.end, self.span.last)]
        return [(first, last) for first, last in edges if first <= last]

    @property
    def counts(self) -> str:
        """Whether a cell belongs to the span."""
        whole = f"month >= DATE '{self.first}' AND month < DATE '{self.end}'"
        return f"{whole} AND (earlier IS NULL OR earlier < DATE '{self.span.first}')"

    @property
    def counts_at_edges(self) -> str:
        """Whether a step does."""
        return f"({between(self.edges)}) AND (earlier IS NULL OR earlier < DATE '{self.span.first}')"


def between(edges: Iterable[tuple[date, date]]) -> str:
    return (
        " OR ".join(f""""on" BETWEEN DATE '{first}' AND DATE '{last}'""" for first, last in edges) or "false"
    )


def summed(question: Question, units: Iterable[int] | None) -> str:
    """Cut, kind, unit, both things cut by, sex; people and those without a day of each span. The cells, then the days at the edges."""
    covers = [Cover(span) for span in question.spans()]
    this = next(cover for cover in covers if cover.span.name == THIS)
    first, end = min(cover.first for cover in covers), max(cover.end for cover in covers)
    here, there = ("unit IS NOT NULL", "unit IS NULL") if units is None else ("unit = ANY(%(units)s)",) * 2
    cells = "SELECT cut, kind, {unit} AS unit, first, second, sex, month, earlier, people, vague FROM reports_cell WHERE campaign = %(campaign)s"
    months = f"month >= DATE '{first}' AND month < DATE '{end}'"
    return f"""
WITH cells AS (
    {cells.format(unit="unit")} AND cut = 'unit' AND {here} AND {months}
    UNION ALL
    {cells.format(unit="unit")} AND cut = 'newcomer' AND unit IS NOT NULL AND {this.counts}
    UNION ALL
    {cells.format(unit="NULL::bigint")} AND cut IN ('market', 'lead', 'month') AND {there} AND {months}
), edge AS (
    SELECT *, to_char("on", 'YYYY-MM') AS month FROM reports_countedstep
    WHERE campaign = %(campaign)s AND ({between(edge for cover in covers for edge in cover.edges)}) AND (%(units)s::bigint[] IS NULL OR unit = ANY(%(units)s::bigint[]))
)
SELECT cut, kind, unit, first, second, sex, {counts("people", [c.counts for c in covers])}, {counts("vague", [c.counts for c in covers])}
FROM cells GROUP BY 1, 2, 3, 4, 5, 6 HAVING cut <> 'newcomer' OR sum(people) <> 0
UNION ALL
SELECT (ARRAY['unit', 'market', 'lead', 'month'])[CASE GROUPING(unit, market, lead, month) WHEN 7 THEN 1 WHEN 11 THEN 2 WHEN 13 THEN 3 ELSE 4 END],
    kind, unit, coalesce(market::text, lead::text, month), relation, coalesce(sex, ''),
    {counts("1", [c.counts_at_edges for c in covers])}, {counts("vague::int", [c.counts_at_edges for c in covers])}
FROM edge GROUP BY GROUPING SETS ((kind, unit, sex), (kind, market, sex), (kind, lead, relation), (kind, month))
UNION ALL
SELECT '{MARKED}', NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE EXISTS (SELECT 1 FROM reports_touched)"""  # noqa: S608 — names and dates of our own


def counts(what: str, flags: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(f'coalesce(sum({what}) FILTER (WHERE {flag}), 0)' for flag in flags)}]"


def sums_of(question: Question, found: Rows, units: Iterable[int] | None) -> Sums:
    spans = [span.name for span in question.spans()]
    inside = None if units is None else set(units)
    summed = Sums(defaultdict(lambda: (0, 0)), defaultdict(int), defaultdict(int), defaultdict(int), {})
    for cut, kind, unit, first, second, sex, people, vague in found:
        if cut == "newcomer":
            summed.newcomer[unit, kind, inside is None or unit in inside] = int(people[spans.index(THIS)])
            continue
        for span, many, without_day in zip(spans, people, vague, strict=True):
            add(summed, cut, (span, kind, unit, first, second, sex), int(many), int(without_day))
    return summed


def add(summed: Sums, cut: str, cell: tuple[Any, ...], people: int, vague: int) -> None:
    span, kind, unit, first, second, sex = cell
    if not people:
        return
    if cut == "unit":
        before, without_day = summed.unit[span, kind, unit, sex]
        summed.unit[span, kind, unit, sex] = (before + people, without_day + vague)
    elif cut == "market":
        summed.market[span, kind, int(first) if first else None, sex] += people
    elif cut == "lead":
        summed.lead[span, kind, int(first) if first else None, second] += people
    else:
        summed.month[span, kind, first] += people


def cut_up(question: Question, units: Iterable[int] | None) -> str:
    """The rows of `details.details`: cut, kind, both things cut by, sex, people, parts of credit."""
    this = next(Cover(span) for span in question.spans() if span.name == THIS)
    here = "unit IS NULL" if units is None else "unit = ANY(%(units)s)"
    names = ", ".join(f"'{name}'" for name in CUTS)
    return f"""
SELECT cut, kind, first, second, sex, sum(people), sum(parts) FROM reports_cell
WHERE campaign = %(campaign)s AND cut IN ({names}) AND {here} AND {this.counts} GROUP BY 1, 2, 3, 4, 5 HAVING sum(people) <> 0
UNION ALL
SELECT '{MARKED}', NULL, NULL, NULL, NULL, NULL, NULL WHERE EXISTS (SELECT 1 FROM reports_touched)"""  # noqa: S608 — likewise
