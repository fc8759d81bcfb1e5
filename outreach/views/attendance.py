from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import audit
from accounts.text import fold
from campaigns.access import Access, Action, HouseRequest, requires
from outreach.forms.events import InviteeForm, NumbersForm, WhoForm
from outreach.models import Event, Invitee
from outreach.paste import parse_numbers
from outreach.services import attendance
from outreach.services.attendance import Ticked
from outreach.views.answers import attempt
from outreach.views.events import mine


@require_GET
@requires(Action.EVENT_WRITE)
def attendance_page(request: HouseRequest, pk: UUID) -> HttpResponse:
    event = mine(request.access, pk)
    audit.note("event.attendance_list", event, access=request.access)
    return show(request, event)


def show(request: HouseRequest, event: Event, **forms: object) -> HttpResponse:
    """The page with its three small forms; the one that was sent keeps what was typed."""
    rows = list(on_list(request.access, event))
    context = {
        "event": event,
        "rows": rows,
        "present": sum(row.attended_at is not None for row in rows),
        "who": WhoForm(),
        "walk_in": InviteeForm(access=request.access, campaign=event.campaign),
        "paper": NumbersForm(),
        **forms,
    }
    sent = [form for form in forms.values() if getattr(form, "errors", None)]
    context["form"] = sent[0] if sent else None
    return render(request, "outreach/attendance.html", context, status=422 if sent else 200)


def on_list(access: Access, event: Event) -> list[Invitee]:
    rows = Invitee.objects.within(access).filter(event=event).select_related("unit", "proposed_by")
    return list(rows)


@require_POST
@requires(Action.EVENT_WRITE)
def attendance_tick(request: HouseRequest, pk: UUID) -> HttpResponse:
    """One button of the list; with a script only its row is answered."""
    event = mine(request.access, pk)
    number = request.POST.get("number", "")
    rows = Invitee.objects.within(request.access).filter(event=event).select_related("unit", "proposed_by")
    invitee = get_object_or_404(rows, number=int(number) if number.isdecimal() else 0)
    try:
        invitee.attended_at = attendance.tick(access=request.access, invitee=invitee).attended_at
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("outreach:attendance", pk)
    if request.htmx:
        present = event.invitees.filter(attended_at__isnull=False).count()
        return render(
            request, "outreach/attendance_row.html", {"row": invitee, "event": event, "present": present}
        )
    messages.success(request, said(invitee))
    return redirect("outreach:attendance", pk)


@require_POST
@requires(Action.EVENT_WRITE)
def attendance_find(request: HouseRequest, pk: UUID) -> HttpResponse:
    """A number or a name; one person fits: present. Sent by POST, because names do not belong in addresses."""
    access = request.access
    event = mine(access, pk)
    form = WhoForm(request.POST)
    found = matching(on_list(access, event), form.cleaned_data["who"]) if form.is_valid() else []
    if len(found) == 1:
        ticked = attempt(form, lambda: attendance.tick(access=access, invitee=found[0]))
        if ticked:
            messages.success(request, said(ticked))
            return redirect("outreach:attendance", pk)
    elif form.is_valid():
        some = _("Several people fit; choose one below, or type the number.")
        form.add_error("who", some if found else _("Nobody on the list fits. Add them as a new guest."))
    return show(request, event, who=form, found=found)


def matching(rows: list[Invitee], who: str) -> list[Invitee]:
    """By number, else by words of the name in any order and without accents."""
    if who.strip().isdecimal():
        return [row for row in rows if row.number == int(who)]
    words = fold(who).split()
    return [
        row
        for row in rows
        if words and all(any(part.startswith(w) for part in row.name_folded.split()) for w in words)
    ]


def said(invitee: Invitee) -> str:
    return _("Number %(n)s: %(name)s is present.") % {"n": invitee.number, "name": invitee.full_name}


@require_POST
@requires(Action.EVENT_WRITE)
def attendance_untick(request: HouseRequest, pk: UUID, number: int) -> HttpResponse:
    event = mine(request.access, pk)
    rows = Invitee.objects.within(request.access).filter(event=event)
    attendance.untick(access=request.access, invitee=get_object_or_404(rows, number=number))
    messages.success(request, _("Number %(n)s is no longer marked as present.") % {"n": number})
    return redirect("outreach:attendance", pk)


@require_POST
@requires(Action.EVENT_WRITE)
def attendance_paper(request: HouseRequest, pk: UUID) -> HttpResponse:
    event = mine(request.access, pk)
    form = NumbersForm(request.POST)
    if form.is_valid():
        done = attempt(form, lambda: tick_paper(request.access, event, form.cleaned_data["numbers"]))
        if done:
            tell(request, done)
            return redirect("outreach:attendance", pk)
    return show(request, event, paper=form)


def tick_paper(access: Access, event: Event, text: str) -> Ticked:
    try:
        numbers = parse_numbers(text)
    except ValidationError as problem:
        raise ValidationError({"numbers": problem.messages}) from problem
    return attendance.tick_numbers(access=access, event=event, numbers=numbers)


def tell(request: HouseRequest, done: Ticked) -> None:
    words = _("%(new)s newly present, %(already)s already were.")
    messages.success(request, words % {"new": len(done.new), "already": len(done.already)})
    if done.unknown:
        numbers = ", ".join(str(n) for n in done.unknown)
        messages.warning(request, _("Not on the list: %(numbers)s.") % {"numbers": numbers})


@require_POST
@requires(Action.EVENT_WRITE)
def attendance_walk_in(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    form = InviteeForm(request.POST, access=access, campaign=event.campaign)
    if form.is_valid():
        guest = attempt(form, lambda: attendance.walk_in(access=access, event=event, **form.values()))
        if guest:
            messages.success(request, said(guest))
            return redirect("outreach:attendance", pk)
    return show(request, event, walk_in=form)
