"""Who stands behind a number: the same steps that are counted, named instead of added up. Of a page (`Behind`) and of paper (`roll`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from reports.indicators.area import Area
from reports.indicators.cutting import AGED, CUTS, PLAIN
from reports.indicators.facts import KINDS, counted, known
from reports.indicators.question import THIS, Question

SEXES = ("female", "male", "unknown")
ANY = "*"  # what is not cut by; None means those of whom it is not known
NOT_NONE = "+"  # whoever is known, of them all
NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Part:
    """One way a number is cut by: the name of the cut, and the value of either thing it cuts by."""

    cut: str
    first: str | None = ANY
    second: str | None = ANY


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people: the step counted, in which span, all that it is cut by, and the units of its row if it has one."""

    step: str
    span: str = THIS
    parts: tuple[Part, ...] = ()
    sex: str | None = None
    units: tuple[int, ...] | None = None

    @property
    def counts(self) -> str:
        """The step whose day decides: of newcomers that of the registration, whenever they came to the other one."""
        return "registered" if any(part.cut == NEWCOMER for part in self.parts) else self.step


@dataclass(frozen=True, slots=True)
class Behind:
    """A number of a page, as its address says it: cut by one thing at most."""

    step: str
    span: str = THIS
    cut: str = ""
    first: str | None = ANY
    second: str | None = ANY
    sex: str = ""

    def is_known(self, question: Question) -> bool:
        """Whether such a number can stand in an answer to this question."""
        spans = {span.name for span in question.spans()}
        return self.step in KINDS and self.span in spans and self.cut in {"", *CUTS, *PLAIN}

    @property
    def number(self) -> Number:
        parts = (Part(self.cut, self.first, self.second),) if self.cut else ()
        return Number(self.step, self.span, parts, self.sex or None)


def behind(area: Area, number: Number) -> RawSQL:
    """The registrations counted, to be used as `pk__in=`."""
    sql, values = positional(*statement(area, number, "c.registration_id"))
    return RawSQL(sql, values)  # noqa: S611 — names of our own and parameters


def how_many(area: Area, number: Number) -> int:
    ((found,),) = rows(area, number, "count(DISTINCT c.person_id)")
    return int(found)


def rows(area: Area, number: Number, what: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(*statement(area, number, what))
        found: list[Any] = cursor.fetchall()
        return found


def statement(area: Area, number: Number, what: str) -> tuple[str, dict[str, Any]]:
    """What is asked of `c`, the steps counted, each of its person once; by the facts."""
    question = area.question
    conditions, values = _conditions(question, number)
    sql = f"""{counted(question, [number.span], [number.counts])},
mine AS MATERIALIZED (SELECT * FROM counted WHERE in_{number.span}), {AGED}
SELECT {what} FROM mine c WHERE {" AND ".join(conditions)}"""  # noqa: S608 — likewise
    return sql, values | {
        "campaign": question.campaign.pk,
        "as_of": question.as_of,
        "units": area.ids,
        "body": question.body.pk if question.body else None,
        "step": number.step,
    }


def _conditions(question: Question, number: Number) -> tuple[list[str], dict[str, Any]]:
    found, values = ["true"], dict[str, Any]()
    for nth, part in enumerate(number.parts):
        found.append(_has(question, part, nth))
        values |= {f"first_{nth}": part.first, f"second_{nth}": part.second}
    if number.sex is not None:
        found.append("c.sex = %(sex)s")
    if number.units is not None:
        found.append("c.unit_id = ANY(%(row)s::bigint[])")
    return found, values | {"sex": number.sex, "row": list(number.units or ())}


def _has(question: Question, part: Part, nth: int) -> str:
    """Whether a step is one of those a cut counts under these values."""
    cut = {**CUTS, **PLAIN}[part.cut]
    conditions = [cut.where, f"{cut.kind} = %(step)s"]
    for column, value, name in ((cut.first, part.first, "first"), (cut.second, part.second, "second")):
        conditions += valued(f"({column})", value, f"%({name}_{nth})s")
    source = cut.source.format(known_s=known("s", question))
    return f"c.step_id IN (SELECT c.step_id FROM {source} WHERE {' AND '.join(conditions)})"  # noqa: S608 — likewise


def valued(column: str, value: str | None, parameter: str) -> Iterable[str]:
    """The condition on one thing cut by; none where it is not cut by it."""
    if value == NOT_NONE:
        return [f"{column} IS NOT NULL"]
    return [] if value == ANY else [f"{column} IS NOT DISTINCT FROM {parameter}"]


def positional(sql: str, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """A subquery of Django takes its values in order, not by name."""
    names = re.findall(r"%\((\w+)\)s", sql)
    return re.sub(r"%\(\w+\)s", "%s", sql), tuple(values[name] for name in names)
