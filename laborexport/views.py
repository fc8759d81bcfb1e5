"""«Đi tới»: one field for everything one may open. What is typed goes by POST and stands in no address."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.views.pages import page, posted
from laborexport.goto import find
from registrations import saved


class GotoForm(forms.Form):
    text = forms.CharField(
        label=_("Go to"),
        max_length=120,
        help_text=_("a page, a unit, an event, an enterprise, a list, or a person by name or number"),
        error_messages={"required": _("Type what you want to open.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )


@requires(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "POST"])
def goto(request: HouseRequest) -> HttpResponse:
    """The page works without script; the window of Ctrl+K asks for the hits alone."""
    form = GotoForm(posted(request))
    if request.htmx:
        text = form.cleaned_data["text"] if form.is_valid() else ""
        return render(
            request, "includes/goto_hits.html", {"groups": find(request.access, text), "text": text}
        )
    if form.is_valid():
        key = saved.keep(request, form.cleaned_data["text"])
        return redirect(f"{reverse('goto')}?tim={key}")
    text = saved.recall(request, request.GET.get("tim", ""))
    groups = find(request.access, text) if text and not form.is_bound else []
    form.initial = {"text": text}
    return page(request, "goto.html", {"groups": groups, "text": text}, form)
