"""How the roll-up is kept: whoever was touched is counted anew, and the cells change by the difference (decision 26).

One statement does it all, so that it sees one moment of the facts: a cell is what the facts say without the changes that are still marked.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import OperationalError, connection, transaction

from reports.indicators.cutting import AGED, CUTS, PLAIN, of_each
from reports.indicators.facts import POINT_KINDS, STEP, everybody

LOCK = 2_021_117  # one folds at a time
PORTION = 10_000  # marks folded in one transaction
FEW = 50_000  # more marks than this, and making the roll-up anew is quicker than changing it
FINER = (*CUTS, "newcomer")  # the rest of what is cut stands in columns of its own
# The part of a month a day lies in. Years of both calendars are made of whole parts.
MONTH = """(date_trunc('month', "on") + CASE WHEN extract(month FROM "on") = 12 AND extract(day FROM "on") >= 15
        THEN interval '14 days' ELSE interval '0' END)::date"""
KEY = 'campaign, cut, unit, month, kind, earlier, "first", "second", sex'
COLUMNS = "campaign, person, registration, step, kind, earlier, vague, unit, market, lead, relation, sex, name_sort, finer"

# Everybody a mark is about, as they were counted and as they are now; `marked` comes before.
WHOSE = """
whose AS MATERIALIZED (
    SELECT s.person AS person_id FROM marked JOIN reports_countedstep s ON s.registration = marked.registration_id
    UNION
    SELECT coalesce(p.person_id, r.person_id) FROM marked JOIN registrations_registration r ON r.id = marked.registration_id
    LEFT JOIN registrations_profile p ON p.registration_id = r.id AND p.superseded_at IS NULL
), theirs AS MATERIALIZED (
    SELECT r.id FROM whose JOIN registrations_registration r ON r.person_id = whose.person_id
    UNION
    SELECT p.registration_id FROM whose JOIN registrations_profile p ON p.person_id = whose.person_id AND p.superseded_at IS NULL
)"""
MARKED = """
marks AS (
    DELETE FROM reports_touched WHERE id IN (SELECT id FROM reports_touched ORDER BY id LIMIT %(portion)s)
    RETURNING registration, event, organization
), marked AS MATERIALIZED (
    SELECT registration AS registration_id FROM marks WHERE registration IS NOT NULL
    UNION
    SELECT p.registration_id FROM marks JOIN registrations_profile p ON p.event_id = marks.event AND p.superseded_at IS NULL
    UNION
    SELECT c.registration_id FROM marks JOIN registrations_credit c ON c.organization_id = marks.organization AND c.superseded_at IS NULL
)"""
OURS = (
    "r.id IN (SELECT id FROM theirs) AND coalesce(p.person_id, r.person_id) IN (SELECT person_id FROM whose)"
)


def counted_anew(where: str, among: str = "SELECT id FROM registrations_registration") -> str:
    """`anew`: the rows of `CountedStep` that the facts of these registrations make."""
    each = "\n    UNION ALL ".join(of_each(name, among) for name in FINER)
    points = ", ".join(f"'{kind}'" for kind in POINT_KINDS)
    relation = PLAIN["lead"].second
    return f"""
people AS MATERIALIZED (
    {everybody(None, where, ", r.name_sort")}
), mine AS MATERIALIZED (
    SELECT {STEP}, lag(m."on") OVER (PARTITION BY w.campaign_id, w.person_id, m.kind ORDER BY m."on", m.id) AS earlier
    FROM registrations_milestone m JOIN people w ON w.registration_id = m.registration_id WHERE m.superseded_at IS NULL
), {AGED}, finer AS MATERIALIZED (
    SELECT step_id, jsonb_agg(jsonb_build_array(cut, kind, "first", "second", sex, people, parts) ORDER BY cut, kind, "first", "second") AS rows
    FROM ({each}) f WHERE cut <> 'newcomer' OR kind IN ({points}) GROUP BY step_id
), anew AS (
    SELECT c.campaign_id AS campaign, c.person_id AS person, c.registration_id AS registration, c.step_id AS step, c.kind,
        c.earlier, c.precision <> 'day' AS vague, c.unit_id AS unit, c.market_id AS market, c.lead_id AS lead, {relation} AS relation,
        c.sex, c.name_sort, coalesce(f.rows, '[]') AS finer, c."on"
    FROM mine c LEFT JOIN finer f ON f.step_id = c.step_id
)"""  # noqa: S608 — only names of our own


def cells_of(steps: str) -> str:
    """What such rows add up to, each counted `n` times: every cell of one unit, and the same everywhere."""
    return f"""
