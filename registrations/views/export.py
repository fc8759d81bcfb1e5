"""Export of the list: against a purpose, numbers masked unless one may see them, marked with who, when and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from campaigns.exporting import answer
from campaigns.views.exports import leave
from registrations import exporting, saved, tables
from registrations.forms.exports import PeopleExportForm
from registrations.forms.filters import FilterForm
from registrations.forms.waiting import MondayForm
from registrations.listing import chosen
from registrations.models import Registration


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HouseRequest) -> HttpResponse:
    """The same cut as the list it came from; every person in the file is named in the audit trail."""
    rows, campaign = Registration.objects.within(request.access), current_campaign()
    filters = FilterForm(request.GET, access=request.access, campaign=campaign)
    text = saved.recall(request, request.GET.get("tim", ""))
    cut = chosen(rows, campaign, filters.wanted(text))
    form = PeopleExportForm(request.POST or None, access=request.access)
    if request.method == "POST" and form.is_valid():
        return file(request, cut, **form.cleaned_data)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "count": cut.count(), "most": exporting.MOST_ROWS}
    return render(request, "registrations/export.html", context, status=status)


def file(request: HouseRequest, rows: Any, purpose: str, format: str, whole: bool = False) -> HttpResponse:
    found = list(exporting.with_facts(rows.order_by("name_sort", "id")[: exporting.MOST_ROWS]))
    audit.note(
        "registrations.exported",
        *found,
        access=request.access,
        kind=audit.Kind.EXPORT,
        purpose=purpose,
        changes={"format": format, "whole_numbers": whole},
    )
    sheet = exporting.sheet(found, whole=whole)
    return answer(format, exporting.filename(), sheet, request.access, purpose)


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def loans(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.loans(request.access, request.GET.get("trang-thai", "")))


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def allowances(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.allowances(request.access, request.GET.get("trang-thai", "")))


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def rates(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.rates())


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def credits(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.credits(request.access))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def lists(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.lists(request.access))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def sessions(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.sessions(request.access))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def steps(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.steps(request.access))


@requires(Action.TABLE_EXPORT)
@require_http_methods(["GET", "POST"])
def stage_clocks(request: HouseRequest) -> HttpResponse:
    return leave(request, tables.stage_clocks())


@requires(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def waiting(request: HouseRequest) -> HttpResponse:
    """The people of Monday morning, cut as the page is."""
    asked = MondayForm(request.GET, access=request.access).asked()
    return leave(request, tables.who_waits(request.access, asked))
