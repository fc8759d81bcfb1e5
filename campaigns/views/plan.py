"""Kế hoạch: what was agreed, who does what, how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.conflicts import Conflict
from campaigns import overview
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import working_day
from campaigns.forms.plan import CampaignForm, DutyForm
from campaigns.models import Campaign, Duty, LegalDocument
from campaigns.services.plan import change_campaign, update_duty
from campaigns.views.pages import campaign_here, page, posted, stale, submit


@requires(Action.PLAN_READ)
@require_safe
def plan(request: HouseRequest) -> HttpResponse:
    """The campaign on one page; before anything is loaded it says so."""
    if not Campaign.objects.exists():
        return render(request, "campaigns/no_plan.html")
    campaign = campaign_here()
    context = {
        "campaign": campaign,
        "parties": campaign.parties.select_related("organization"),
        "clauses": overview.clauses(campaign, working_day(campaign)),
        "done": campaign.duties.filter(state=Duty.State.DONE).count(),
        "years": campaign.years,
        "targets": overview.target_rows(overview.standing(campaign), campaign.years),
        "rises": campaign.rise_rules.select_related("document"),
        "documents": LegalDocument.objects.order_by("issued_on"),
        "yearly": overview.yearly_plans(campaign),
        "mine": set(Duty.objects.reportable_by(request.access).values_list("pk", flat=True)),
    }
    return render(request, "campaigns/plan.html", context)


@requires(Action.PLAN_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    form = CampaignForm(posted(request), campaign=campaign)

    def act() -> str:
        fields = dict(form.cleaned_data)
        version = fields.pop("version")
        change_campaign(access=request.access, campaign=campaign, fields=fields, version=version)
        messages.success(request, _("The plan is saved."))
        return reverse("campaigns:plan")

    context: dict[str, Any] = {"campaign": campaign}
    try:
        return submit(request, form, act) or page(request, "campaigns/plan_form.html", context, form)
    except Conflict as conflict:
        context["saved"] = stale(conflict, form)
        return render(request, "campaigns/plan_form.html", {**context, "form": form}, status=409)


@requires(Action.PLAN_READ)
@require_safe
def duty_detail(request: HouseRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.select_related("campaign"), pk=pk)
    line = overview.duty_line(duty, working_day(duty.campaign))
    mine = Duty.objects.reportable_by(request.access).filter(pk=pk).exists()
    return render(request, "campaigns/duty_detail.html", {"line": line, "duty": duty, "mine": mine})


@requires(Action.DUTY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_edit(request: HouseRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.reportable_by(request.access), pk=pk)
    form = DutyForm(posted(request), duty=duty)

    def act() -> str:
        update_duty(access=request.access, duty=duty, **form.cleaned_data)
        messages.success(request, _("The state of the duty is saved."))
        return reverse("campaigns:duty-detail", args=[duty.pk])

    context: dict[str, Any] = {"duty": duty}
    try:
        return submit(request, form, act) or page(request, "campaigns/duty_form.html", context, form)
    except Conflict as conflict:
        context["saved"] = stale(conflict, form)
        return render(request, "campaigns/duty_form.html", {**context, "form": form}, status=409)
