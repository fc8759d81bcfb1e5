"""Small words of the pages of targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template import Library

from campaigns.models import Target
from campaigns.services.moving import text

register = Library()


@register.filter
def force_words(code: str) -> Any:
    return Target.Force(code).label


@register.filter
def item(rows: Mapping[Any, Any], key: Any) -> Any:
    """A row by its key; nothing where there is none."""
    return rows.get(key)


@register.filter
def range_words(amount: tuple[int, int | None]) -> str:
    return text(amount)
