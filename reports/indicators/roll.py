"""The roll behind a printed figure: the people of one number, asked with the very statement that counts them.

A cut names a step and what it is cut by, in the codes that the frozen figures hold; `people` answers with one row for each person counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from reports.indicators.area import Area, area_of, key_of
from reports.indicators.cutting import AGED, BANDS, CUTS
from reports.indicators.facts import RELATION, counted, known, rows
from reports.indicators.loans import borrowers
from reports.indicators.question import PREVIOUS, THIS, Question

CENTRE, NOBODY = "centre", "nobody"
BORROWED = "borrowed"  # not a step: a loan was paid out
BAND, IS_YOUNG = CUTS["age"].first, CUTS["age"].second
SENDER = "coalesce(c.enterprise_id, s.enterprise_id)"
CREDITS = (
    "(SELECT count(*) FROM registrations_credit s WHERE s.registration_id = c.registration_id AND {known})"
)
Cut = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """One person as the figure knew them: by which registration, in which unit, on which day."""

    registration: UUID
    person: Any
    unit: int
    on: date
    precision: str
    market: int | None


def people(question: Question, cut: Cut) -> list[Counted]:
    """Everybody a figure counts, once; a cut it does not know is an error, not everybody."""
    area = area_of(question)
    if cut["kind"] == BORROWED:
        return [
            Counted(item.registration, item.person, item.unit, item.paid_on, "day", None)
            for item in borrowers(area, cut)
        ]
    span = cut.get("span", THIS)
    if span not in {asked.name for asked in question.spans()}:
        return []
    conditions, values = conditions_of(area, cut)
    sql = f"""{counted(question, [span], [cut["kind"]])},
mine AS MATERIALIZED (SELECT * FROM counted WHERE in_{span}), {AGED}
SELECT c.registration_id, c.person_id, c.unit_id, c."on", c.precision, c.market_id
FROM (
    SELECT m.*, a.youngest, a.oldest FROM mine m
    LEFT JOIN aged a ON a.registration_id = m.registration_id AND a.kind = m.kind AND a."on" = m."on"
) c
LEFT JOIN registrations_milestone s ON c.kind = 'departed' AND c.enterprise_id IS NULL AND NOT c.through_centre
    AND s.registration_id = c.registration_id AND s.kind = 'selected' AND {known("s", question)}
WHERE {" AND ".join(["true", *conditions])}"""  # noqa: S608 — only names of our own enter; codes go as parameters
    return [Counted(*row) for row in rows(question, sql, area.ids, **values)]


def conditions_of(area: Area, cut: Cut) -> tuple[list[str], dict[str, Any]]:
    if cut.get("span") == PREVIOUS and "month" in cut:  # figures name the months of their own year
        year, month = cut["month"].split("-")
        cut = {**cut, "month": f"{int(year) - 1}-{month}"}
    parts = [PARTS[name](area, value) for name, value in cut.items() if name not in ("kind", "span")]
    if "relation" in cut and "lead" not in cut:
        parts.append(("c.lead_id IS NOT NULL", {}))
    return [sql for sql, _values in parts], dict(chain(*(values.items() for _sql, values in parts)))


Part = tuple[str, dict[str, Any]]


def _units(chosen: Iterable[int]) -> Part:
    return "c.unit_id = ANY(%(chosen)s::bigint[])", {"chosen": list(chosen)}


def _district(area: Area, key: str) -> Part:
    return _units(pk for pk in area.home if area.district_code(pk) == key)


def _commune(area: Area, key: str) -> Part:
    return _units(pk for pk, home in area.home.items() if key_of(home) == key)


def _market(area: Area, code: str) -> Part:
    if not code:
        return "c.market_id IS NULL", {}
    return "c.market_id = (SELECT id FROM outreach_market WHERE code = %(market)s)", {"market": code}


def _lead(area: Area, code: str) -> Part:
    return "c.lead_id = (SELECT id FROM campaigns_organization WHERE code = %(lead)s)", {"lead": code}


def _relation(area: Area, name: str) -> Part:
    known_ones = [code for code, kind in RELATION.items() if kind == name]
    if name == "other":
        return "(c.relation IS NULL OR NOT c.relation = ANY(%(relations)s))", {"relations": list(RELATION)}
    return "c.relation = ANY(%(relations)s)", {"relations": known_ones}


def _group(area: Area, code: str) -> Part:
    if code == "youth":
        return f"({IS_YOUNG}) = 'yes'", {}
    if code == "youth_unknown":
        return f"({IS_YOUNG}) IS NULL", {}
    return "%(group)s = ANY(c.groups)", {"group": code}


def _age(area: Area, code: str) -> Part:
    return f"({BAND}) IS NOT DISTINCT FROM %(band)s", {"band": code if code in BANDS else None}


def _enterprise(area: Area, licence: str) -> Part:
    through = "(c.through_centre OR s.through_centre) IS TRUE"
    if licence in (CENTRE, NOBODY):
        return f"{SENDER} IS NULL AND {'' if licence == CENTRE else 'NOT '}({through})", {}
    found = "(SELECT id FROM outreach_enterprise WHERE licence_number = %(licence)s)"
    return f"{SENDER} = {found}", {"licence": licence}


def _month(area: Area, month: str) -> Part:
    return "to_char(c.\"on\", 'YYYY-MM') = %(month)s", {"month": month}


def _shared(area: Area, _yes: str) -> Part:
    return f"{CREDITS.format(known=known('s', area.question))} > 1", {}


def _column(name: str) -> Callable[[Area, str], Part]:
    return lambda _area, value: (f"coalesce(c.{name}, '') = %({name})s", {name: value})


def _job(area: Area, code: str) -> Part:
    return "coalesce(nullif(c.job_after, ''), 'unknown') = %(job)s", {"job": code}


PARTS: dict[str, Callable[[Area, str], Part]] = {
    "sex": _column("sex"),
    "district": _district,
    "commune": _commune,
    "market": _market,
    "lead": _lead,
    "relation": _relation,
    "group": _group,
    "age": _age,
    "enterprise": _enterprise,
    "reason": _column("reason"),
    "outcome": _column("outcome"),
    "job": _job,
    "month": _month,
    "shared": _shared,
}
