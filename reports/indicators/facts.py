"""The one place where people are counted: one row per person, span and kind of step, then sums over it.

Of several steps of a person in a span the earliest counts, then the smallest id: so a person has one commune, one market and one
leading body, and sums over units, markets and leading bodies all give the same number of people (I3, I4). What was known of a person comes
from the profile that held at the moment asked for; a registration without a profile still counts, in its own unit, with sex unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from reports.indicators.question import Question

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
TWICE = ("withdrawn", "resumed")
RELATION = {"self": "member", "child": "family", "sibling": "family", "grandchild": "family"}
HERE = """(%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))
    AND (%(body)s::bigint IS NULL OR lead_id = %(body)s::bigint)"""


def known(alias: str, question: Question | None) -> str:
    """The SQL of `registrations.models.known_at`; without a question: what is known now."""
    if question is None or question.as_of is None:
        return f"{alias}.superseded_at IS NULL"
    return f"{alias}.recorded_at <= %(as_of)s AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > %(as_of)s)"


# A step with what is known of whose it is; of people as `w`.
STEP = """m.id AS step_id, m.kind, m."on", m.precision, m.enterprise_id, m.through_centre, m.reason, m.outcome, m.job_after, w.*,
        coalesce(m.market_id, w.wish_id) AS market_id"""


def everybody(question: Question | None, where: str, more: str = "") -> str:
    """What is known of everybody registered, one row for each registration; `more`: columns of `r`."""
    # Two versions of one row may both hold in the instant between closing the old and writing the new.
    once, newest = (
        ("", "")
        if question is None or question.as_of is None
        else ("DISTINCT ON (r.id)", "ORDER BY r.id, p.recorded_at DESC, lead.recorded_at DESC")
    )
    return f"""SELECT {once} r.id AS registration_id, r.campaign_id, coalesce(p.person_id, r.person_id) AS person_id,
        coalesce(p.unit_id, r.unit_id) AS unit_id, p.market_id AS wish_id, p.programme_id, p.event_id,
        coalesce(p.sex, 'unknown') AS sex, p.birth_date, p.birth_precision, p.groups, lead.organization_id AS lead_id,
        p.relations ->> o.code AS relation{more}
    FROM registrations_registration r
    LEFT JOIN registrations_profile p ON p.registration_id = r.id AND {known("p", question)}
    LEFT JOIN registrations_credit lead ON lead.registration_id = r.id AND lead.is_lead AND {known("lead", question)}
    LEFT JOIN campaigns_organization o ON o.id = lead.organization_id
    WHERE {where} {newest}"""  # noqa: S608 — conditions of our own; values go as parameters


def counted(
    question: Question, spans: Sequence[str], kinds: Sequence[str] = KINDS, *, here: str = HERE
) -> str:
    """Common table expressions ending in `counted`: every step once, with a flag `in_<span>` where it is the one that counts.

    A step counts in a span when no earlier one of the same kind and person lies in it. Only people with two registrations, and steps that
    may come twice, can have an earlier one: the rest is not sorted.
    """
    asked = [span for span in question.spans() if span.name in spans]
    first, last = min(span.first for span in asked), max(span.last for span in asked)
    flags = ", ".join(
        f""""on" BETWEEN DATE '{s.first}' AND DATE '{s.last}' AND (earlier IS NULL OR earlier < DATE '{s.first}') AS in_{s.name}"""
        for s in asked
    )
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    steps = f"""registrations_milestone m JOIN people w ON w.registration_id = m.registration_id
    WHERE m.kind IN ({wanted}) AND m."on" BETWEEN DATE '{first}' AND DATE '{last}' AND {known("m", question)}"""
    return f"""
