"""Small numbers of other people's areas are not told, nor anything they could be worked out from.

Of an area that is not the reader's own a number from 1 to 4 is hidden; where rows add up to a number that is told, so many further rows
are hidden with it that no difference gives it away. If that cannot be done, nothing of that step is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from campaigns.access import Access
from reports.indicators.area import Area, key_of
from reports.indicators.courses import Courses
from reports.indicators.facts import POINT_KINDS
from reports.indicators.hiding import LEAST, blank, followed, get, masked, put, small
from reports.indicators.shapes import Rise, UnitRow
from reports.indicators.telling import HIDDEN, is_told
from reports.indicators.whole import Board

B = TypeVar("B", bound=Board)
Rows = Sequence[Any]
UNIT = ("registered", "consulted", "selected", "training", "departed", "returned", "withdrawn")
NESTED = tuple(f"{span}.{kind}" for span in ("previous", "same_day") for kind in POINT_KINDS)
# Tables of a page whose rows add up: field → columns, each with the step it counts.
TABLES: dict[str, tuple[str, ...]] = {
    "by_market": (*POINT_KINDS, "departed_female", "last_year", "cumulative"),
    "by_month": (*POINT_KINDS, "departed_last_year"),
    "by_age": (*POINT_KINDS, "departed_female"),
    "by_programme": (*POINT_KINDS, "departed_female"),
    "by_enterprise": ("selected", "departed", "departed_female"),
    "by_organization": (
        *(f"people_lead.{kind}" for kind in POINT_KINDS),
        *(f"previous.{kind}" for kind in POINT_KINDS),
    ),
    "reasons": ("people",),
}
COUNTS = {
    "departed_female": "departed",
    "last_year": "previous.departed",
    "departed_last_year": "previous.departed",
    "cumulative": "all.departed",
    "people": "withdrawn",
}  # the step a column counts, where its name does not say it
ALONE = ("by_group", "event_yield", "stuck", "funnel")  # rows that add up to nothing


def veiled(found: B, rest: B, area: Area, access: Access) -> B:
    """The same answer as this reader may know it; `rest`: what of it is not of the own area (`remainder`)."""
    if access.reaches(area.question.place.path):
        return found
    changed, dark = unit_rows(found, rest, area, access, too_small(found) | too_small(rest))
    for name, columns in TABLES.items():
        if hasattr(found, name):
            changed[name] = table(getattr(found, name), getattr(rest, name), columns, dark)
    for name in ALONE:
        if hasattr(found, name):
            changed[name] = masked(getattr(found, name), getattr(rest, name))
    changed["courses"] = judged(found, changed)
    return replace(found, **changed, **whole(found, rest, dark))


def too_small(found: Board) -> frozenset[str]:
    """Steps of which the whole page counts too few people, each by the column that shows it."""
    before = found.previous.totals or {}
    named = {**found.totals, **{f"previous.{k}": c for k, c in before.items()}}
    named |= {f"all.{k}": c for k, c in found.cumulative.totals.items()}
    return frozenset(name for name, count in named.items() if small(count.people))


def cover(
    values: Sequence[Any], own: Sequence[bool], forced: Iterable[int] = (), rests: Sequence[Any] | None = None
) -> tuple[set[int], bool]:
    """Which rows to hide so that their sum gives none away, and whether even all of them would not do."""
    rests = values if rests is None else rests
    hidden = {
        n for n, both in enumerate(zip(values, rests, strict=True)) if any(map(small, both)) and not own[n]
    }
    hidden |= set(forced)
    if not hidden:
        return hidden, False
    spare = [n for n, value in enumerate(values) if n not in hidden and not own[n] and isinstance(value, int)]
    spare.sort(key=lambda n: (rests[n] == 0, rests[n]))
    while spare and (len(hidden) < 2 or sum(rests[n] or 0 for n in hidden) < LEAST):
        hidden.add(spare.pop(0))
    return hidden, len(hidden) < 2


def table(rows: Rows, others: Rows, columns: Iterable[str], dark: frozenset[str]) -> tuple[Any, ...]:
    """A table of the whole page: hidden cells, and with a hidden cell what follows from it in its row."""
    shown = list(rows)
    for column in columns:
        values, rests = ([get(row, column) for row in which] for which in (rows, others))
        hidden, exposed = cover(values, [False] * len(rows), rests=rests)
        if exposed or COUNTS.get(column, column.removeprefix("people_lead.")) in dark:
            hidden = set(range(len(rows)))
        shown = [put(row, column) if n in hidden else row for n, row in enumerate(shown)]
    return tuple(map(followed, shown, others))


def unit_rows(
    found: Board, rest: Board, area: Area, access: Access, dark: frozenset[str]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Districts and communes: a district that is hidden keeps at least one commune hidden, or their sum would tell it.

    Answers also of which columns nothing may be told.
    """
    paths = {key_of(unit): unit.path for unit in {*area.home.values(), *area.districts}}
    tables: dict[str, list[UnitRow]] = {
        "by_district": list(found.by_district),
        "by_commune": list(found.by_commune),
    }
    others: dict[str, Rows] = {name: getattr(rest, name) for name in tables}
    own = {name: [access.reaches(paths.get(row.key, "")) for row in rows] for name, rows in tables.items()}
    exposed = set(dark)
    for column in (*UNIT, *NESTED):
        hidden, bare = two_levels(tables["by_district"], tables["by_commune"], own, column, others)
        if bare or column in dark:
            exposed.add(column)
            hidden = {name: {n for n, mine in enumerate(own[name]) if not mine} for name in tables}
        for name, chosen in hidden.items():
            tables[name] = [put(row, column) if n in chosen else row for n, row in enumerate(tables[name])]
    shown: dict[str, Any] = {name: tuple(map(followed, rows, others[name])) for name, rows in tables.items()}
    return shown, frozenset(exposed)


