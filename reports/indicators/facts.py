"""The one place where people are counted: one row per person, span and kind of step, then sums over it.

Of several registrations of a person in a span the earliest step counts, then the smallest id: so a person has one commune, one market and one
leading body, and sums over units, markets and leading bodies all give the same number of people (I3, I4). What was known of a person comes
from the profile that held at the moment asked for; a registration without a profile still counts, in its own unit, with sex unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from reports.indicators.question import ALL, PREVIOUS, SAME, THIS, UNTIL, Question

KINDS = (
    "registered",
    "consulted",
    "selected",
    "training",
    "contracted",
    "visa",
    "departed",
    "returned",
    "withdrawn",
    "resumed",
)
POINT_KINDS = ("registered", "selected", "departed")
COMPARED = {THIS: KINDS, PREVIOUS: KINDS, ALL: ("registered", "selected", "departed", "returned")}


def known(alias: str, question: Question) -> str:
    """The SQL of `registrations.models.known_at`."""
    if question.as_of is None:
        return f"{alias}.superseded_at IS NULL"
    return f"{alias}.recorded_at <= %(as_of)s AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > %(as_of)s)"


def counted(question: Question, spans: Sequence[str], kinds: Sequence[str] = KINDS) -> str:
    """A common table expression `counted` with one row per span, kind and person."""
    asked = ", ".join(
        f"('{span.name}', '{kind}', DATE '{span.first}', DATE '{span.last}')"
        for span in question.spans()
        if span.name in spans
        for kind in COMPARED.get(span.name, POINT_KINDS)
        if kind in kinds
    )
    asked = asked or "('', '', NULL::date, NULL::date)"
    return f"""
WITH asked (span, kind, first, last) AS (VALUES {asked}),
counted AS MATERIALIZED (
    SELECT DISTINCT ON (asked.span, m.kind, coalesce(p.person_id, r.person_id))
        asked.span, m.kind, m."on", m.precision, m.registration_id, m.enterprise_id, m.through_centre, m.reason, m.outcome, m.job_after,
        coalesce(p.person_id, r.person_id) AS person_id, coalesce(p.unit_id, r.unit_id) AS unit_id,
        coalesce(m.market_id, p.market_id) AS market_id, coalesce(p.sex, 'unknown') AS sex,
        p.birth_date, p.birth_precision, p.groups, p.relations, lead.organization_id AS lead_id
    FROM asked
    JOIN registrations_milestone m ON m.kind = asked.kind AND m."on" BETWEEN asked.first AND asked.last AND {known("m", question)}
    JOIN registrations_registration r ON r.id = m.registration_id AND r.campaign_id = %(campaign)s
    LEFT JOIN registrations_profile p ON p.registration_id = r.id AND {known("p", question)}
    LEFT JOIN registrations_credit lead ON lead.registration_id = r.id AND lead.is_lead AND {known("lead", question)}
    ORDER BY asked.span, m.kind, coalesce(p.person_id, r.person_id), m."on", m.id, p.recorded_at DESC, lead.recorded_at DESC
)"""  # noqa: S608 — only names and dates of our own enter; values go as parameters


def rows(question: Question, sql: str, units: Iterable[int] | None, **values: Any) -> list[Any]:
    """Run one statement; `units` cuts the people counted in the whole campaign to those of an area."""
    given = {
        "campaign": question.campaign.pk,
        "as_of": question.as_of,
        "units": None if units is None else list(units),
        **values,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


HERE = "(%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))"


class Sums(NamedTuple):
    """Numbers of people by one thing at a time; `people` over any of them gives the same total."""

    unit: dict[tuple[str, str, int, str], tuple[int, int]]  # span, kind, unit, sex → people, imprecise
    market: dict[tuple[str, str, int | None, str], int]
    lead: dict[tuple[str, str, int | None, str], int]  # …, relation to the leading body
    month: dict[tuple[str, str, str], int]


def sums(question: Question, units: Iterable[int] | None = None) -> Sums:
    """Everything a dashboard shows, in one statement."""
    sql = f"""{counted(question, (THIS, PREVIOUS, SAME, UNTIL, ALL))},
placed AS (
    SELECT c.*, to_char(c."on", 'YYYY-MM') AS month,
        CASE c.relations ->> o.code WHEN 'self' THEN 'member' WHEN 'child' THEN 'family' WHEN 'sibling' THEN 'family'
            WHEN 'grandchild' THEN 'family' ELSE 'other' END AS relation
    FROM counted c LEFT JOIN campaigns_organization o ON o.id = c.lead_id
    WHERE {HERE}
)
SELECT GROUPING(unit_id, market_id, lead_id, month), span, kind, unit_id, market_id, lead_id, month, relation, sex,
    count(*), count(*) FILTER (WHERE precision <> 'day')
FROM placed
GROUP BY GROUPING SETS ((span, kind, unit_id, sex), (span, kind, market_id, sex), (span, kind, lead_id, relation), (span, kind, month))"""  # noqa: S608
    found = Sums({}, {}, {}, {})
    for cut, span, kind, unit, market, lead, month, relation, sex, people, imprecise in rows(
        question, sql, units
    ):
        if cut == 0b0111:
            found.unit[span, kind, unit, sex] = (people, imprecise)
        elif cut == 0b1011:
            found.market[span, kind, market, sex] = people
        elif cut == 0b1101:
            found.lead[span, kind, lead, relation] = people
        else:
            found.month[span, kind, month] = people
    return found


def credits(question: Question, units: Iterable[int] | None = None) -> list[Any]:
    """(kind, organisation, denominator, sum of numerators, people it has a share in) over the people counted this year."""
    sql = f"""{counted(question, (THIS,), POINT_KINDS)}
SELECT c.kind, s.organization_id, s.denominator, sum(s.numerator), count(*)
FROM counted c JOIN registrations_credit s ON s.registration_id = c.registration_id AND {known("s", question)}
WHERE {HERE} GROUP BY 1, 2, 3"""  # noqa: S608
    return rows(question, sql, units)


def co_mobilised(question: Question, units: Iterable[int] | None = None) -> dict[str, int]:
    """How many of the people counted are shared by two or more bodies."""
    sql = f"""{counted(question, (THIS,), POINT_KINDS)}
SELECT kind, count(*) FROM counted c WHERE {HERE} AND 1 < (
    SELECT count(*) FROM registrations_credit s WHERE s.registration_id = c.registration_id AND {known("s", question)}
) GROUP BY 1"""  # noqa: S608
    return dict(rows(question, sql, units))
