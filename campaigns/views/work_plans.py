"""Kế hoạch năm: each body's own plan for its part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from campaigns.forms.plan import ActivityForm, ActivityFormSet, NewWorkPlanForm, WorkPlanForm
from campaigns.models import WorkPlan
from campaigns.services.work_plans import change_work_plan, make_work_plan
from campaigns.views.pages import campaign_here, page, posted, stale, submit

if TYPE_CHECKING:
    from django.forms import BaseFormSet

    Activities = BaseFormSet[ActivityForm]


@requires(Action.PLAN_READ)
@require_safe
def work_plan_list(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    context = {"campaign": campaign, "years": campaign.years, "yearly": overview.yearly_plans(campaign)}
    return render(request, "campaigns/work_plan_list.html", context)


@requires(Action.PLAN_READ)
@require_safe
def work_plan_detail(request: HouseRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan.objects.select_related("organization", "campaign"), pk=pk)
    mine = WorkPlan.objects.writable_by(request.access).filter(pk=pk).exists()
    activities = list(plan.activities.all())
    context = {
        "plan": plan,
        "activities": activities,
        "done": sum(activity.done_on is not None for activity in activities),
        "mine": mine,
        "day": working_day(plan.campaign),
    }
    return render(request, "campaigns/work_plan_detail.html", context)


@requires(Action.WORK_PLAN_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def work_plan_new(request: HouseRequest) -> HttpResponse:
    campaign = campaign_here()
    form = NewWorkPlanForm(posted(request), campaign=campaign, access=request.access)

    def act() -> str:
        plan = make_work_plan(access=request.access, campaign=campaign, **form.cleaned_data)
        messages.success(request, _("The plan of the year is made. Now write its activities."))
        return reverse("campaigns:work-plan-edit", args=[plan.pk])

    return submit(request, form, act) or page(request, "campaigns/work_plan_new.html", {}, form)


@requires(Action.WORK_PLAN_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def work_plan_edit(request: HouseRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan.objects.writable_by(request.access), pk=pk)
    form = WorkPlanForm(posted(request), plan=plan)
    lines = ActivityFormSet(posted(request), initial=lines_of(plan), prefix="viec")
    context: dict[str, Any] = {"plan": plan, "form": form, "lines": lines}
    try:
        done = submit(request, form, lambda: save(request, plan, form, lines)) if lines.is_valid() else None
    except Conflict as conflict:
        context["saved"] = stale(conflict, form)
        return render(request, "campaigns/work_plan_form.html", context, status=409)
    status = 422 if request.method == "POST" else 200
    return done or render(request, "campaigns/work_plan_form.html", context, status=status)


def lines_of(plan: WorkPlan) -> list[dict[str, object]]:
    return [dict(line) for line in plan.activities.values("pk", "text", "due_on", "done_on", "note")]


def save(request: HouseRequest, plan: WorkPlan, form: WorkPlanForm, lines: Activities) -> str:
    change_work_plan(
        access=request.access,
        plan=plan,
        lines=[line.line for line in lines if line.line],
        removed=[line.cleaned_data["pk"] for line in lines if line.is_removed],
        **form.cleaned_data,
    )
    messages.success(request, _("The plan of the year is saved."))
    return reverse("campaigns:work-plan-detail", args=[plan.pk])
