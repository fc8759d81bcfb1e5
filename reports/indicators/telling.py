"""A number that is known but not told to this reader: neither zero nor unknown."""

from __future__ import annotations

from typing import Any


class Hidden:
    """Instead of a number that is known but not told to this reader (`veil`); no arithmetic knows it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "•"


HIDDEN: Any = Hidden()


def is_told(value: object) -> bool:
    return value is not HIDDEN
