"""Nhập từ Excel: upload, check, preview with every problem of every row, commit, result."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from campaigns.views.pages import submit
from imports import batches
from imports.models import Batch, Row
from registrations.forms.imports import UploadForm
from registrations.importing import decisions, kinds
from registrations.importing.foreseeing import how_many_go
from registrations.importing.returned import WAITING, rest_of
from registrations.importing.writing import registration_of
from registrations.models import Registration
from registrations.services import importing
from registrations.views.import_choices import asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_PAGE = 40  # with eight problems each a page still fits into 14 KB
SHAPES = {
    "ready": "ok",
    "ask": "warn",
    "error": "err",
    "duplicate": "dup",
    "outside": "locked",
    "unchanged": "ok",
    "skipped": "none",
    "committed": "ok",
    "undone": "none",
}


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_list(request: HouseRequest) -> HttpResponse:
    """The lists of my body in my area, and a place to send a new one."""
    found = Batch.objects.within(request.access).select_related("unit", "uploaded_by", "job")[:ROWS_A_PAGE]
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (response := submit(request, form, lambda: sent(request, form))):
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/list.html", {"batches": found, "form": form}, status=status)


def sent(request: HouseRequest, form: UploadForm) -> str:
    file = form.cleaned_data["file"]
    batch = importing.start_check(
        access=request.access, campaign=current_campaign(), filename=file.name, content=file.read()
    )
    return reverse("registrations:import-detail", args=[batch.pk])


@requires(Action.CANDIDATE_IMPORT)
@require_GET
def import_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Where a list stands; its rows by state, each with all its problems."""
    batch = get_object_or_404(
        Batch.objects.within(request.access).select_related("job", "unit", "uploaded_by"), pk=pk
    )
    if request.htmx and batch.job and batch.job.is_open:
        return render(request, "imports/_progress.html", {"batch": batch, "job": batch.job})
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page, state = rows_of(request, batch)
    context = {"batch": batch, "job": batch.job, "page": page, "state": state, **standing(batch)}
    context |= asked(request, batch, context["codes"])
    return render(request, "imports/detail.html", context | {"rows": shown(request, page)})


def standing(batch: Batch) -> dict[str, Any]:
    """How many rows are in each state, and how many of them are not in the house."""
    states, counts = batches.states(batch), decisions.kinds(batch)
    repairs = kinds.repairs(counts)
    return {
        "choices": Row.State,
        "states": states,
        "waiting": sum(states[state] for state in WAITING),
        "codes": counts,
        "repairs": repairs,
        "repaired_cells": sum(kind.count for kind in repairs),
        "decidable": kinds.decidable(counts),
    }


def shown(request: HouseRequest, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows with their words, what may be decided of each, and the registration a written one is found at."""
    listed = [(row, batches.reading_of(row)) for row in rows]
    written = {row.pk: registration_of(row) for row, _reading in listed if row.made}
    known = Registration.objects.within(request.access).filter(pk__in=written.values())
    found = set(known.values_list("pk", flat=True)) if written else set()
    return [
        {
            "row": row,
            "reading": reading,
            "shape": SHAPES[row.state],
            "acts": decisions.possible(row, reading),
            "key": str(row.pk),
            "registration": key if (key := written.get(row.pk)) in found else None,
        }
        for row, reading in listed
    ]


def rows_of(request: HouseRequest, batch: Batch) -> tuple[Page[Row], str]:
    """A page of rows in the state asked for; which rows were seen is logged."""
    state = request.GET.get("trang-thai", "")
    rows = batch.rows.filter(state=state) if state in Row.State.values else batch.rows.all()
    if code := request.GET.get("ma"):
        rows = rows.filter(codes__contains=[code])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    audit.note("import.viewed", batch, access=request.access, changes={"rows": [row.number for row in page]})
    return page, state


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_commit(request: HouseRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    try:
        importing.start_commit(access=request.access, batch=batch)
        messages.info(request, _("The ready rows are being written. You may leave this page."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("registrations:import-detail", batch.pk)


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_undo(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Ask once, then take back what the list wrote; rows that others have worked on stay and say so."""
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    back = reverse("registrations:import-detail", args=[batch.pk])
    if request.method == "POST":
        try:
            importing.start_undo(access=request.access, batch=batch)
            messages.info(request, _("The list is being taken back. You may leave this page."))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect(back)
    written = list(batch.rows.filter(state=Row.State.COMMITTED)) if batch.can_be_undone else []
    going = how_many_go(request.access, written)
    told = {"batch": batch, "written": len(written), "going": going, "stays": len(written) - going}
    return render(request, "imports/undo.html", told | {"back": back})


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_drop(request: HouseRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.within(request.access), pk=pk)
    batches.drop(batch, access=request.access)
    messages.info(request, _("The list was put aside. Nothing of it was written."))
    return redirect("registrations:import-list")


@requires(Action.CANDIDATE_IMPORT)
@require_GET
def import_rest(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The rows that were not written, with a column that says why, to be mended in Excel and sent again."""
    batch = get_object_or_404(Batch.objects.within(request.access).filter(file_gone_at=None), pk=pk)
    with transaction.atomic():
        audit.record("import.given_back", batch, access=request.access, kind=audit.Kind.EXPORT)
    name = f"{PurePath(batch.filename).stem} - còn lại.xlsx"
    answer = HttpResponse(rest_of(batch), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer
