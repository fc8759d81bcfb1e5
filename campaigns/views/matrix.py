"""Bảng chỉ tiêu của năm: organisations × units, typed as one table; what one act wrote, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import matrix
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import working_day
from campaigns.forms.targets import GridForm, KindForm, WorkingAgeForm
from campaigns.models import Campaign, Target, TargetChange, Unit
from campaigns.services.allotting import Overtaken, Series, undo_change, write_cells
from campaigns.services.moving import moves
from campaigns.services.working_age import known, set_working_age
from campaigns.views.pages import campaign_here, page, posted, submit

KIND, PLACE = "loai", "don-vi"


@requires(Action.PLAN_READ)
@require_safe
def target_matrix(request: HouseRequest, year: int) -> HttpResponse:
    campaign = campaign_here()
    found = matrix.kinds(campaign, year)
    context = about(request, campaign, year, found)
    chosen = series_of(request, found)
    if chosen:
        context |= {"matrix": matrix.matrix_of(chosen, context["place"]), "code": matrix.code_of(chosen)}
    context["leaving"] = len(moves(campaign, year, matrix.day_of(campaign, year)))
    context["changes"] = TargetChange.objects.filter(campaign=campaign, year=year).select_related("made_by")[
        :8
    ]
    return render(request, "campaigns/target_matrix.html", context)


def about(request: HouseRequest, campaign: Campaign, year: int, found: list[Series]) -> dict[str, Any]:
    """What every page of the table knows: where it stands, which years and kinds there are."""
    if year not in campaign.years:
        raise Http404
    place = place_of(request, campaign)
    kinds = [(one, f"?{KIND}={matrix.code_of(one)}&{PLACE}={place.pk}") for one in found]
    return {"campaign": campaign, "year": year, "years": campaign.years, "place": place, "kinds": kinds}


def place_of(request: HouseRequest, campaign: Campaign) -> Unit:
    asked = request.GET.get(PLACE, "")
    if not asked:
        return campaign.province
    inside = Unit.objects.filter(path__startswith=campaign.province.path).select_related("parent")
    return get_object_or_404(inside, pk=asked if asked.isdigit() else 0)


def series_of(request: HouseRequest, found: list[Series]) -> Series | None:
    """The kind of target asked for; the first one otherwise."""
    asked = request.GET.get(KIND, "")
    return next((one for one in found if matrix.code_of(one) == asked), found[0] if found else None)


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def target_grid(request: HouseRequest, year: int) -> HttpResponse:
    campaign = campaign_here()
    found = matrix.kinds(campaign, year)
    context = about(request, campaign, year, found)
    series = new_series(request, campaign, year) if "document" in request.GET else series_of(request, found)
    if series is None or ("moi" in request.GET and "document" not in request.GET):
        kind = KindForm(request.GET if "document" in request.GET else None)
        return page(request, "campaigns/target_kind.html", context, kind)
    table = matrix.matrix_of(series, context["place"])
    form = GridForm(posted(request), matrix=table)
    context |= {"matrix": table, "code": matrix.code_of(series)}
    try:
        return submit(request, form, lambda: save(request, series, form)) or page(
            request, "campaigns/target_grid.html", context, form
        )
    except Overtaken as told:
        form.look_again(told.standing)
        context |= {"form": form, "overtaken": overtaken(form, told)}
        return render(request, "campaigns/target_grid.html", context, status=409)


def new_series(request: HouseRequest, campaign: Campaign, year: int) -> Series | None:
    form = KindForm(request.GET)
    return Series(campaign, year, *form.chosen()) if form.is_valid() else None


def save(request: HouseRequest, series: Series, form: GridForm) -> str:
    data = form.cleaned_data
    change = write_cells(
        access=request.access,
        series=series,
        cells=form.cells(),
        reason=data["reason"],
        amended_by=data["amended_by"],
    )
    if change is None:
        messages.info(request, _("Nothing was changed, so nothing was written."))
        return f"{reverse('campaigns:target-matrix', args=[series.year])}?{KIND}={matrix.code_of(series)}"
    messages.success(request, _("The targets are written."))
    return reverse("campaigns:target-change", args=[change.pk])


def overtaken(form: GridForm, told: Overtaken) -> list[tuple[str, str, Target | None]]:
    """Cell, what was typed, what stands there now."""
    rows = []
    for line, column, _target in form.each():
        place = (line.unit.pk, column.key or None)
        if place in told.standing:
            typed = form.data.get(f"o{line.unit.pk}_{column.key}", "")
            rows.append((f"{line.unit.name}, {column.name}", typed, told.standing[place]))
    return rows


@requires(Action.PLAN_READ)
@require_safe
def target_change(request: HouseRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(TargetChange.objects.select_related("made_by", "undone_by", "undoes"), pk=pk)
    return render(request, "campaigns/target_change.html", {"change": change, **parts_of(change)})


def parts_of(change: TargetChange) -> dict[str, Any]:
    """What came and what went; the same cell stands in one line."""
    related = ("unit", "organization", "document")
    made = list(change.made.select_related(*related, "previous").order_by("unit__path", "organization__rank"))
    ended = {
        t.pk: t for t in change.ended.select_related(*related).order_by("unit__path", "organization__rank")
    }
    rows = [(ended.pop(new.previous_id or 0, None), new) for new in made]
    gone = [(old, None) for old in ended.values()]
    return {
        "rows": [*gone, *rows],
        "before": sum(t.minimum for t in (*ended.values(), *(old for old, _new in rows if old))),
        "after": sum(t.minimum for t in made),
        "standing": all(t.superseded_at is None for t in made),
    }


@requires(Action.TARGET_WRITE)
@require_POST
def target_change_undo(request: HouseRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(TargetChange.objects.select_related("campaign"), pk=pk)
    try:
        undo = undo_change(access=request.access, change=change)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("campaigns:target-change", pk)
    messages.success(request, _("Taken back. The figures that stood before stand again."))
    return redirect("campaigns:target-change", undo.pk)


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def working_age(request: HouseRequest) -> HttpResponse:
    """People of working age of the units below a place, by source and day."""
    campaign = campaign_here()
    place, day = place_of(request, campaign), working_day(campaign)
    units = matrix.units_below(place, day)
    rows = known(units, day)
    form = WorkingAgeForm(posted(request), units=units)

    def act() -> str:
        data = form.cleaned_data
        written = set_working_age(
            access=request.access, on=data["on"], source=data["source"], figures=form.figures()
        )
        messages.success(request, _("%(n)s figures are written.") % {"n": written})
        return f"{reverse('campaigns:working-age')}?{PLACE}={place.pk}"

    context = {"campaign": campaign, "place": place, "known": rows}
    return submit(request, form, act) or page(request, "campaigns/working_age.html", context, form)
