"""Đơn vị: units of any day, what became of them, and how a resolution changes them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import atlas
from campaigns.access import Action, HouseRequest, requires
from campaigns.dates import today_vn
from campaigns.forms.directory import CloseForm, RenameForm, UnitFilter, UnitForm
from campaigns.models import Unit
from campaigns.services.units import add_unit, close_unit, rename_unit
from campaigns.views.pages import page, posted, submit


@requires(Action.DIRECTORY_READ)
@require_safe
def unit_list(request: HouseRequest) -> HttpResponse:
    """Units of a day by district; a search looks through all times."""
    filters = UnitFilter(request.GET)
    valid = filters.is_valid()
    day = (filters.cleaned_data.get("day") if valid else None) or today_vn()
    words = filters.cleaned_data.get("q", "") if valid else ""
    context = {
        "filters": filters,
        "day": day,
        "words": words,
        "found": list(atlas.search(words)) if words else [],
        "groups": [] if words else atlas.groups(day),
    }
    return render(request, "campaigns/unit_list.html", context, status=200 if valid else 422)


@requires(Action.DIRECTORY_READ)
@require_safe
def unit_detail(request: HouseRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    context = {
        "unit": unit,
        "day": today_vn(),
        "holds": unit.holds_on(today_vn()),
        "versions": Unit.objects.filter(code=unit.code).exclude(pk=unit.pk).order_by("valid_from"),
        "aliases": unit.aliases.all(),
        "below": unit.children.order_by("code", "valid_from"),
        "timeline": atlas.timeline(unit),
        **atlas.neighbours(unit, today_vn()),
    }
    return render(request, "campaigns/unit_detail.html", context)


@requires(Action.DIRECTORY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HouseRequest) -> HttpResponse:
    form = UnitForm(posted(request), access=request.access)

    def act() -> str:
        unit = add_unit(access=request.access, **form.cleaned_data)
        messages.success(request, _("%s is in the directory.") % unit)
        return address(unit)

    return submit(request, form, act) or page(request, "campaigns/unit_form.html", {}, form)


@requires(Action.DIRECTORY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_rename(request: HouseRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.within(request.access), pk=pk)
    form = RenameForm(posted(request), unit=unit)

    def act() -> str:
        new = rename_unit(access=request.access, unit=unit, **form.cleaned_data)
        messages.success(request, _("The unit goes on as %s.") % new)
        return address(new)

    return submit(request, form, act) or page(request, "campaigns/unit_rename.html", {"unit": unit}, form)


@requires(Action.DIRECTORY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: HouseRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.within(request.access), pk=pk)
    form = CloseForm(posted(request))

    def act() -> str:
        close_unit(access=request.access, unit=unit, **form.cleaned_data)
        messages.success(request, _("%s is closed; all that was recorded there stays.") % unit)
        return address(unit)

    return submit(request, form, act) or page(request, "campaigns/unit_close.html", {"unit": unit}, form)


def address(unit: Unit) -> str:
    return reverse("campaigns:unit-detail", args=[unit.pk])
