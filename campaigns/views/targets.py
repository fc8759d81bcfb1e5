"""Chỉ tiêu: which number by which paper, and what it was before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.conflicts import Conflict
from campaigns import overview
from campaigns.access import Action, HouseRequest, requires
from campaigns.forms.plan import RevisionForm, RiseForm, TargetForm
from campaigns.models import RiseRule, Target
from campaigns.services.targets import declare_rise, drop_rise, history, revise_target, set_target
from campaigns.views.pages import campaign_here, page, posted, submit


@requires(Action.PLAN_READ)
@require_safe
def target_list(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    rows = overview.target_rows(overview.standing(campaign), campaign.years)
    revised = Target.objects.filter(campaign=campaign, superseded_at__isnull=False).count()
    context = {
        "campaign": campaign,
        "years": campaign.years,
        "targets": rows,
        "revised": revised,
        "rises": campaign.rise_rules.select_related("document"),
    }
    return render(request, "campaigns/target_list.html", context)


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def target_new(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    form = TargetForm(posted(request), campaign=campaign, access=request.access)

    def act() -> str:
        target = set_target(access=request.access, campaign=campaign, **form.cleaned_data)
        messages.success(request, _("The target is set."))
        return reverse("campaigns:target-detail", args=[target.pk])

    context = {"campaign": campaign}
    return submit(request, form, act) or page(request, "campaigns/target_form.html", context, form)


@requires(Action.PLAN_READ)
@require_safe
def target_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """A target with all its versions; an old address leads to the same history."""
    target = get_object_or_404(Target.objects.select_related("document", "unit", "organization"), pk=pk)
    versions = history(target)
    return render(request, "campaigns/target_detail.html", {"target": versions[0], "versions": versions})


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def target_revise(request: HouseRequest, pk: int) -> HttpResponse:
    target = get_object_or_404(Target.objects.select_related("document", "unit", "organization"), pk=pk)
    form = RevisionForm(posted(request), target=target)

    def act() -> str:
        new = revise_target(access=request.access, target=target, **form.cleaned_data)
        messages.success(request, _("The target is revised; the old figure stays in its history."))
        return reverse("campaigns:target-detail", args=[new.pk])

    context = {"target": target}
    try:
        return submit(request, form, act) or page(request, "campaigns/target_revise.html", context, form)
    except Conflict:
        reason = _("Somebody else has revised this target meanwhile. Open it and compare.")
        return render(request, "409.html", {"reason": reason}, status=409)


@requires(Action.TARGET_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def rise_rules(request: HouseRequest) -> HttpResponse:
    """The years that must exceed the year before, each by a paper."""
    campaign = campaign_here()
    form = RiseForm(posted(request), campaign=campaign)

    def act() -> str:
        declare_rise(access=request.access, campaign=campaign, **form.cleaned_data)
        messages.success(request, _("The rule is declared."))
        return reverse("campaigns:rise-rules")

    context = {"campaign": campaign, "rises": campaign.rise_rules.select_related("document")}
    return submit(request, form, act) or page(request, "campaigns/rise_rules.html", context, form)


@requires(Action.TARGET_WRITE)
@require_POST
def rise_drop(request: HouseRequest, pk: int) -> HttpResponse:
    drop_rise(access=request.access, rule=get_object_or_404(RiseRule, pk=pk))
    messages.success(request, _("The rule no longer holds for that year."))
    return redirect("campaigns:rise-rules")
