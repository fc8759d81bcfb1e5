"""Small numbers of other people's areas are not told, nor anything they could be worked out from.

Of an area that is not the reader's own a number from 1 to 4 is hidden; where rows add up to a number that is told, so many further rows
are hidden with it that no difference gives it away. If that cannot be done, nothing of that step is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from campaigns.access import Access
from reports.indicators.area import Area, key_of
from reports.indicators.courses import Courses
from reports.indicators.facts import POINT_KINDS
from reports.indicators.shapes import Rise, UnitRow
from reports.indicators.telling import HIDDEN, is_told
from reports.indicators.whole import Board

LEAST = 5
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
RELATIONS = ("member", "child", "other")
KEPT = frozenset({"minimum", "maximum", "version", "year", "months_left", "events", "turns"})


def veiled(found: B, area: Area, access: Access) -> B:
    """The same answer as this reader may know it."""
    if access.reaches(area.question.place.path):
        return found
    changed, dark = unit_rows(found, area, access, too_small(found))
    for name, columns in TABLES.items():
        if hasattr(found, name):
            changed[name] = table(getattr(found, name), columns, dark)
    for name in ALONE:
        if hasattr(found, name):
            changed[name] = tuple(masked(row) for row in getattr(found, name))
    changed["courses"] = judged(found, changed)
    return replace(found, **changed, **whole(found, dark))


def too_small(found: Board) -> frozenset[str]:
    """Steps of which the whole page counts too few people, each by the column that shows it."""
    before = found.previous.totals or {}
    named = {**found.totals, **{f"previous.{k}": c for k, c in before.items()}}
    named |= {f"all.{k}": c for k, c in found.cumulative.totals.items()}
    return frozenset(name for name, count in named.items() if small(count.people))


def small(value: Any) -> bool:
    return isinstance(value, int) and 0 < value < LEAST


def cover(values: Sequence[Any], own: Sequence[bool], forced: Iterable[int] = ()) -> tuple[set[int], bool]:
    """Which rows to hide so that their sum gives none away, and whether even all of them would not do."""
    hidden = {n for n, value in enumerate(values) if small(value) and not own[n]} | set(forced)
    if not hidden:
        return hidden, False
    spare = [n for n, value in enumerate(values) if n not in hidden and not own[n] and isinstance(value, int)]
    spare.sort(key=lambda n: (values[n] == 0, values[n]))
    while spare and (len(hidden) < 2 or sum(values[n] or 0 for n in hidden) < LEAST):
        hidden.add(spare.pop(0))
    return hidden, len(hidden) < 2


def table(rows: Rows, columns: Iterable[str], dark: frozenset[str]) -> tuple[Any, ...]:
    """A table of the whole page: hidden cells, and with a hidden cell what follows from it in its row."""
    shown = list(rows)
    for column in columns:
        values = [get(row, column) for row in rows]
        hidden, exposed = cover(values, [False] * len(rows))
        if exposed or COUNTS.get(column, column.removeprefix("people_lead.")) in dark:
            hidden = set(range(len(rows)))
        shown = [put(row, column) if n in hidden else row for n, row in enumerate(shown)]
    return tuple(followed(row) for row in shown)


def unit_rows(
    found: Board, area: Area, access: Access, dark: frozenset[str]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Districts and communes: a district that is hidden keeps at least one commune hidden, or their sum would tell it.

    Answers also of which columns nothing may be told.
    """
    paths = {key_of(unit): unit.path for unit in {*area.home.values(), *area.districts}}
    tables: dict[str, list[UnitRow]] = {
        "by_district": list(found.by_district),
        "by_commune": list(found.by_commune),
    }
    own = {name: [access.reaches(paths.get(row.key, "")) for row in rows] for name, rows in tables.items()}
    exposed = set(dark)
    for column in (*UNIT, *NESTED):
        hidden, bare = two_levels(tables["by_district"], tables["by_commune"], own, column)
        if bare or column in dark:
            exposed.add(column)
            hidden = {name: {n for n, mine in enumerate(own[name]) if not mine} for name in tables}
        for name, chosen in hidden.items():
            tables[name] = [put(row, column) if n in chosen else row for n, row in enumerate(tables[name])]
    shown: dict[str, Any] = {name: tuple(map(followed, rows)) for name, rows in tables.items()}
    return shown, frozenset(exposed)


def two_levels(
    districts: list[UnitRow], communes: list[UnitRow], own: dict[str, list[bool]], column: str
) -> tuple[dict[str, set[int]], bool]:
    below: dict[str | None, list[int]] = {}
    for n, row in enumerate(communes):
        below.setdefault(row.district if districts else None, []).append(n)
    hidden: set[int] = set()
    forced, bare = set(), False
    for key, members in below.items():
        values = [get(communes[n], column) for n in members]
        chosen, alone = cover(values, [own["by_commune"][n] for n in members])
        hidden |= {members[n] for n in chosen}
        above = next((n for n, row in enumerate(districts) if row.key == (key or "")), None)
        if alone and above is not None and not own["by_district"][above]:
            forced.add(above)
        else:
            bare |= alone
    values = [get(row, column) for row in districts]
    upper, alone = cover(values, own["by_district"], forced)
    for n in upper:
        members = below.get(districts[n].key or None, [])
        free = [m for m in members if not own["by_commune"][m]]
        if free and not hidden & set(members):
            hidden.add(
                min(free, key=lambda m: (get(communes[m], column) == 0, get(communes[m], column) or 0))
            )
    return {"by_district": upper, "by_commune": hidden}, bare or alone


