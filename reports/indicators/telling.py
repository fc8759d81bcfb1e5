"""A number that is known but not told to this reader: neither zero nor unknown."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format


class Hidden:
    """Instead of a number that is known but not told to this reader (`veil`); no arithmetic knows it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "•"


HIDDEN: Any = Hidden()


PLAIN = (int, str, float, type(None))


def is_told(value: object) -> bool:
    return value is not HIDDEN


def veils(value: Any) -> bool:
    """Whether anything in an answer is not told; the first found ends the search."""
    if isinstance(value, PLAIN):  # by far the most
        return False
    if value is HIDDEN:
        return True
    if isinstance(value, tuple | list):
        return any(map(veils, value))
    if isinstance(value, dict):
        return any(map(veils, value.values()))
    names = getattr(value, "__dataclass_fields__", ())
    return any(veils(getattr(value, name)) for name in names)


def written(value: Any) -> str:
    """1.234; unknown or absent → a dash; what is not told → a dot."""
    if value is None or value == "":  # what a template does not find is empty
        return "—"
    if not is_told(value):
        return str(value)
    return number_format(value, 0 if value == int(value) else 1, use_l10n=True, force_grouping=True)
