"""A number that is hidden, and what says the same in other words and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from reports.indicators.facts import POINT_KINDS
from reports.indicators.remainder import KEPT
from reports.indicators.telling import HIDDEN, is_told

LEAST = 5
RELATIONS = ("member", "child", "other")


def small(value: Any) -> bool:
    return isinstance(value, int) and 0 < value < LEAST


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


def followed(row: Any, rest: Any) -> Any:
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
    elif "departed_female" in names and any(
        gives_away(one.departed, one.departed_female) for one in (row, rest)
    ):
        hides["departed_female"] = HIDDEN
    return replace(row, **(related(row, rest) if "credit" in names else {}) | hides)


def gives_away(whole: int, women: Any) -> bool:
    """Whether few women, or few others, stand in a number that is told."""
    return is_told(women) and (small(women) or small(whole - women))


def known(row: Any, names: set[str]) -> list[str]:
    """What nobody knows need not be hidden."""
    return [name for name in names if getattr(row, name) is not None]


def related(row: Any, rest: Any) -> dict[str, Any]:
    """A body's members, their families and others add up to its people; its shares of credit tell how many they are of."""
    parts = {name: getattr(row, name) for name in RELATIONS}
    few = any(small(getattr(one, name)) for one in (row, rest) for name in RELATIONS)
    told = dict.fromkeys(parts, HIDDEN) if few else parts
    little = {k for one in (row, rest) for k, share in one.credit.items() if small(share.people)}
    return told | {"credit": {k: blank(one) if k in little else one for k, one in row.credit.items()}}


def masked(value: Any, rest: Any) -> Any:
    """Every small number on its own; a row of shares loses its share with its number."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in KEPT]
        shown = {name: masked(getattr(value, name), getattr(rest, name)) for name in names}
        hides = any(shown[name] is HIDDEN for name in names) or any(
            small(getattr(value, f.name)) for f in fields(value)
        )
        return replace(value, **shown | ({"percent": HIDDEN} if hides and "percent" in shown else {}))
    if isinstance(value, dict):
        return {key: masked(item, rest[key]) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(map(masked, value, rest))
    return HIDDEN if small(value) or small(rest) else value


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