SELECT {KEY}, sum(people) AS people, sum(vague) AS vague, sum(parts) AS parts
FROM (
    SELECT c.campaign, b.cut, c.unit, {MONTH} AS month, b.kind, c.earlier, b."first", b."second", b.sex,
        c.n * b.people AS people, c.n * b.vague AS vague, c.n * b.parts AS parts
    FROM {steps} c CROSS JOIN LATERAL (
        VALUES ('unit', c.kind, NULL, NULL, c.sex, 1, c.vague::int, 0), ('market', c.kind, c.market::text, NULL, c.sex, 1, 0, 0),
            ('lead', c.kind, c.lead::text, c.relation, '', 1, 0, 0), ('month', c.kind, to_char(c."on", 'YYYY-MM'), NULL, '', 1, 0, 0)
        UNION ALL
        SELECT e ->> 0, e ->> 1, e ->> 2, e ->> 3, e ->> 4, (e ->> 5)::int, 0, (e ->> 6)::int FROM jsonb_array_elements(c.finer) e
    ) b (cut, kind, "first", "second", sex, people, vague, parts)
) part
GROUP BY GROUPING SETS (({KEY}), ({KEY.replace(" unit,", "")}))
HAVING sum(people) <> 0 OR sum(vague) <> 0 OR sum(parts) <> 0"""  # noqa: S608 — likewise


FOLD = f"""
WITH {MARKED}, {WHOSE}, {counted_anew(OURS, "SELECT id FROM theirs")}, stale AS (
    DELETE FROM reports_countedstep s USING whose WHERE s.person = whose.person_id RETURNING s.*
), fresh AS (
    INSERT INTO reports_countedstep ({COLUMNS}, "on") SELECT {COLUMNS}, "on" FROM anew RETURNING *
), change AS (
    SELECT 1 AS n, {COLUMNS}, "on" FROM fresh UNION ALL SELECT -1, {COLUMNS}, "on" FROM stale
), folded AS (
    INSERT INTO reports_cell AS cell ({KEY}, people, vague, parts) {cells_of("change")}
    ON CONFLICT ({KEY}) DO UPDATE SET people = cell.people + excluded.people, vague = cell.vague + excluded.vague,
        parts = cell.parts + excluded.parts
)
SELECT count(*) FROM marks"""  # noqa: S608 — likewise


def fold(most: int | None = None) -> bool:
    """Take the changes that are marked into the cells; whether all of those that could be seen are in. Others who fold are waited for.

    With more marks than `most` nothing is begun: whoever waits for a page has not the time.
    """
    if most is not None and marked(most) > most:
        return False
    while True:
        done = _fold()
        if done is None or done < PORTION:
            return done is not None


def marked(most: int) -> int:
    """How many changes are marked, counted up to one more than asked about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM reports_touched LIMIT %s) few", [most + 1])
        (found,) = cursor.fetchone()
    return int(found)


def _fold() -> int | None:
    """How many marks; None when somebody else is folding for longer than we wait."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # By itself: the next statement then sees all that who held the lock before has written.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(FOLD, {"portion": PORTION})
            (done,) = cursor.fetchone()
            return int(done)
    except OperationalError:
        return None


ANEW = f"""
WITH marks AS (DELETE FROM reports_touched), {counted_anew("true")}, fresh AS (
    INSERT INTO reports_countedstep ({COLUMNS}, "on") SELECT {COLUMNS}, "on" FROM anew RETURNING *
)
INSERT INTO reports_cell ({KEY}, people, vague, parts) {cells_of("(SELECT 1 AS n, * FROM fresh)")}"""  # noqa: S608 — likewise


def anew() -> None:
    """Forget the roll-up and make it from the facts. Readers of the time between see the old one, or count for themselves."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("DELETE FROM reports_cell")
        cursor.execute("DELETE FROM reports_countedstep")
        cursor.execute(ANEW)


def catch_up() -> bool:
    """What the clock does: fold what is marked, or all anew after a migration or a very large import."""
    if marked(FEW) <= FEW:
        return fold()
    anew()
    return True


class Wrong(NamedTuple):
    """A cell that is not what the facts say."""

    cell: str
    held: int
    counted: int


WRONG = f"""
WITH {counted_anew("true")}, cells AS (
    SELECT {KEY}, people, vague, parts, 1 AS n FROM ({cells_of("(SELECT 1 AS n, * FROM anew)")}) sound
    UNION ALL
    SELECT {KEY}, people, vague, parts, -1 FROM reports_cell
), steps AS (
    SELECT {COLUMNS}, "on", 1 AS n FROM anew UNION ALL SELECT {COLUMNS}, "on", -1 FROM reports_countedstep
)
SELECT concat_ws('/', campaign, cut, coalesce(unit::text, '*'), month, kind, "first", "second", nullif(sex, '')),
    coalesce(sum(people) FILTER (WHERE n < 0), 0), coalesce(sum(people) FILTER (WHERE n > 0), 0)
FROM cells GROUP BY {KEY} HAVING sum(n * people) <> 0 OR sum(n * vague) <> 0 OR sum(n * parts) <> 0
UNION ALL
SELECT concat_ws('/', campaign, 'step', registration, kind, "on"), count(*) FILTER (WHERE n < 0), count(*) FILTER (WHERE n > 0)
FROM steps GROUP BY {COLUMNS}, "on" HAVING sum(n) <> 0
ORDER BY 1 LIMIT %(most)s"""  # noqa: S608 — likewise


PENDING = "SELECT '', count(*), 0 FROM reports_touched HAVING count(*) > 0"
TRIES = 10


def wrong(most: int = 50) -> list[Wrong]:
    """The first cells that differ from a plain count of the facts, once what is marked has been folded; for `doctor`, which has the time."""
    found: list[Wrong] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        for _try in range(TRIES):
            cursor.execute(FOLD, {"portion": 2**31 - 1})
            cursor.execute(f"{PENDING} UNION ALL ({WRONG})", {"most": most})
            found = [Wrong(*row) for row in cursor.fetchall()]
            if not any(row.cell == "" for row in found):  # what was written in between is no error
                break
    return found
