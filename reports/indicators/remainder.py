"""What is left of an answer for others: the numbers of a page less those of the own part of it, which its reader knows.

A number that is told and the own one beside it tell the difference: where that is small, the number must not be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

NAMES = ("key", "code", "month", "licence", "name")  # what a row is called by
KEPT = frozenset({"minimum", "maximum", "version", "year", "months_left", "events", "turns"})


def less(value: Any, own: Any) -> Any:
    """The same shape with every number less the own one; a row of which the own answer knows nothing stays as it is."""
    if own is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in KEPT]
        return replace(
            value, **{name: less(getattr(value, name), getattr(own, name, None)) for name in names}
        )
    if isinstance(value, dict):
        return {key: less(item, own.get(key)) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(less(row, mine) for row, mine in zip(value, beside(value, own), strict=True))
    is_number = isinstance(value, int) and not isinstance(value, bool) and isinstance(own, int)
    return value - own if is_number else value


def beside(rows: tuple[Any, ...], own: Iterable[Any]) -> list[Any]:
    """The own row of each row."""
    known = {name_of(row): row for row in own}
    return [known.get(name_of(row)) for row in rows]


def name_of(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name, None) for name in NAMES)
