"""A page that asks for one thing about one registration: shows the form, does it once, says what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.conflicts import Conflict
from campaigns.access import HouseRequest
from campaigns.views.pages import submit
from registrations.models import Registration
from registrations.views.conflicts import meanwhile

Act = Callable[[], Any]


def ask(
    request: HouseRequest,
    registration: Registration,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    button: str,
    done: str = "",
    back: str = "",
    names: Mapping[str, str] | None = None,
    on_conflict: Callable[[Conflict], HttpResponse | None] | None = None,
    template: str = "registrations/form.html",
    **context: Any,
) -> HttpResponse:
    """`act` writes; what it answers may carry `warnings`, which are said on the next page."""
    back = back or reverse("registrations:detail", args=[registration.pk])

    status = 200
    if request.method == "POST":
        try:
            if response := submit(request, form, lambda: written(request, act, done, back), names):
                return response
            status = 422
        except Conflict as conflict:
            if on_conflict is not None and (answer := on_conflict(conflict)):
                return answer
            status = 409
            renew(form, conflict)
            context["meanwhile"] = meanwhile(form, conflict, title)
    context |= {"form": form, "registration": registration, "title": title, "button": button, "back": back}
    return render(request, template, context, status=status)


def written(request: HouseRequest, act: Act, done: str, back: str) -> str:
    """Act, say what is worth saying, and answer where to go."""
    for warning in getattr(act(), "warnings", ()):
        messages.warning(request, warning)
    if done:
        messages.success(request, done)
    return back


def renew(form: forms.Form, conflict: Conflict) -> None:
    """Somebody saved first: say so, keep what was typed, and let the next save be over what stands there now."""
    form.add_error(
        None,
        _(
            "Somebody changed this record while you were writing. Look at it again; nothing you typed is lost."
        ),
    )
    version = conflict.current.version  # type: ignore[attr-defined]
    form.data = {**form.data.dict(), "version": str(version)}  # type: ignore[attr-defined]
