"""The finer cuts of the people counted this year, in one statement: credit, age, groups, enterprises, reasons, returns, newcomers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from reports.indicators.facts import POINT_KINDS, counted, known, rows
from reports.indicators.question import THIS, Question

# Lower ends of the bands: full age is 18 (law 69/2020 art. 44), EPS ends at 39.
AGES = (18, 25, 30, 35, 40)
YOUTH = (16, 30)  # law on youth 53/2005/QH11, article 1
KINDS = (*POINT_KINDS, "withdrawn", "returned")
POINTS = ", ".join(f"'{kind}'" for kind in POINT_KINDS)

Cell = tuple[str, str | None, str | None, str]  # kind, first and second thing cut by, sex


class Details(NamedTuple):
    """People by kind of step and what they are cut by; `credit` also carries the sum of numerators."""

    age: dict[Cell, int]  # band or None, of youth age or None
    group: dict[Cell, int]  # somebody in two groups is in both
    enterprise: dict[Cell, int]  # its id or None, through the centre
    reason: dict[Cell, int]
    ending: dict[Cell, int]  # outcome, work after
    shared: dict[Cell, int]  # people of two or more bodies
    newcomer: dict[Cell, int]  # of those registered this year: who has come to a step, whenever that was
    credit: dict[Cell, tuple[int, int]]  # body, denominator → people, sum of numerators


# A partial date has a first and a last day it can be; an age is known only where both readings agree.
AGED = """
aged AS (
    SELECT c.kind, c.sex, date_part('year', age(c."on", c.birth_last)) AS youngest, date_part('year', age(c.on_last, c.birth_date)) AS oldest
    FROM (
        SELECT *, CASE birth_precision WHEN 'year' THEN (birth_date + interval '1 year - 1 day')::date
                WHEN 'month' THEN (birth_date + interval '1 month - 1 day')::date ELSE birth_date END AS birth_last,
            CASE precision WHEN 'year' THEN ("on" + interval '1 year - 1 day')::date
                WHEN 'month' THEN ("on" + interval '1 month - 1 day')::date ELSE "on" END AS on_last
        FROM mine WHERE kind IN ({points})
    ) c
)"""

CUTS = """
SELECT 'age', kind,
    CASE WHEN width_bucket(youngest, %(ages)s) = width_bucket(oldest, %(ages)s) THEN width_bucket(youngest, %(ages)s) END::text,
    CASE WHEN youngest >= %(young)s AND oldest <= %(old)s THEN 'yes' WHEN youngest > %(old)s OR oldest < %(young)s THEN 'no' END,
    sex, count(*), 0
FROM aged GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'group', kind, held.g, NULL, sex, count(*), 0
FROM mine CROSS JOIN LATERAL (SELECT DISTINCT unnest(groups) AS g) held WHERE kind IN ({points}) GROUP BY 2, 3, 5
UNION ALL
SELECT 'enterprise', c.kind, coalesce(c.enterprise_id, s.enterprise_id)::text,
    CASE WHEN c.through_centre OR s.through_centre THEN 'yes' ELSE 'no' END, c.sex, count(*), 0
FROM mine c
LEFT JOIN registrations_milestone s ON c.kind = 'departed' AND c.enterprise_id IS NULL AND NOT c.through_centre
    AND s.registration_id = c.registration_id AND s.kind = 'selected' AND {known_s}
WHERE c.kind IN ('selected', 'departed') GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'reason', kind, reason, NULL, sex, count(*), 0 FROM mine WHERE kind = 'withdrawn' GROUP BY 2, 3, 5
UNION ALL
SELECT 'ending', kind, outcome, job_after, sex, count(*), 0 FROM mine WHERE kind = 'returned' GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'credit', c.kind, s.organization_id::text, s.denominator::text, '', count(*), sum(s.numerator)
FROM mine c JOIN registrations_credit s ON s.registration_id = c.registration_id AND {known_s}
WHERE c.kind IN ({points}) GROUP BY 2, 3, 4
UNION ALL
SELECT 'shared', c.kind, NULL, NULL, '', count(*), 0
FROM mine c JOIN (
    SELECT s.registration_id FROM registrations_credit s WHERE {known_s} GROUP BY 1 HAVING count(*) > 1
) two ON two.registration_id = c.registration_id WHERE c.kind IN ({points}) GROUP BY 2
UNION ALL
SELECT 'newcomer', s.kind, NULL, NULL, '', count(DISTINCT c.person_id), 0
FROM mine c JOIN registrations_milestone s ON s.registration_id = c.registration_id AND {known_s}
WHERE c.kind = 'registered' GROUP BY 2"""


def details(question: Question, units: Iterable[int] | None) -> Details:
    """Who departed belongs to the enterprise that selected them, unless another one is recorded for the departure."""
    names = {"known_s": known("s", question), "points": POINTS}
    sql = f"""{counted(question, [THIS], KINDS)},
mine AS MATERIALIZED (SELECT * FROM counted WHERE in_this), {AGED.format(**names)}
{CUTS.format(**names)}"""  # noqa: S608 — only names of our own enter
    cut: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    found = rows(question, sql, units, ages=[float(age) for age in AGES], young=YOUTH[0], old=YOUTH[1])
    for name, kind, first, second, sex, people, parts in found:
        cut[name][kind, first, second, sex] = (people, int(parts))
    plain = {
        name: {cell: people for cell, (people, _parts) in cut[name].items()}
        for name in Details._fields
        if name != "credit"
    }
    return Details(**plain, credit=cut["credit"])
