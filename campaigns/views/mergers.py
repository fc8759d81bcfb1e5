"""Sáp nhập: a resolution is shown with all it changes before it is carried out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.forms.directory import MergerForm
from campaigns.services.units import Preview, merge_units, preview
from campaigns.views.pages import adopt, submit


@requires(Action.DIRECTORY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_merge(request: HouseRequest) -> HttpResponse:
    """GET with a resolution shows what it would change; POST of the same does it."""
    form = MergerForm(sent(request), access=request.access)

    def act() -> str:
        heir = merge_units(access=request.access, merger=form.merger)
        messages.success(request, _("The units are merged into %s. Nothing recorded was changed.") % heir)
        return reverse("campaigns:unit-detail", args=[heir.pk])

    done = submit(request, form, act)
    if done:
        return done
    context = {"form": form, "preview": shown(request, form), "sent": pairs(request)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "campaigns/unit_merge.html", context, status=status)


def sent(request: HouseRequest) -> QueryDict | None:
    if request.method == "POST":
        return request.POST
    return request.GET or None


def shown(request: HouseRequest, form: MergerForm) -> Preview | None:
    """The preview of a resolution that can be carried out; else what speaks against it stands in the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return preview(access=request.access, merger=form.merger)
    except ValidationError as refusal:
        adopt(form, refusal)
        return None


def pairs(request: HouseRequest) -> list[tuple[str, str]]:
    """The resolution once more, for the form that carries it out."""
    return [
        (name, str(value))
        for name, values in request.GET.lists()
        if name in MergerForm.base_fields
        for value in values
    ]
