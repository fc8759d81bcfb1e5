from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.conflicts import Conflict
from accounts.paging import keyset
from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from outreach.forms.events import (
    CancelForm,
    EventFilterForm,
    EventForm,
    HandoutForm,
    OrganizersForm,
    PlanForm,
    ResultForm,
)
from outreach.models import Distribution, Event
from outreach.queries import filtered_events
from outreach.readiness import steps
from outreach.services import events, materials
from outreach.views.answers import attempt, done, page, two_versions


def mine(access: Access, pk: UUID) -> Event:
    """An event this access may work on; any other is not there."""
    rows = Event.objects.editable(access).select_related("campaign", "unit__parent")
    return get_object_or_404(rows, pk=pk)


@require_GET
@requires(Action.EVENT_READ)
def event_list(request: HouseRequest) -> HttpResponse:
    campaign = current_campaign()
    filters = EventFilterForm(request.GET, access=request.access, campaign=campaign)
    rows = filtered_events(Event.objects.within(request.access).for_list(), campaign, filters.chosen())
    listed = keyset(rows, request.GET, order=("-on", "-id"))
    context = {"page": listed, "filters": filters, "campaign": campaign, "today": working_day(campaign)}
    return render(request, "outreach/event_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_new(request: HouseRequest) -> HttpResponse:
    access, campaign = request.access, current_campaign()
    form = PlanForm(
        request.POST or None, access=access, campaign=campaign, initial={"on": working_day(campaign)}
    )
    if form.is_valid():
        event = attempt(form, lambda: events.plan_event(access=access, campaign=campaign, **form.values()))
        if event:
            messages.success(request, _("The event is on the calendar."))
            return redirect("outreach:event-detail", event.pk)
    return page(request, "outreach/event_new.html", form)


@require_GET
@requires(Action.EVENT_READ)
def event_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    rows = Event.objects.within(request.access).with_numbers()
    rows = rows.select_related("campaign", "adviser_centre", "adviser_enterprise")
    event: Any = get_object_or_404(rows.prefetch_related("adviser_enterprise__statuses"), pk=pk)
    ours = Event.objects.editable(request.access).filter(pk=pk).exists()
    handouts = event.handouts.standing().select_related("material")
    handed_out = sum(given.copies for given in handouts)
    context = {
        "event": event,
        "ours": ours,
        "steps": steps(event, today=working_day(event.campaign), handed_out=handed_out) if ours else [],
        "partners": event.partners.select_related("enterprise").prefetch_related("enterprise__statuses"),
        "handouts": handouts,
        "corrections": event.counts.filter(superseded_at__isnull=False).order_by("-superseded_at"),
        "share": event.present / event.invited if event.invited else None,
    }
    return render(request, "outreach/event_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_change(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    form = EventForm(request.POST or None, access=access, campaign=event.campaign, row=event)
    if form.is_valid():
        try:
            saved = attempt(form, lambda: events.change_event(access=access, event=event, **form.values()))
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if saved:
            messages.success(request, _("The event is changed."))
            return redirect("outreach:event-detail", pk)
    return page(request, "outreach/event_change.html", form, event=event)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_organizers(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    bodies = list(event.organizers.all())
    initial = {
        "lead": next((b.organization_id for b in bodies if b.is_lead), None),
        "others": [b.organization_id for b in bodies if not b.is_lead],
    }
    form = OrganizersForm(request.POST or None, access=access, initial=initial)
    if form.is_valid():
        attempt(form, lambda: events.set_organizers(access=access, event=event, **form.values()))
        if not form.errors:
            messages.success(request, _("The organisers are changed."))
            return redirect("outreach:event-detail", pk)
    return page(request, "outreach/event_organizers.html", form, event=event)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_cancel(request: HouseRequest, pk: UUID) -> HttpResponse:
    event = mine(request.access, pk)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, lambda: events.cancel_event(access=request.access, event=event, reason=reason)):
            messages.success(request, _("The event is cancelled."))
            return redirect("outreach:event-detail", pk)
    return page(request, "outreach/event_cancel.html", form, event=event)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_reopen(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Cancelled, or called held, by mistake."""
    event = mine(request.access, pk)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, lambda: events.reopen_event(access=request.access, event=event, reason=reason)):
            messages.success(request, _("The event is planned again."))
            return redirect("outreach:event-detail", pk)
    return page(request, "outreach/event_reopen.html", form, event=event)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_result(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    count = event.counts.filter(superseded_at__isnull=True).first()
    present = event.invitees.filter(attended_at__isnull=False).count()
    shown = (
        {"turns": count.turns, "turns_female": count.turns_female} if count else {"turns": present or None}
    )
    form = ResultForm(request.POST or None, row=event, initial=shown)
    if form.is_valid():
        try:
            held = attempt(form, lambda: events.hold_event(access=access, event=event, **form.values()))
        except Conflict as conflict:
            return two_versions(request, form, conflict)
        if held:
            messages.success(request, _("The result is recorded."))
            return redirect("outreach:event-detail", pk)
    return page(request, "outreach/event_result.html", form, event=event, present=present)


@require_http_methods(["GET", "POST"])
@requires(Action.MATERIAL_WRITE)
def event_materials(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    form = HandoutForm(request.POST or None)
    if form.is_valid():
        given = {"event": event, "unit": event.unit, "on": event.on, **form.values()}
        if done(form, lambda: materials.distribute(access=access, **given)):
            messages.success(request, _("The copies are recorded."))
            return redirect("outreach:event-materials", pk)
    handouts = Distribution.objects.within(access).standing().filter(event=event).select_related("material")
    return page(request, "outreach/event_materials.html", form, event=event, handouts=handouts)