def two_levels(
    districts: list[UnitRow],
    communes: list[UnitRow],
    own: dict[str, list[bool]],
    column: str,
    others: dict[str, Rows],
) -> tuple[dict[str, set[int]], bool]:
    below: dict[str | None, list[int]] = {}
    for n, row in enumerate(communes):
        below.setdefault(row.district if districts else None, []).append(n)
    hidden: set[int] = set()
    forced, bare = set(), False
    for key, members in below.items():
        values = [get(communes[n], column) for n in members]
        rests = [get(others["by_commune"][n], column) for n in members]
        chosen, alone = cover(values, [own["by_commune"][n] for n in members], rests=rests)
        hidden |= {members[n] for n in chosen}
        above = next((n for n, row in enumerate(districts) if row.key == (key or "")), None)
        if alone and above is not None and not own["by_district"][above]:
            forced.add(above)
        else:
            bare |= alone
    values = [get(row, column) for row in districts]
    rests = [get(row, column) for row in others["by_district"]]
    upper, alone = cover(values, own["by_district"], forced, rests)
    for n in upper:
        members = below.get(districts[n].key or None, [])
        free = [m for m in members if not own["by_commune"][m]]
        if free and not hidden & set(members):
            hidden.add(
                min(free, key=lambda m: (get(communes[m], column) == 0, get(communes[m], column) or 0))
            )
    return {"by_district": upper, "by_commune": hidden}, bare or alone


def whole(found: Board, rest: Board, dark: frozenset[str]) -> dict[str, Any]:
    """Totals of the page and everything said about them in other words."""
    told: dict[str, Any] = {"totals": counts(found.totals, rest.totals, dark)}
    told["by_sex"] = tuple(
        replace(row, **{kind: getattr(told["totals"][kind], column) for kind in POINT_KINDS})
        for row, column in zip(found.by_sex, ("female", "male", "sex_unknown"), strict=True)
    )
    told["by_sex"] = tuple(map(followed, told["by_sex"], rest.by_sex))
    told["cumulative"] = replace(
        found.cumulative, totals=counts(found.cumulative.totals, rest.cumulative.totals, dark, "all.")
    )
    if found.previous.totals is not None:
        told["previous"] = replace(
            found.previous,
            totals=counts(found.previous.totals, rest.previous.totals or {}, dark, "previous."),
        )
    point = found.counting_point
    if {point, f"previous.{point}", f"same_day.{point}"} & dark or told_little(found) or told_little(rest):
        told |= {"rise": untold(found.rise), "targets": tuple(map(blank, found.targets))}
    for name in ("loans", "returns", "co_mobilised", "stock"):
        if hasattr(found, name):
            told[name] = masked(getattr(found, name), getattr(rest, name))
    return told


def untold(rise: Rise) -> Rise:
    """The rule as it is declared, without a word on how it stands."""
    return replace(
        rise, this_year=HIDDEN, last_year=None, reached=None, needed=None, needed_per_month=None,
        same_day=None, forecast=None, outlook="unknown", warned=False,
    )  # fmt: skip


def judged(found: Board, changed: dict[str, Any]) -> Courses:
    """The rise rule of those units only whose numbers are all told; bodies of another area are not judged."""
    told = {
        name: {row.key for row in changed[name] if all(map(is_told, _said(row)))}
        for name in ("by_district", "by_commune")
    }
    return replace(
        found.courses,
        by_district=tuple(one for one in found.courses.by_district if one.key in told["by_district"]),
        by_commune=tuple(one for one in found.courses.by_commune if one.key in told["by_commune"]),
        by_body=(),
    )


def _said(row: UnitRow) -> list[Any]:
    spans = [three for three in (row.previous, row.same_day) if three]
    return [row.achieved, *(getattr(three, kind) for three in spans for kind in POINT_KINDS)]


def told_little(found: Board) -> bool:
    pace = found.rise.same_day
    threes = (pace.this_year, pace.last_year) if pace else ()
    said = [getattr(three, found.counting_point) for three in threes if three]
    return any(map(small, [found.rise.last_year, *said]))


def counts(
    totals: dict[str, Any], others: dict[str, Any], dark: frozenset[str], span: str = ""
) -> dict[str, Any]:
    parts = ("female", "male", "sex_unknown")
    shown = {}
    for kind, count in totals.items():
        values, rests = ([getattr(one, part) for part in parts] for one in (count, others.get(kind, count)))
        hidden, exposed = cover(values, [False] * len(parts), rests=rests)
        if f"{span}{kind}" in dark:
            shown[kind] = blank(count)
        else:
            chosen = {part: HIDDEN for n, part in enumerate(parts) if n in hidden or exposed}
            vague = (count.imprecise, others.get(kind, count).imprecise)
            imprecise = {"imprecise": HIDDEN} if any(map(small, vague)) else {}
            shown[kind] = replace(count, **chosen, **imprecise)
    return shown
