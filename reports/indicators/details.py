"""The finer cuts of the people counted this year, in one statement: credit, age, groups, enterprises, programmes, reasons, returns, events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from reports.indicators.cutting import AGED, CUTS, added_up
from reports.indicators.facts import POINT_KINDS, counted, rows
from reports.indicators.question import THIS, Question

KINDS = (*POINT_KINDS, "withdrawn", "returned")

Cell = tuple[str, str | None, str | None, str]  # kind, first and second thing cut by, sex


class Details(NamedTuple):
    """People by kind of step and what they are cut by; `credit` also carries the sum of numerators."""

    age: dict[Cell, int]  # band or None, of youth age or None
    group: dict[Cell, int]  # somebody in two groups is in both
    enterprise: dict[Cell, int]  # its id or None, through the centre
    programme: dict[Cell, int]
    reason: dict[Cell, int]
    ending: dict[Cell, int]  # outcome, work after
    shared: dict[Cell, int]  # people of two or more bodies
    event: dict[Cell, int]  # kind of event they came from, how soon they registered after it
    credit: dict[Cell, tuple[int, int]]  # body, denominator → people, sum of numerators


def details(question: Question, units: Iterable[int] | None) -> Details:
    cuts = "\nUNION ALL\n".join(added_up(name, question) for name in CUTS)
    sql = f"{counted(question, [THIS], KINDS)},\nmine AS MATERIALIZED (SELECT * FROM counted WHERE in_this), {AGED}\n{cuts}"  # noqa: S608 — likewise
    return of_rows(rows(question, sql, units))


def of_rows(found: Iterable[tuple[Any, ...]]) -> Details:
    """Rows of the name of a cut, kind, both things cut by, sex, people, parts of credit."""
    cut: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    for name, kind, first, second, sex, people, parts in found:
        cut[name][kind, first, second, sex] = (int(people), int(parts))
    plain = {
        name: {cell: people for cell, (people, _parts) in cut[name].items()}
        for name in Details._fields
        if name != "credit"
    }
    return Details(**plain, credit=cut["credit"])
