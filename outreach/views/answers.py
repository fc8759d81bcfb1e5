"""How a page with a form answers: as it is, with what must be mended, or with two versions side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns.views.pages import adopt
from outreach.forms.base import VersionedForm

Result = TypeVar("Result")


def attempt(form: forms.Form, act: Callable[[], Result]) -> Result | None:
    """Do it; what the service refuses becomes an error of the form."""
    try:
        return act()
    except ValidationError as problem:
        adopt(form, problem)
        return None


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """The same, where only matters whether it was done."""
    return attempt(form, act) is not None


def page(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with its form; 422 says that something must be mended."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def two_versions(request: HttpRequest, form: VersionedForm, conflict: Conflict) -> HttpResponse:
    """What was opened, what the other has saved and what was typed, to choose from."""
    current: Any = conflict.current
    typed, theirs = form.typed(), form.written(form.facts(current))
    base = opened(typed.get("opened", ""))
    differing = [name for name in theirs if theirs[name] != typed.get(name, "")]
    rows = [_row(form, name, base.get(name, ""), theirs[name], typed.get(name, "")) for name in differing]
    hidden = [(name, value) for name, value in theirs.items() if name not in differing]
    hidden.append(("opened", json.dumps(theirs, ensure_ascii=False)))
    them, at = last_write(current)
    context = {"rows": rows, "hidden": hidden, "version": current.version, "them": them, "at": at}
    return render(request, "409.html", context, status=409)


def opened(text: str) -> dict[str, str]:
    """What the form showed when it was opened, as it travelled with it."""
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else {}


def _row(form: VersionedForm, name: str, base: str, theirs: str, yours: str) -> dict[str, str]:
    words = {"base": base, "theirs": theirs, "yours": yours}
    return {
        "name": name,
        "label": str(form.fields[name].label),
        **words,
        **{f"{key}_text": form.in_words(name, value) for key, value in words.items()},
    }


def last_write(row: Any) -> tuple[str, Any]:
    """Who changed a row last, and when, from the audit trail."""
    entry = (
        AuditEntry.objects.filter(
            object_type=row._meta.label_lower, object_ids__contains=[str(row.pk)], kind=AuditEntry.Kind.WRITE
        )
        .order_by("-pk")
        .first()
    )
    return (entry.actor_label, entry.at) if entry else ("", None)
