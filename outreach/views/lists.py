from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.conflicts import Conflict
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign
from outreach.forms.partners import BranchForm, MarketForm, ProgrammeForm
from outreach.models import BankBranch, Channel, Market, Programme
from outreach.services import lists
from outreach.views.answers import attempt, done, page, two_versions


@require_GET
@requires(Action.PARTNER_READ)
def market_list(request: HouseRequest) -> HttpResponse:
    context = {
        "markets": Market.objects.all(),
        "programmes": Programme.objects.select_related("market", "channel"),
        "channels": Channel.objects.all(),
    }
    return render(request, "outreach/market_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def market_new(request: HouseRequest) -> HttpResponse:
    form = MarketForm(request.POST or None)
    if form.is_valid() and done(form, lambda: lists.add_market(access=request.access, **form.values())):
        messages.success(request, _("The market is on the list."))
        return redirect("outreach:market-list")
    return page(request, "outreach/market_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def programme_new(request: HouseRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None)
    if form.is_valid() and done(form, lambda: lists.add_programme(access=request.access, **form.values())):
        messages.success(request, _("The programme is on the list."))
        return redirect("outreach:market-list")
    return page(request, "outreach/programme_form.html", form)


@require_GET
@requires(Action.PARTNER_READ)
def branch_list(request: HouseRequest) -> HttpResponse:
    rows = BankBranch.objects.select_related("organization", "unit")
    return render(request, "outreach/branch_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def branch_new(request: HouseRequest) -> HttpResponse:
    access = request.access
    form = BranchForm(request.POST or None, access=access, campaign=current_campaign())
    if form.is_valid() and done(form, lambda: lists.add_branch(access=access, **form.values())):
        messages.success(request, _("The branch is on the list."))
        return redirect("outreach:branch-list")
    return page(request, "outreach/branch_form.html", form)


@require_http_methods(["GET", "POST"])
@requires(Action.PARTNER_WRITE)
def branch_change(request: HouseRequest, pk: int) -> HttpResponse:
    access = request.access
    branch = get_object_or_404(BankBranch.objects.select_related("organization", "unit"), pk=pk)
    form = BranchForm(request.POST or None, access=access, campaign=current_campaign(), row=branch)
    if form.is_valid():
        try:
            saved = attempt(form, lambda: lists.change_branch(access=access, branch=branch, **form.values()))
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if saved:
            messages.success(request, _("The branch is changed."))
            return redirect("outreach:branch-list")
    return page(request, "outreach/branch_form.html", form, branch=branch)