def whole(found: Board, dark: frozenset[str]) -> dict[str, Any]:
    """Totals of the page and everything said about them in other words."""
    told: dict[str, Any] = {"totals": counts(found.totals, dark)}
    told["by_sex"] = tuple(
        replace(row, **{kind: getattr(told["totals"][kind], column) for kind in POINT_KINDS})
        for row, column in zip(found.by_sex, ("female", "male", "sex_unknown"), strict=True)
    )
    told["by_sex"] = tuple(map(followed, told["by_sex"]))
    told["cumulative"] = replace(found.cumulative, totals=counts(found.cumulative.totals, dark, "all."))
    if found.previous.totals is not None:
        told["previous"] = replace(found.previous, totals=counts(found.previous.totals, dark, "previous."))
    point = found.counting_point
    if {point, f"previous.{point}", f"same_day.{point}"} & dark or told_little(found):
        told |= {"rise": untold(found.rise), "targets": tuple(map(blank, found.targets))}
    for name in ("loans", "returns", "co_mobilised", "stock"):
        if hasattr(found, name):
            told[name] = masked(getattr(found, name))
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


def counts(totals: dict[str, Any], dark: frozenset[str], span: str = "") -> dict[str, Any]:
    parts = ("female", "male", "sex_unknown")
    shown = {}
    for kind, count in totals.items():
        hidden, exposed = cover([getattr(count, part) for part in parts], [False] * len(parts))
        if f"{span}{kind}" in dark:
            shown[kind] = blank(count)
        else:
            chosen = {part: HIDDEN for n, part in enumerate(parts) if n in hidden or exposed}
            imprecise = {"imprecise": HIDDEN} if small(count.imprecise) else {}
            shown[kind] = replace(count, **chosen, **imprecise)
    return shown


def get(row: Any, column: str) -> Any:
    for name in column.split("."):
        row = getattr(row, name) if row is not None else None
    return row


def put(row: Any, column: str) -> Any:
    """The row with one number hidden."""
    name, _dot, rest = column.partition(".")
    if get(row, column) is None:
        return row
    return replace(row, **{name: put(getattr(row, name), rest) if rest else HIDDEN})


def followed(row: Any) -> Any:
    """What tells a hidden number in other words is hidden with it."""
    names = {field.name for field in fields(row)}
    lead = getattr(row, "people_lead", row)
    hides: dict[str, Any] = {}
    if not all(is_told(getattr(lead, kind, 0)) for kind in POINT_KINDS):
        hides |= {
            name: blank(getattr(row, name)) for name in ("targets", *RELATIONS, "credit") if name in names
        }
        hides |= dict.fromkeys(known(row, {"achieved", "percent"} & names), HIDDEN)
        hides |= {"verdict": "hidden"} if getattr(row, "verdict", None) else {}
    if not is_told(getattr(lead, "departed", getattr(row, "people", 0))):
        hides |= dict.fromkeys(known(row, {"departed_female", "share", "percent"} & names), HIDDEN)
    elif "departed_female" in names and gives_away(row.departed, row.departed_female):
        hides["departed_female"] = HIDDEN
    return replace(row, **(related(row) if "credit" in names else {}) | hides)


def gives_away(whole: int, women: Any) -> bool:
    """Whether few women, or few others, stand in a number that is told."""
    return is_told(women) and (small(women) or small(whole - women))


def known(row: Any, names: set[str]) -> list[str]:
    """What nobody knows need not be hidden."""
    return [name for name in names if getattr(row, name) is not None]


def related(row: Any) -> dict[str, Any]:
    """A body's members, their families and others add up to its people; its shares of credit tell how many they are of."""
    parts = {name: getattr(row, name) for name in RELATIONS}
    told = dict.fromkeys(parts, HIDDEN) if any(map(small, parts.values())) else parts
    return told | {"credit": {k: blank(one) if small(one.people) else one for k, one in row.credit.items()}}


def masked(value: Any) -> Any:
    """Every small number on its own; a row of shares loses its share with its number."""
    hides = (
        any(small(getattr(value, field.name)) for field in fields(value)) if is_dataclass(value) else False
    )
    if is_dataclass(value) and not isinstance(value, type):
        shown = {f.name: masked(getattr(value, f.name)) for f in fields(value) if f.name not in KEPT}
        return replace(value, **shown | ({"percent": HIDDEN} if hides and "percent" in shown else {}))
    return _each(value, masked, HIDDEN if small(value) else value)


def blank(value: Any) -> Any:
    """Every number, whatever it is; what papers say (minimum, maximum, version) stays."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = {f.name: blank(getattr(value, f.name)) for f in fields(value) if f.name not in KEPT}
        return replace(value, **shown | ({"verdict": "hidden"} if "verdict" in shown else {}))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _each(value, blank, HIDDEN if is_number else value)


def _each(value: Any, change: Callable[[Any], Any], alone: Any) -> Any:
    if isinstance(value, dict):
        return {key: change(item) for key, item in value.items()}
    return tuple(map(change, value)) if isinstance(value, tuple) else alone
