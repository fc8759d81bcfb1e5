"""What differs between two answers: the corrections since a signed review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNCOUNTED = frozenset({"as_of", "schema"})
NAMES = (
    "key",
    "licence",
    "code",
    "month",
    "step",
    "name",
    "force",
)  # a target is one of its force: revised, it moves among the others


@dataclass(frozen=True, slots=True)
class Change:
    path: str
    before: Any
    after: Any
    called: str = ""  # the name of a row that only one of the answers has


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every figure that differs, by a path that names rows («by_district/836/departed»), in the order of the answer.

    What a later version of the program counts besides was not asked before, and so has not changed.
    """
    return [
        c for name in before if name not in UNCOUNTED for c in _differ(name, before[name], after.get(name))
    ]


def _differ(path: str, before: Any, after: Any) -> list[Change]:
    if before == after:
        return []
    if isinstance(before, list) and isinstance(after, list):
        rows, others = _named(before), _named(after)
        return [c for key in rows | others for c in _differ(f"{path}/{key}", rows.get(key), others.get(key))]
    if isinstance(before, dict) and isinstance(after, dict):
        return [c for key in before for c in _differ(f"{path}/{key}", before[key], after.get(key))]
    return [Change(path, before, after)]


def _named(rows: list[Any]) -> dict[str, Any]:
    """Rows by what names them, so that a new row does not shift those after it."""
    found: dict[str, Any] = {}
    for n, row in enumerate(rows):
        name = next((str(row[k]) for k in NAMES if row.get(k)), str(n)) if isinstance(row, dict) else str(n)
        found[name if name not in found else f"{name}#{n}"] = row
    return found
