"""Entries of the audit trail in words."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.template import Library

from reports import deeds

register = Library()


register.filter(deeds.deed)


@register.filter
def record_kind(label: str) -> Any:
    """registrations.person → «người đăng ký»; of a table that is no more, its code."""
    try:
        named = apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return label
    # A table that nobody sees by itself has no name of its own, only that of its class.
    return deeds.SUBJECTS.get(str(named).replace(" ", "_"), named)
