"""Entries of the audit trail in words."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.template import Library

from registrations.looks import WORDS

register = Library()


@register.filter
def deed(action: str) -> Any:
    """«Seen in a list»; what nobody has words for is told by its code."""
    return WORDS.get(action, action)


@register.filter
def record_kind(label: str) -> Any:
    """registrations.person → «người đăng ký»; of a table that is no more, its code."""
    try:
        return apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return label
