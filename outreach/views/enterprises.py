from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.conflicts import Conflict
from accounts.paging import keyset
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.views.pages import adopt
from outreach.forms.partners import EnterpriseFilterForm, EnterpriseForm, StatusForm
from outreach.licences import standing
from outreach.models import Enterprise, JobOrder
from outreach.queries import filtered_enterprises
from outreach.services import enterprises
from outreach.services.enterprises import LookAlike
from outreach.views.answers import done, page, two_versions


@require_GET
@requires(Action.PARTNER_READ)
def enterprise_list(request: HouseRequest) -> HttpResponse:
    filters = EnterpriseFilterForm(request.GET)
    day = working_day(current_campaign())
    rows = filtered_enterprises(Enterprise.objects.within(request.access), filters.chosen(), day)
    listed = keyset(rows.prefetch_related("statuses", "markets"), request.GET, order=("name_folded", "pk"))
    shown = [{"enterprise": one, "standing": standing(one, day)} for one in listed.rows]
    context = {"page": listed, "rows": shown, "filters": filters, "day": day}
    return render(request, "outreach/enterprise_list.html", context)


@require_GET
@requires(Action.PARTNER_READ)
def enterprise_detail(request: HouseRequest, pk: int) -> HttpResponse:
    rows = Enterprise.objects.within(request.access).prefetch_related("statuses", "markets")
    enterprise = get_object_or_404(rows, pk=pk)
    day = working_day(current_campaign())
    context = {
        "enterprise": enterprise,
        "day": day,
        "standing": standing(enterprise, day),
        "lookalikes": enterprises.lookalikes(
            enterprise.name, licence_number=enterprise.licence_number, besides=pk
        ),
        "orders": JobOrder.objects.filter(enterprise=enterprise).select_related("market")[:50],
    }
    return render(request, "outreach/enterprise_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def enterprise_new(request: HouseRequest) -> HttpResponse:
    form = EnterpriseForm(request.POST or None)
    if form.is_valid():
        made = entered(request, form)
        if made:
            messages.success(request, _("The enterprise is in the register."))
            return redirect("outreach:enterprise-detail", made.pk)
    return page(request, "outreach/enterprise_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def enterprise_change(request: HouseRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise.objects.within(request.access), pk=pk)
    form = EnterpriseForm(request.POST or None, row=enterprise)
    if form.is_valid():
        try:
            saved = entered(request, form, enterprise)
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if saved:
            messages.success(request, _("The enterprise is changed."))
            return redirect("outreach:enterprise-detail", pk)
    return page(request, "outreach/enterprise_form.html", form, enterprise=enterprise)


def entered(
    request: HouseRequest, form: EnterpriseForm, enterprise: Enterprise | None = None
) -> Enterprise | None:
    """Add or change; a look-alike name asks once whether it is meant."""
    values: dict[str, Any] = form.values()
    try:
        if enterprise is None:
            return enterprises.add_enterprise(access=request.access, **values)
        return enterprises.change_enterprise(access=request.access, enterprise=enterprise, **values)
    except LookAlike as alike:
        form.ask_whether_meant()
        adopt(form, alike)
    except ValidationError as problem:
        adopt(form, problem)
    return None


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def enterprise_status(request: HouseRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise.objects.within(request.access), pk=pk)
    form = StatusForm(request.POST or None)
    if form.is_valid():
        given = {"access": request.access, "enterprise": enterprise, **form.values()}
        if done(form, lambda: enterprises.record_status(**given)):
            messages.success(request, _("The act on the licence is recorded."))
            return redirect("outreach:enterprise-detail", pk)
    return page(request, "outreach/enterprise_status.html", form, enterprise=enterprise)
