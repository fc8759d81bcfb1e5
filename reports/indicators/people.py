"""Who stands behind a number: the same steps that are counted, named instead of added up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from reports.indicators.area import Area
from reports.indicators.cutting import AGED, CUTS, PLAIN, Cut
from reports.indicators.facts import KINDS, counted, known
from reports.indicators.question import THIS, Question

SEXES = ("female", "male", "unknown")
ANY = "*"  # what is not cut by; None means those of whom it is not known


@dataclass(frozen=True, slots=True)
class Behind:
    """A number of a table: the step counted, in which span, and what it was cut by."""

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


def behind(area: Area, number: Behind) -> RawSQL:
    """The registrations counted, to be used as `pk__in=`."""
    sql, values = _statement(area, number, "c.registration_id")
    return RawSQL(sql, values)  # noqa: S611 — names of our own and parameters


def how_many(area: Area, number: Behind) -> int:
    sql, values = _statement(area, number, "count(DISTINCT c.person_id)")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (found,) = cursor.fetchone()
    return int(found)


def _statement(area: Area, number: Behind, what: str) -> tuple[str, tuple[Any, ...]]:
    question = area.question
    cut = {**CUTS, **PLAIN}.get(number.cut, Cut(kinds=(number.step,)))
    source = cut.source.format(known_s=known("s", question))
    kinds = {*cut.kinds, number.step} if cut.kind == "c.kind" else set(cut.kinds)
    sql = f"""{counted(question, [number.span], sorted(kinds))},
mine AS MATERIALIZED (SELECT * FROM counted WHERE in_{number.span}), {AGED}
SELECT {what} FROM {source} WHERE {_where(cut, number)}"""  # noqa: S608 — likewise
    values = {
        "campaign": question.campaign.pk,
        "as_of": question.as_of,
        "units": area.ids,
        "body": question.body.pk if question.body else None,
        "step": number.step,
        "first": number.first,
        "second": number.second,
        "sex": number.sex,
    }
    return positional(sql, values)


def _where(cut: Cut, number: Behind) -> str:
    conditions = [cut.where, f"{cut.kind} = %(step)s"]
    if number.first != ANY:
        conditions.append(f"({cut.first}) IS NOT DISTINCT FROM %(first)s")
    if number.second != ANY:
        conditions.append(f"({cut.second}) IS NOT DISTINCT FROM %(second)s")
    if number.sex:
        conditions.append("c.sex = %(sex)s")
    return " AND ".join(conditions)


def positional(sql: str, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """A subquery of Django takes its values in order, not by name."""
    names = re.findall(r"%\((\w+)\)s", sql)
    return re.sub(r"%\(\w+\)s", "%s", sql), tuple(values[name] for name in names)
