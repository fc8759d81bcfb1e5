"""Sáng thứ Hai: whom to call and why, the result of a call with one tap, and the clocks behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.views.pages import page, posted, submit
from registrations import clocks
from registrations.forms.waiting import ClockForm, ContactForm, MondayForm, spread
from registrations.models import Contact, Registration, StageClock
from registrations.monday import LISTED, Morning, just_recorded, morning, one_call
from registrations.services import contacts
from registrations.services.clocks import set_clock
from registrations.views.milestones import held

KEPT = ("ly-do", "don-vi", "can-bo")


@requires(Action.PERSON_READ)
@require_GET
def monday(request: HouseRequest) -> HttpResponse:
    """The people who wait for a call today, by reason; who was shown is logged."""
    campaign = current_campaign()
    request.campaign = campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    form = MondayForm(request.GET, access=request.access)
    asked = form.asked()
    found = morning(request.access, campaign, working_day(campaign), asked)
    look(request, *(call.pk for call in found.calls))
    context = {
        "morning": found,
        "filters": form,
        "asked": asked,
        "kept": kept(request.GET),
        "recent": just_recorded(request.access),
        "tabs": tabs_of(found, request.GET, asked.wait),
    }
    return render(request, "registrations/monday.html", context)


def tabs_of(found: Morning, given: QueryDict, current: str) -> list[dict[str, Any]]:
    """All, and one for every reason that somebody waits for."""
    rest = {name: str(given[name]) for name in KEPT[1:] if given.get(name)}
    counted = [("", _("All"), found.total, found.is_more)]
    counted += [(group.wait, group.label, group.count, group.is_more) for group in found.groups]
    return [
        {
            "url": f"?{urlencode(rest | ({'ly-do': wait} if wait else {}))}",
            "label": label,
            "count": count,
            "more": more,
            "is_current": wait == current,
        }
        for wait, label, count, more in counted
    ]


def look(request: HouseRequest, *keys: UUID) -> None:
    audit.note("calls.listed", access=request.access, object_type=LISTED, object_ids=keys)


def kept(given: Any) -> str:
    """The filters of the list, to come back to; whatever else an address holds is dropped."""
    return urlencode({name: given[name] for name in KEPT if given.get(name)})


def back_to(request: HouseRequest) -> str:
    query = kept(QueryDict(request.POST.get("ve", "")))
    return f"{reverse('registrations:monday')}{'?' if query else ''}{query}"


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def contact(request: HouseRequest, pk: UUID) -> HttpResponse:
    """One tap of the list, or the whole form: another day, a visit, a note."""
    registration = held(request, pk)
    day, is_tap = working_day(registration.campaign), "tap" in request.POST
    data = spread(request.POST, day) if request.method == "POST" else None
    form = ContactForm(data, registration=registration, day=day, about=request.GET.get("ly-do", ""))
    if response := submit(request, form, lambda: recorded(request, registration, form, is_tap)):
        return response
    if request.htmx and is_tap:
        context = {"form": form, "registration": registration}
        return render(request, "registrations/_call_refused.html", context, status=422)
    return page(request, "registrations/contact.html", {"registration": registration}, form)


def recorded(request: HouseRequest, registration: Registration, form: ContactForm, is_tap: bool) -> str:
    """Write, and say where to go: the row of the list, the list, or the person."""
    made = contacts.record(access=request.access, registration=registration, **form.cleaned_data)
    if is_tap and request.htmx:
        return reverse("registrations:contact-row", args=[registration.pk, made.pk])
    messages.success(request, _("Recorded: %(result)s.") % {"result": made.get_result_display()})
    return back_to(request) if is_tap else reverse("registrations:detail", args=[registration.pk])


def contact_of(request: HouseRequest, pk: UUID, key: int) -> Contact:
    rows = Contact.objects.within(request.access).filter(registration=pk)
    return get_object_or_404(rows.select_related("registration__person", "registration__campaign"), pk=key)


@requires(Action.MILESTONE_WRITE)
@require_GET
def contact_row(request: HouseRequest, pk: UUID, contact: int) -> HttpResponse:
    """What stands in the place of a line after a tap; after taking it back, the line again."""
    made = contact_of(request, pk, contact)
    if not request.htmx:
        return redirect("registrations:monday")
    look(request, pk)
    if made.undone_at is None:
        return render(request, "registrations/_called.html", {"contact": made})
    day = working_day(made.registration.campaign)
    call = one_call(request.access, made.registration, made.about, day) if made.about else None
    return render(request, "registrations/_call.html", {"call": call, "morning": {"day": day}})


@requires(Action.MILESTONE_WRITE)
@require_POST
def contact_undo(request: HouseRequest, pk: UUID, contact: int) -> HttpResponse:
    """A mis-tap is taken back within ten minutes."""
    made = contact_of(request, pk, contact)
    try:
        contacts.undo(access=request.access, contact=made)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back_to(request))
    if request.htmx:
        return redirect("registrations:contact-row", pk, contact)
    messages.success(request, _("The entry is taken back."))
    return redirect(back_to(request))


@requires(Action.PERSON_READ)
@require_http_methods(["GET", "POST"])
def clock_list(request: HouseRequest) -> HttpResponse:
    """The clocks as they stand, what they were, and a new value by the coordinator."""
    if request.method == "POST":
        request.access.require(Action.PLAN_WRITE)
    day = working_day(current_campaign())
    form = ClockForm(posted(request), initial={"valid_from": day})
    if response := submit(request, form, lambda: set_and_told(request, form)):
        return response
    rows = StageClock.objects.select_related("recorded_by")
    context = {"clocks": clocks.on(day).values(), "history": rows, "day": day}
    return page(request, "registrations/clock_list.html", context, form)


def set_and_told(request: HouseRequest, form: ClockForm) -> str:
    set_clock(access=request.access, **form.cleaned_data)
    messages.success(request, _("The clock is set."))
    return reverse("registrations:clock-list")
