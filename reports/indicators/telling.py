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


def is_told(value: object) -> bool:
    return value is not HIDDEN


def written(value: Any) -> str:
    """1.234; unknown or absent → a dash; what is not told → a dot."""
    if value is None or value == "":  # what a template does not find is empty
        return "—"
    if not is_told(value):
        return str(value)
    return number_format(value, 0 if value == int(value) else 1, use_l10n=True, force_grouping=True)
