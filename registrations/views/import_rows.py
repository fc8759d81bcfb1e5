"""Rows of a list that wait: mended one by one or in a grid, decided one by one or all of a kind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.views.pages import page, submit
from imports.batches import reading_of
from imports.models import Batch, Row
from imports.readings import Reading
from registrations.forms.importing import DecisionForm, GridForm, StepsForm
from registrations.forms.imports import RowForm
from registrations.importing import CandidateImporter, decisions, kinds

ROWS_A_GRID = 20
WRONG = (Row.State.ERROR, Row.State.ASK, Row.State.DUPLICATE)


def batch_of(access: Access, pk: UUID) -> Batch:
    return get_object_or_404(Batch.objects.within(access), pk=pk)


def sent(request: HouseRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_row(request: HouseRequest, pk: UUID, row: int) -> HttpResponse:
    """Mend one row: its words on a plain form, its problems above them."""
    batch = batch_of(request.access, pk)
    found = get_object_or_404(batch.rows, pk=row)
    reading = reading_of(found)
    form = RowForm(sent(request), reading=reading)
    if request.method == "POST" and form.is_valid():
        importer = CandidateImporter(request.access, batch.campaign)
        mended = decisions.change(batch, {found.pk: form.raw()}, importer, access=request.access)
        if not mended or mended[0].state == Row.State.READY:
            messages.success(request, _("Row %(number)s is ready.") % {"number": reading.number})
            return redirect("registrations:import-detail", batch.pk)
        found.refresh_from_db()
        reading = mended[0]
    context = {"batch": batch, "row": found, "reading": reading, "form": form, "after": after(batch, found)}
    context["acts"] = decisions.possible(found, reading)
    return render(request, "imports/row.html", context, status=422 if request.method == "POST" else 200)


def after(batch: Batch, row: Row) -> Row | None:
    """The next row that waits for somebody."""
    waiting = batch.rows.filter(state__in=WRONG).order_by("sheet", "number")
    later = waiting.filter(sheet=row.sheet, number__gt=row.number) | waiting.filter(sheet__gt=row.sheet)
    return later.first()


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_decide(request: HouseRequest, pk: UUID, row: int) -> HttpResponse:
    """Decide about one row: skip, together, update, another person, later; turn a repair back, take a proposal."""
    batch = batch_of(request.access, pk)
    found = get_object_or_404(batch.rows, pk=row)
    form = DecisionForm(request.POST)
    if form.is_valid():
        importer = CandidateImporter(request.access, batch.campaign)
        decision = form.cleaned_data["decision"]
        decisions.decide(batch, [found.pk], decision, importer, access=request.access)
    return HttpResponseRedirect(f"{detail(batch, request.GET)}#dong-{found.number}")


@requires(Action.CANDIDATE_IMPORT)
@require_POST
def import_decide_all(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The same decision for all rows with one kind of problem or repair."""
    batch = batch_of(request.access, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        decision = form.cleaned_data["decision"]
        keys = [row.pk for row in decisions.of_kind(batch, decision.code)]
        importer = CandidateImporter(request.access, batch.campaign)
        n = decisions.decide(batch, keys, decision, importer, access=request.access)
        messages.success(request, ngettext("Decided for %(n)s row.", "Decided for %(n)s rows.", n) % {"n": n})
    return redirect(detail(batch, request.GET))


def detail(batch: Batch, query: QueryDict) -> str:
    """The page of the list, as it was filtered."""
    address = reverse("registrations:import-detail", args=[batch.pk])
    return f"{address}?{query.urlencode()}" if query else address


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_grid(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Rows that wait, many at once, a field for each cell; keys are a help and no need."""
    batch = batch_of(request.access, pk)
    rows = posted(batch, request.POST) if sent(request) is not None else None
    shown = Paginator(waiting(batch, request.GET), ROWS_A_GRID).get_page(request.GET.get("trang"))
    read = [(row, reading_of(row)) for row in (rows if rows is not None else shown)]
    form = GridForm(sent(request), rows=read)
    if rows is not None and form.is_valid():
        return mended(request, batch, form)
    audit.note(
        "import.viewed", batch, access=request.access, changes={"rows": [row.number for row, _r in read]}
    )
    context = {"batch": batch, "page": shown, "code": request.GET.get("ma", ""), "accepted": kinds.ACCEPTED}
    return page(request, "imports/grid.html", context, form)


def waiting(batch: Batch, query: QueryDict) -> Any:
    """Rows to be mended, all or those with one kind of problem; of other areas nothing is shown."""
    rows = batch.rows.filter(state__in=WRONG).order_by("sheet", "number")
    return rows.filter(codes__contains=[query["ma"]]) if query.get("ma") else rows


def posted(batch: Batch, given: QueryDict) -> list[Row]:
    """The rows whose cells were sent, as long as they still wait."""
    keys = {name.rpartition("-")[2] for name in given if "-" in name}
    numbers = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
    return list(batch.rows.filter(pk__in=numbers, state__in=WRONG).order_by("sheet", "number")[:ROWS_A_GRID])


def mended(request: HouseRequest, batch: Batch, form: GridForm) -> HttpResponse:
    """Say how many rows are ready now, and come back to those that are not."""
    importer = CandidateImporter(request.access, batch.campaign)
    readings = decisions.change(batch, form.changed(), importer, access=request.access)
    ready = sum(reading.state == Row.State.READY for reading in readings)
    told = _("%(changed)s rows were checked again, %(ready)s of them are ready.")
    messages.info(request, told % {"changed": len(readings), "ready": ready})
    address = reverse("registrations:import-grid", args=[batch.pk])
    return redirect(f"{address}?{request.GET.urlencode()}")


@requires(Action.CANDIDATE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_steps(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Take the steps that notes speak of («đã bay») along with one row, or with all rows of the kind."""
    batch = batch_of(request.access, pk)
    rows = of_steps(batch, request.GET)
    readings = [reading_of(row) for row in rows]
    form = StepsForm(sent(request), readings=readings, access=request.access)
    if response := submit(request, form, lambda: accepted(request, batch, rows, form)):
        return response
    audit.note("import.viewed", batch, access=request.access, changes={"rows": [row.number for row in rows]})
    told = [
        (row, reading, problem)
        for row, reading in zip(rows, readings, strict=True)
        for problem in reading.problems
        if problem.code.startswith("step_")
    ]
    return page(request, "imports/steps.html", {"batch": batch, "told": told}, form)


def of_steps(batch: Batch, query: QueryDict) -> list[Row]:
    """One row, or all that wait with this kind of step; rows without a proposal are left out."""
    one = query.get("dong", "")
    found = (
        list(batch.rows.filter(pk=int(one[:18])))
        if one.isdecimal()
        else decisions.of_kind(batch, query.get("ma", ""))
    )
    return [row for row in found if any(code.startswith("step_") for code in row.codes)]


def accepted(request: HouseRequest, batch: Batch, rows: list[Row], form: StepsForm) -> str:
    importer = CandidateImporter(request.access, batch.campaign)
    keys, given = [row.pk for row in rows], form.given()
    readings: list[Reading] = decisions.accept(batch, keys, given, importer, access=request.access)
    ready = sum(reading.state == Row.State.READY for reading in readings)
    told = _("The steps go in with %(n)s rows; %(ready)s rows are ready.")
    messages.success(request, told % {"n": len(readings), "ready": ready})
    return reverse("registrations:import-detail", args=[batch.pk])
