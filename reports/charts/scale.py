"""Shares of a length, round ends of an axis."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10

Value = float | None


def largest(values: Iterable[Value], least: float = 1) -> float:
    """The largest known value, never below `least`, so that an empty chart still has a length."""
    return max([least, *(value for value in values if value is not None)])


def share(value: Value, whole: float, length: float = 100) -> float:
    """Where a value ends on a length: 0 for nothing or unknown, never beyond the length."""
    return round(min(max(value or 0, 0), whole) / whole * length, 2)


def ceiling(value: float, steps: int = 4) -> float:
    """The next round number that divides into `steps` whole steps: 37 → 40, 628 → 800, 220 → 240."""
    step = max(value, steps) / steps
    unit = 10.0 ** floor(log10(step))
    rounded = next(
        factor * unit for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if factor * unit >= step - 1e-9
    )
    return float(ceil(rounded) * steps)
