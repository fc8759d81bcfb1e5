"""Somebody saved first: what it was, what they saved and what was typed, in three columns; nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.conflicts import Conflict
from campaigns.access import HouseRequest
from campaigns.dates import format_partial
from registrations.forms.milestones import ASKABLE, CorrectionForm
from registrations.looks import last_write
from registrations.models import Milestone, Registration

SHOWN = ("on", *ASKABLE, "note")


def meanwhile(form: forms.Form, conflict: Conflict, yours: str) -> dict[str, Any] | None:
    """Where the registration stood when a step was begun, where it stands now, and the step that was to be written."""
    if "stage" not in form.fields:
        return None
    now: Any = conflict.current
    stages, before = dict(Registration.Stage.choices), form.data.get("stage", "")
    rows = [(_("Stands at"), str(stages.get(before, "")), now.get_stage_display(), yours)]
    same = now.milestones.filter(kind=conflict.fields.get("kind"), superseded_at__isnull=True).first()
    if same is not None:
        saved = values_of(same)
        rows += [
            (str(form.fields[name].label), "", readable(form, name, saved[name]), typed(form, name))
            for name in SHOWN
            if name in form.fields and saved[name] != form.data.get(name, "")
        ]
    form.data = {**form.data, "stage": now.stage}
    them, at = last_write(now)
    return {"rows": rows, "them": them, "at": at}


def side_by_side(
    request: HouseRequest, form: CorrectionForm, opened: Milestone, now: Milestone, conflict: Conflict
) -> HttpResponse | None:
    """Field by field over a corrected step; None when nobody has touched the step itself."""
    base, theirs = values_of(opened), values_of(now)
    fields = [name for name in SHOWN if name in form.fields]
    apart = [name for name in fields if base[name] != theirs[name]]
    if not apart:
        return None
    apart += [name for name in fields if name not in apart and form.data.get(name, "") != theirs[name]]
    them, at = last_write(now)
    registration: Any = conflict.current
    context = {
        "rows": [line(form, name, base[name], theirs[name]) for name in fields if name in apart],
        "version": registration.version,
        "them": them,
        "at": at,
        "hidden": [
            *((name, theirs[name]) for name in fields if name not in apart),
            ("correction_reason", form.data.get("correction_reason", "")),
        ],
    }
    return render(request, "409.html", context, status=409)


def line(form: forms.Form, name: str, base: str, theirs: str) -> dict[str, str]:
    return {
        "name": name,
        "label": str(form.fields[name].label),
        "base": base,
        "base_text": readable(form, name, base),
        "theirs": theirs,
        "theirs_text": readable(form, name, theirs),
        "yours": str(form.data.get(name, "")),
        "yours_text": typed(form, name),
    }


def values_of(step: Milestone) -> dict[str, str]:
    """A step as its form would send it."""
    found = {name: text_of(getattr(step, name)) for name in SHOWN if name != "on"}
    return {**found, "on": format_partial(step.when)}


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return str(value.pk) if hasattr(value, "pk") else str(value or "")


def typed(form: forms.Form, name: str) -> str:
    return readable(form, name, str(form.data.get(name, "")))


def readable(form: forms.Form, name: str, value: str) -> str:
    """A choice in words."""
    if isinstance(form.fields[name], forms.BooleanField):
        return _("yes") if value else _("no")
    choices: Any = getattr(form.fields[name], "choices", [])
    flat = [pair for entry in choices for pair in (entry[1] if isinstance(entry[1], list) else [entry])]
    return str(dict(flat).get(value, value))
