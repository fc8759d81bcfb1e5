"""The ways of cutting the people counted, each said once: tables add them up (`details`), lists name the people (`behind`, `roll`)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from reports.indicators.facts import KINDS, POINT_KINDS, RELATION, known
from reports.indicators.question import Question

# Lower ends of the bands: full age is 18 (law 69/2020 art. 44), EPS ends at 39.
AGES = (18, 25, 30, 35, 40)
BANDS = (f"under_{AGES[0]}", *(f"{low}_{high - 1}" for low, high in pairwise(AGES)), f"{AGES[-1]}_up")
YOUNG, OLD = 16, 30  # law on youth 53/2005/QH11, article 1
SOON, LATER = 30, 90  # days after an event within which a registration is put down to it

# A partial date has a first and a last day it can be; an age is known only where both readings agree.
AGED = """
aged AS (
    SELECT c.*, date_part('year', age(c."on", c.birth_last)) AS youngest, date_part('year', age(c.on_last, c.birth_date)) AS oldest
    FROM (
        SELECT *, CASE birth_precision WHEN 'year' THEN (birth_date + interval '1 year - 1 day')::date
                WHEN 'month' THEN (birth_date + interval '1 month - 1 day')::date ELSE birth_date END AS birth_last,
            CASE precision WHEN 'year' THEN ("on" + interval '1 year - 1 day')::date
                WHEN 'month' THEN ("on" + interval '1 month - 1 day')::date ELSE "on" END AS on_last
        FROM mine WHERE kind IN ('registered', 'selected', 'departed')
    ) c
)"""
LIMITS = f"ARRAY[{', '.join(map(str, AGES))}]::float8[]"
BAND = f"width_bucket(%s, {LIMITS})"
FAMILY = ", ".join(f"'{word}'" for word, kind in RELATION.items() if kind == "family")


@dataclass(frozen=True, slots=True)
class Cut:
    """What people are cut by, and the rows to take it from; every column is SQL over `mine` as `c`."""

    first: str = "NULL::text"
    second: str = "NULL::text"
    source: str = "mine c"
    kinds: tuple[str, ...] = POINT_KINDS
    kind: str = "c.kind"
    sex: str = "c.sex"
    people: str = "count(*)"
    parts: str = "0"

    @property
    def where(self) -> str:
        return f"c.kind IN ({', '.join(repr(kind) for kind in self.kinds)})"


CUTS: dict[str, Cut] = {
    "age": Cut(
        first=f"CASE WHEN {BAND % 'c.youngest'} = {BAND % 'c.oldest'} THEN (ARRAY{list(BANDS)})[1 + {BAND % 'c.youngest'}] END",
        second=f"""CASE WHEN c.youngest >= {YOUNG} AND c.oldest <= {OLD} THEN 'yes'
            WHEN c.youngest > {OLD} OR c.oldest < {YOUNG} THEN 'no' END""",
        source="aged c",
    ),
    "group": Cut(
        first="held.g", source="mine c CROSS JOIN LATERAL (SELECT DISTINCT unnest(c.groups) AS g) held"
    ),
    # Who departed belongs to the enterprise that selected them, unless another one is recorded for the departure.
    "enterprise": Cut(
        first="coalesce(c.enterprise_id, s.enterprise_id)::text",
        second="CASE WHEN c.through_centre OR s.through_centre THEN 'yes' ELSE 'no' END",
        source="""mine c LEFT JOIN registrations_milestone s ON c.kind = 'departed' AND c.enterprise_id IS NULL AND NOT c.through_centre
    AND s.registration_id = c.registration_id AND s.kind = 'selected' AND {known_s}""",
        kinds=("selected", "departed"),
    ),
    "programme": Cut(first="c.programme_id::text"),
    "reason": Cut(first="c.reason", kinds=("withdrawn",)),
    "ending": Cut(
        first="c.outcome", second="coalesce(nullif(c.job_after, ''), 'unknown')", kinds=("returned",)
    ),
    "credit": Cut(
        first="s.organization_id::text",
        second="s.denominator::text",
        source="mine c JOIN registrations_credit s ON s.registration_id = c.registration_id AND {known_s}",
        sex="''",
        parts="sum(s.numerator)",
    ),
    "shared": Cut(
        source="""mine c JOIN (
    SELECT s.registration_id FROM registrations_credit s WHERE {known_s} GROUP BY 1 HAVING count(*) > 1
) two ON two.registration_id = c.registration_id""",
        sex="''",
    ),
    # Registrations that came from an event, by its kind and by how many days later they were made.
    "event": Cut(
        first="e.kind",
        second=f"""CASE WHEN c."on" - e."on" <= {SOON} THEN 'soon' WHEN c."on" - e."on" <= {LATER} THEN 'later' ELSE 'late' END""",
        source="mine c JOIN outreach_event e ON e.id = c.event_id",
        sex="''",
    ),
}
# What `facts.sums` and `stuck` add up in their own way; here only for the lists behind them.
PLAIN: dict[str, Cut] = {
    # Of those registered in the window: who has come to a step, whenever that was.
    "newcomer": Cut(
        source="mine c JOIN registrations_milestone s ON s.registration_id = c.registration_id AND {known_s}",
        kinds=("registered",),
        kind="s.kind",
        sex="''",
        people="count(DISTINCT c.person_id)",
    ),
    "market": Cut(first="c.market_id::text", kinds=KINDS),
    "month": Cut(first="""to_char(c."on", 'YYYY-MM')""", kinds=KINDS),
    "lead": Cut(
        first="c.lead_id::text",
        kinds=KINDS,
        second=f"CASE WHEN c.relation = 'self' THEN 'member' WHEN c.relation IN ({FAMILY}) THEN 'family' ELSE 'other' END",
    ),
}


def added_up(name: str, question: Question) -> str:
    """One cut as a table: name, kind, both things cut by, sex, people, parts of credit."""
    cut = CUTS[name]
    source = cut.source.format(known_s=known("s", question))
    columns = f"{cut.kind}, {cut.first}, {cut.second}, {cut.sex}, {cut.people}, {cut.parts}"
    return f"SELECT '{name}', {columns} FROM {source} WHERE {cut.where} GROUP BY 2, 3, 4, 5"  # noqa: S608 — only names of our own


def of_each(name: str, among: str) -> str:
    """The same of every single step, as it is known now: its id, then kind, both things cut by, sex, people, parts of credit.

    `among` is a condition on the registrations `mine` holds: whatever is joined to them need not be read whole.
    """
    cut = (CUTS | PLAIN)[name]
    source = cut.source.format(known_s=f"{known('s', None)} AND s.registration_id IN ({among})")
    columns = f"c.step_id, '{name}' AS cut, {cut.kind} AS kind, {cut.first} AS first, {cut.second} AS second, {cut.sex} AS sex"
    return f"SELECT {columns}, {cut.people} AS people, {cut.parts} AS parts FROM {source} WHERE {cut.where} GROUP BY 1, 3, 4, 5, 6"  # noqa: S608 — likewise