WITH people AS (
    {everybody(question, "r.campaign_id = %(campaign)s")}
), again AS MATERIALIZED (
    SELECT person_id FROM people GROUP BY person_id HAVING count(*) > 1
), step AS (
    SELECT {STEP}, NULL::date AS earlier
    FROM {steps} AND m.kind NOT IN {TWICE} AND w.person_id NOT IN (SELECT person_id FROM again)
    UNION ALL
    SELECT {STEP}, lag(m."on") OVER (PARTITION BY w.person_id, m.kind ORDER BY m."on", m.id)
    FROM {steps} AND (m.kind IN {TWICE} OR w.person_id IN (SELECT person_id FROM again))
), counted AS (
    SELECT *, {flags} FROM step WHERE {here}
)"""  # noqa: S608 — only names and dates of our own enter; values go as parameters


def rows(question: Question, sql: str, units: Iterable[int] | None, **values: Any) -> list[Any]:
    """Run one statement; `units` cuts the people counted in the whole campaign to those of an area."""
    given = {
        "campaign": question.campaign.pk,
        "as_of": question.as_of,
        "units": None if units is None else list(units),
        "body": question.body.pk if question.body else None,
        **values,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[Any] = cursor.fetchall()
        return found


class Sums(NamedTuple):
    """Numbers of people by one thing at a time; `people` over any of them gives the same total."""

    unit: dict[tuple[str, str, int, str], tuple[int, int]]  # span, kind, unit, sex → people, imprecise
    market: dict[tuple[str, str, int | None, str], int]
    lead: dict[tuple[str, str, int | None, str], int]  # …, relation to the leading body
    month: dict[tuple[str, str, str], int]
    # Of those registered in the window who came to a step: unit, step, whether of the area asked for; everywhere, for comparison.
    newcomer: dict[tuple[int, str, bool], int]


BY_UNIT, BY_MARKET, BY_LEAD, BY_DAY, NEWCOMER = 0b0111, 0b1011, 0b1101, 0b1110, 0


def sums(question: Question, units: Iterable[int] | None = None) -> Sums:
    """Everything a dashboard shows, in one statement."""
    spans = [span.name for span in question.spans()]
    people = ", ".join(f"count(*) FILTER (WHERE in_{span})" for span in spans)
    vague = ", ".join(f"count(*) FILTER (WHERE in_{span} AND precision <> 'day')" for span in spans)
    sql = f"""{counted(question, spans, here="true")}
SELECT GROUPING(unit_id, market_id, lead_id, "on"), kind, unit_id, market_id, lead_id, "on", relation, sex, ARRAY[{people}], ARRAY[{vague}]
FROM counted WHERE {HERE}
GROUP BY GROUPING SETS ((kind, unit_id, sex), (kind, market_id, sex), (kind, lead_id, relation), (kind, "on"))
UNION ALL
SELECT {NEWCOMER}, s.kind, c.unit_id, NULL, NULL, NULL, ({HERE})::text, NULL, ARRAY[count(DISTINCT c.person_id)], ARRAY[0]
FROM counted c JOIN registrations_milestone s ON s.registration_id = c.registration_id AND {known("s", question)}
WHERE c.in_this AND c.kind = 'registered' AND s.kind IN ('registered', 'selected', 'departed') GROUP BY 2, 3, 7"""  # noqa: S608
    found = Sums({}, {}, defaultdict(int), defaultdict(int), {})
    for cut, kind, unit, market, lead, day, relation, sex, counts, imprecise in rows(question, sql, units):
        if cut == NEWCOMER:
            found.newcomer[unit, kind, relation == "true"] = counts[0]
            continue
        for span, count, without_day in zip(spans, counts, imprecise, strict=True):
            if not count:
                continue
            if cut == BY_UNIT:
                found.unit[span, kind, unit, sex] = (count, without_day)
            elif cut == BY_MARKET:
                found.market[span, kind, market, sex] = count
            elif cut == BY_LEAD:
                found.lead[span, kind, lead, RELATION.get(relation, "other")] += count
            else:
                found.month[span, kind, f"{day:%Y-%m}"] += count
    return found
