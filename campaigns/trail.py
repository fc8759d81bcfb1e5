"""Who wrote a row last, and what stands in it now: for the page that says «somebody saved first»."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import BaseForm

from accounts.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Saved:
    by: str
    at: datetime | None
    values: list[tuple[str, str]] = field(default_factory=list)


def last_saved(row: Model, form: BaseForm) -> Saved:
    """The last write of a row, with the values that differ from those typed."""
    entry = (
        AuditEntry.objects.filter(
            kind=AuditEntry.Kind.WRITE,
            object_type=row._meta.label_lower,
            object_ids__contains=[str(row.pk)],
        )
        .order_by("-pk")
        .first()
    )
    values = [
        (str(field.label), shown(row, name))
        for name, field in form.fields.items()
        if hasattr(row, name) and name != "version" and form.cleaned_data.get(name) != getattr(row, name)
    ]
    return Saved(entry.actor_label if entry else "", entry.at if entry else None, values)


def shown(row: Model, name: str) -> str:
    """A value as people read it: the words of a choice, a date day first."""
    words = getattr(row, f"get_{name}_display", None)
    value: Any = words() if words else getattr(row, name)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value or "—")
