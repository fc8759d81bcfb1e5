"""The page of a unit that is not the reader's own: what the page of the whole area tells of it, and nothing finer.

Its own tables would add up with those of the other units to numbers told elsewhere, and give away what is hidden there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaigns.models import Unit
from reports.indicators.area import key_of
from reports.indicators.hiding import blank, get
from reports.indicators.telling import is_told
from reports.indicators.veil import ALONE, NESTED, TABLES, UNIT, B, judged, untold
from reports.indicators.whole import Board, Cumulative

FINER = (*TABLES, *ALONE, "loans", "returns", "co_mobilised", "stock")


def narrowed(found: B, unit: Unit, above: Board) -> B:
    """A unit of others, from what the page above tells (`veiled`): its rows, and of the unit itself what stands in its own row."""
    key = key_of(unit)
    row = next((row for row in (*above.by_district, *above.by_commune) if row.key == key), None)
    dark = frozenset(name for name in (*UNIT, *NESTED) if row is None or not is_told(get(row, name)))
    changed: dict[str, Any] = {name: blank(getattr(found, name)) for name in FINER if hasattr(found, name)}
    changed |= {"stuck": (), "cumulative": unsaid(found.cumulative)}
    changed["by_commune"] = tuple(one for one in above.by_commune if one.district == key)
    changed["courses"] = judged(found, {"by_district": (), "by_commune": changed["by_commune"]})
    return replace(found, **changed, **own_row(found, dark))


def own_row(found: Board, dark: frozenset[str]) -> dict[str, Any]:
    """Totals as the row of the unit tells them, without their parts."""
    told: dict[str, Any] = {"totals": undivided(found.totals, dark), "by_sex": blank(found.by_sex)}
    if found.previous.totals is not None:
        told["previous"] = replace(found.previous, totals=undivided(found.previous.totals, dark, "previous."))
    point = found.counting_point
    if {point, f"previous.{point}", f"same_day.{point}"} & dark:
        told |= {"rise": untold(found.rise), "targets": tuple(map(blank, found.targets))}
    return told


def undivided(totals: dict[str, Any], dark: frozenset[str], span: str = "") -> dict[str, Any]:
    return {
        kind: blank(count)
        if f"{span}{kind}" in dark or f"{span}{kind}" not in (*UNIT, *NESTED)
        else replace(blank(count), people=count.people)
        for kind, count in totals.items()
    }


def unsaid(cumulative: Cumulative) -> Cumulative:
    return replace(cumulative, totals={kind: blank(count) for kind, count in cumulative.totals.items()})
