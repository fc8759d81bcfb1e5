from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.conflicts import Conflict
from accounts.paging import keyset
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from outreach.compare import beside_others, paid_by_worker
from outreach.costs import Cost, deposit_ceiling
from outreach.forms.partners import CostForm, JobOrderFilterForm, JobOrderForm
from outreach.models import JobOrder
from outreach.queries import filtered_orders
from outreach.services import job_orders
from outreach.views.answers import attempt, last_write, page, two_versions

Costs = forms.formset_factory(CostForm, extra=4, max_num=30)
SHEET = JobOrder.objects.select_related("market", "channel", "programme", "enterprise", "through_centre")


@require_GET
@requires(Action.PARTNER_READ)
def job_order_list(request: HouseRequest) -> HttpResponse:
    filters = JobOrderFilterForm(request.GET)
    day = working_day(current_campaign())
    rows = filtered_orders(JobOrder.objects.all(), filters.chosen(), day)
    rows = rows.select_related("market", "programme", "enterprise", "through_centre")
    listed = keyset(rows.prefetch_related("costs"), request.GET, order=("-opened_on", "-pk"))
    shown = [
        {
            "order": order,
            "cost": sum(paid_by_worker(order).values()) if order.costs.all() else None,
            "open": order.deadline is None or order.deadline >= day,
        }
        for order in listed.rows
    ]
    context = {"page": listed, "rows": shown, "filters": filters, "day": day}
    return render(request, "outreach/job_order_list.html", context)


@require_GET
@requires(Action.PARTNER_READ)
def job_order_detail(request: HouseRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(SHEET.prefetch_related("costs"), pk=pk)
    others = SHEET.filter(market=order.market).exclude(pk=pk).prefetch_related("costs")[:100]
    ceiling, source = deposit_ceiling(order.market.code, order.channel.code)
    day = working_day(current_campaign())
    context = {
        "order": order,
        "open": order.deadline is None or order.deadline >= day,
        "beside": beside_others(order, others),
        "others": [{"order": o, "cost": sum(paid_by_worker(o).values())} for o in others if o.costs.all()][
            :10
        ],
        "ceiling": ceiling,
        "ceiling_source": source,
    }
    return render(request, "outreach/job_order_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def job_order_new(request: HouseRequest) -> HttpResponse:
    access = request.access
    day = working_day(current_campaign())
    form = JobOrderForm(request.POST or None, access=access, initial={"opened_on": day})
    if form.is_valid():
        order = attempt(form, lambda: job_orders.add_job_order(access=access, **form.values()))
        if order:
            messages.success(request, _("The order is entered. Now enter what it costs the worker."))
            return redirect("outreach:job-order-costs", order.pk)
    return page(request, "outreach/job_order_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def job_order_change(request: HouseRequest, pk: int) -> HttpResponse:
    access = request.access
    order = get_object_or_404(SHEET, pk=pk)
    form = JobOrderForm(request.POST or None, access=access, row=order)
    if form.is_valid():
        try:
            saved = attempt(
                form, lambda: job_orders.change_job_order(access=access, order=order, **form.values())
            )
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if saved:
            messages.success(request, _("The order is changed."))
            return redirect("outreach:job-order-detail", pk)
    return page(request, "outreach/job_order_form.html", form, order=order)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def job_order_costs(request: HouseRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(SHEET.prefetch_related("costs"), pk=pk)
    kept = [
        {"kind": c.kind, "label": c.label, "amount": c.amount, "payer": c.payer} for c in order.costs.all()
    ]
    sheet = Costs(request.POST or None, initial=kept)
    form = SheetForm(request.POST or None, initial={"version": order.version})
    context: dict[str, Any] = {"order": order, "sheet": sheet}
    if form.is_valid() and sheet.is_valid():
        try:
            saved = attempt(form, lambda: written(request, order, form, sheet))
        except Conflict as conflict:
            return sheet_conflict(request, order, conflict, context)
        if saved:
            messages.success(request, _("The cost sheet is saved."))
            return redirect("outreach:job-order-detail", pk)
    status = 422 if form.errors or (sheet.is_bound and not sheet.is_valid()) else 200
    return render(request, "outreach/job_order_costs.html", {"form": form, **context}, status=status)


class SheetForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def written(request: HouseRequest, order: JobOrder, form: SheetForm, sheet: Any) -> JobOrder:
    lines = [line.cleaned_data for line in sheet.forms if line.cleaned_data.get("amount") is not None]
    costs = [Cost(line["kind"], line["amount"], line["payer"], line["label"]) for line in lines]
    return job_orders.set_costs(
        access=request.access, order=order, costs=costs, version=form.cleaned_data["version"]
    )


def sheet_conflict(
    request: HouseRequest, order: JobOrder, conflict: Conflict, context: dict[str, Any]
) -> HttpResponse:
    """What was typed stays in the form; theirs stands above it, and saving again replaces it."""
    current: Any = conflict.current
    them, at = last_write(current)
    form = SheetForm(initial={"version": current.version})
    theirs = {"theirs": current.costs.all(), "them": them, "at": at}
    return render(request, "outreach/job_order_costs.html", {"form": form, **context, **theirs}, status=409)
