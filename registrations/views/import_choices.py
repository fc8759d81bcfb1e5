"""Nhập từ Excel: what columns mean, what unknown words stand for, which sheets are wanted, and what a body has taught."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.access import Action, HouseRequest, requires
from campaigns.views.pages import page, posted, submit
from imports import choices, learnt
from imports.models import Batch, Learnt
from registrations.forms.choosing import ColumnsForm, ValuesForm
from registrations.importing import CandidateImporter, values
from registrations.services import importing

NEEDED = "full_name"


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_columns(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Say of columns what they mean; when that changes what is read, the list is read anew."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    form = columns_form(batch, request)

    def act() -> str:
        if importing.say_columns(access=request.access, batch=batch, meant=form.meant(), needed=NEEDED):
            messages.info(request, _("The list is being read anew with these columns."))
        return back_to(batch)

    if response := submit(request, form, act):
        return response
    context = {"batch": batch, "back": back_to(batch), "undecided": len(choices.waiting(batch))}
    return page(request, "imports/columns.html", context, form)


def columns_form(batch: Batch, request: HouseRequest | None = None) -> ColumnsForm:
    headings = list(choices.headings_of(batch).values())
    return ColumnsForm(posted(request) if request else None, headings=headings)


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_values(request: HouseRequest, pk: UUID) -> HttpResponse:
    """One choice for all rows that say the same unknown words."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    importer = CandidateImporter(request.access, batch.campaign)
    form = values_form(batch, importer, request)

    def act() -> str:
        found = values.apply(batch, form.chosen(), importer, access=request.access)
        told = ngettext("%(n)s row was read anew.", "%(n)s rows were read anew.", found)
        messages.success(request, told % {"n": found})
        return back_to(batch)

    if response := submit(request, form, act):
        return response
    return page(request, "imports/values.html", {"batch": batch, "back": back_to(batch)}, form)


def values_form(batch: Batch, importer: CandidateImporter, request: HouseRequest | None = None) -> ValuesForm:
    found = values.with_offers(values.groups(batch), importer.access, batch.kind)
    possible = {about: values.options(about, importer) for about in {group.about for group in found}}
    pairs = [(group, possible[group.about]) for group in found]
    return ValuesForm(posted(request) if request else None, groups=pairs)


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_values_back(request: HouseRequest, pk: UUID) -> HttpResponse:
    """What the sheet says stands again in all rows for which something else had been chosen."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    about, words = request.POST.get("about", ""), request.POST.get("words", "")
    importer = CandidateImporter(request.access, batch.campaign)
    try:
        found = values.take_back(batch, about, words, importer, access=request.access)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(back_to(batch))
    told = ngettext("%(n)s row was read anew.", "%(n)s rows were read anew.", found)
    messages.success(request, told % {"n": found})
    return redirect(back_to(batch))


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_sheet(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Leave a sheet out, or read it after all."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    name, wanted = request.POST.get("name", ""), request.POST.get("wanted") == "1"
    try:
        importing.say_sheet(access=request.access, batch=batch, name=name, wanted=wanted)
        messages.info(request, _("The list is being read anew with these sheets."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(back_to(batch))


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_lack(request: HouseRequest, pk: UUID) -> HttpResponse:
    """That the list lacks a column is known."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    try:
        choices.of_lack(access=request.access, batch=batch, key=request.POST.get("key", ""))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(back_to(batch))


@requires(Action.CANDIDATE_IMPORT)
@require_GET
def import_learnt(request: HouseRequest) -> HttpResponse:
    """What lists of my body are read by, beside the words everybody uses."""
    found = Learnt.objects.within(request.access).select_related("taught_by")
    headings = found.filter(about=Learnt.HEADING)
    return render(
        request, "imports/learnt.html", {"headings": headings, "values": found.exclude(about=Learnt.HEADING)}
    )


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_forget(request: HouseRequest, pk: int) -> HttpResponse:
    """The next list is read without it."""
    one = get_object_or_404(Learnt.objects.within(request.access), pk=pk)
    learnt.forget(one, access=request.access)
    messages.success(request, _("“%(words)s” was forgotten.") % {"words": one.shown})
    return redirect("registrations:import-learnt")


def asked(request: HouseRequest, batch: Batch, codes: Iterable[str]) -> dict[str, Any]:
    """What the page of a list has to say and to ask of it as a whole; `codes` are the problems that its rows have."""
    asks = batch.state == Batch.State.CHECKED and set(values.CODES) & set(codes)
    importer = CandidateImporter(request.access, batch.campaign) if asks else None
    return {
        "columns_form": columns_form(batch),
        "undecided": len(choices.waiting(batch)),
        "lacks": choices.lacking(batch),
        "values_form": values_form(batch, importer) if importer else None,
        "taken": values.taken(batch),
    }


def back_to(batch: Batch) -> str:
    return reverse("registrations:import-detail", args=[batch.pk])
