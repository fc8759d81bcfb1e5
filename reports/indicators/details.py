"""The finer cuts of the same counted people: age, groups, enterprises, reasons, returns, the way of a year's newcomers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reports.indicators.facts import HERE, POINT_KINDS, counted, known, rows
from reports.indicators.question import THIS, Question

# Lower ends of the bands: full age is 18 (law 69/2020 art. 44), EPS ends at 39.
AGES = (18, 25, 30, 35, 40)
YOUTH = (16, 30)  # law on youth 53/2005/QH11, article 1
Units = Iterable[int] | None

# A partial date has a first and a last day it can be; an age is known only where both readings agree.
AGED = """
aged AS (
    SELECT c.*, date_part('year', age(c."on", c.birth_last)) AS youngest, date_part('year', age(c.on_last, c.birth_date)) AS oldest
    FROM (
        SELECT *, CASE birth_precision WHEN 'year' THEN (birth_date + interval '1 year - 1 day')::date
                WHEN 'month' THEN (birth_date + interval '1 month - 1 day')::date ELSE birth_date END AS birth_last,
            CASE precision WHEN 'year' THEN ("on" + interval '1 year - 1 day')::date
                WHEN 'month' THEN ("on" + interval '1 month - 1 day')::date ELSE "on" END AS on_last
        FROM counted
    ) c WHERE {here}
)"""


def ages(question: Question, units: Units) -> Counter[tuple[str, int | None, bool | None, str]]:
    """(kind, band or None, of youth age or None, sex) → people."""
    sql = f"""{counted(question, (THIS,), POINT_KINDS)}, {AGED.format(here=HERE)}
SELECT kind,
    CASE WHEN width_bucket(youngest, %(ages)s) = width_bucket(oldest, %(ages)s) THEN width_bucket(youngest, %(ages)s) END,
    CASE WHEN youngest >= %(young)s AND oldest <= %(old)s THEN TRUE WHEN youngest > %(old)s OR oldest < %(young)s THEN FALSE END,
    sex, count(*)
FROM aged GROUP BY 1, 2, 3, 4"""  # noqa: S608
    found = rows(question, sql, units, ages=[float(a) for a in AGES], young=YOUTH[0], old=YOUTH[1])
    return Counter({tuple(row[:4]): row[4] for row in found})


def groups(question: Question, units: Units) -> Counter[tuple[str, str, str]]:
    """(kind, group, sex) → people; somebody in two groups is in both, in none under an empty name."""
    sql = f"""{counted(question, (THIS,), POINT_KINDS)}
SELECT kind, coalesce(g, ''), sex, count(*) FROM counted
LEFT JOIN LATERAL (SELECT DISTINCT unnest(groups) AS g) held ON TRUE WHERE {HERE} GROUP BY 1, 2, 3"""  # noqa: S608
    return Counter({(kind, group, sex): people for kind, group, sex, people in rows(question, sql, units)})


def enterprises(question: Question, units: Units) -> list[tuple[str, int | None, bool, str, int]]:
    """(kind, enterprise, through the centre, sex, people); who departed goes to the one that selected them unless another sent them."""
    sql = f"""{counted(question, (THIS,), ("selected", "departed"))}
SELECT c.kind, coalesce(c.enterprise_id, s.enterprise_id), coalesce(c.through_centre OR s.through_centre, FALSE), c.sex, count(*)
FROM counted c
LEFT JOIN registrations_milestone s ON c.kind = 'departed' AND c.enterprise_id IS NULL AND NOT c.through_centre
    AND s.registration_id = c.registration_id AND s.kind = 'selected' AND {known("s", question)}
WHERE {HERE} GROUP BY 1, 2, 3, 4"""  # noqa: S608
    return rows(question, sql, units)


def endings(question: Question, units: Units) -> Counter[tuple[str, str, str, str, str]]:
    """(kind, reason, outcome, work after, sex) → people who withdrew or returned."""
    sql = f"""{counted(question, (THIS,), ("withdrawn", "returned"))}
SELECT kind, reason, outcome, job_after, sex, count(*) FROM counted WHERE {HERE} GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608
    return Counter({tuple(row[:5]): row[5] for row in rows(question, sql, units)})


def newcomers(question: Question, units: Units) -> dict[str, int]:
    """Of the people registered this year: how many have come to each step by the moment asked for, whenever that was."""
    sql = f"""{counted(question, (THIS,), ("registered",))}
SELECT m.kind, count(DISTINCT c.person_id) FROM counted c
JOIN registrations_milestone m ON m.registration_id = c.registration_id AND {known("m", question)}
WHERE {HERE} GROUP BY 1"""  # noqa: S608
    return dict(rows(question, sql, units))
