from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from outreach.forms.events import AnswerForm, InviteEnterpriseForm, NumberedInviteeForm, PasteForm
from outreach.models import Event, EventPartner, Invitee
from outreach.paste import parse_guests
from outreach.services import invitations, invited
from outreach.views.answers import attempt, done, page
from outreach.views.events import mine


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def event_partners(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    form = InviteEnterpriseForm(request.POST or None, access=access)
    if form.is_valid():
        given = form.values()
        if done(form, lambda: invitations.invite_enterprise(access=access, event=event, **given)):
            messages.success(request, _("The enterprise is invited."))
            return redirect("outreach:event-partners", pk)
    partners = event.partners.select_related("enterprise").prefetch_related("enterprise__statuses")
    context = {"event": event, "partners": partners, "answers": EventPartner.Answer.choices}
    return page(request, "outreach/event_partners.html", form, **context)


@require_POST
@requires(Action.EVENT_WRITE)
def partner_answer(request: HouseRequest, pk: UUID, partner_id: int) -> HttpResponse:
    """Note an answer; «withdraw» takes the invitation back."""
    event = mine(request.access, pk)
    partner = get_object_or_404(event.partners.select_related("enterprise", "event"), pk=partner_id)
    form = AnswerForm(request.POST)
    if request.POST.get("answer") == "withdraw":
        invitations.withdraw_invitation(access=request.access, partner=partner)
        messages.success(request, _("The invitation is withdrawn."))
    elif form.is_valid():
        answer = form.cleaned_data["answer"]
        invitations.answer_invitation(access=request.access, partner=partner, answer=answer)
        messages.success(request, _("The answer is recorded."))
    return redirect("outreach:event-partners", pk)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def invitee_list(request: HouseRequest, pk: UUID) -> HttpResponse:
    access = request.access
    event = mine(access, pk)
    form = NumberedInviteeForm(request.POST or None, access=access, campaign=event.campaign)
    if form.is_valid():
        guest = attempt(form, lambda: invited.add_invitee(access=access, event=event, **form.values()))
        if guest:
            words = _("Number %(n)s: %(name)s is on the list.")
            messages.success(request, words % {"n": guest.number, "name": guest.full_name})
            return redirect("outreach:invitee-list", pk)
    rows = Invitee.objects.within(access).filter(event=event).select_related("unit", "proposed_by")
    audit.note("event.invited_list", event, access=access)
    return page(request, "outreach/invitee_list.html", form, event=event, rows=rows)


@require_http_methods(["GET", "POST"])
@requires(Action.EVENT_WRITE)
def invitee_paste(request: HouseRequest, pk: UUID) -> HttpResponse:
    event = mine(request.access, pk)
    form = PasteForm(request.POST or None)
    if form.is_valid():
        before = event.invitees.count()
        if done(form, lambda: add_lines(request, event, form.cleaned_data["lines"])):
            n = event.invitees.count() - before
            words = ngettext("%(n)s person was added.", "%(n)s people were added.", n)
            messages.success(request, words % {"n": n})
            return redirect("outreach:invitee-list", pk)
    return page(request, "outreach/invitee_paste.html", form, event=event)


def add_lines(request: HouseRequest, event: Event, text: str) -> list[Invitee]:
    """Every line or none, so that the same text can be mended and sent again."""
    try:
        guests = parse_guests(text, on=event.on, near=event.unit, access=request.access)
        return invited.add_invitees(access=request.access, event=event, guests=guests)
    except ValidationError as problem:
        raise ValidationError({"lines": problem.messages}) from problem


@require_POST
@requires(Action.EVENT_WRITE)
def invitee_remove(request: HouseRequest, pk: UUID, number: int) -> HttpResponse:
    event = mine(request.access, pk)
    rows = Invitee.objects.within(request.access).filter(event=event)
    invitee = get_object_or_404(rows, number=number)
    try:
        invited.remove_invitee(access=request.access, invitee=invitee)
        messages.success(request, _("Number %(n)s is off the list.") % {"n": number})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("outreach:invitee-list", pk)


@require_GET
@requires(Action.EVENT_WRITE)
def attendance_sheet(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The paper list, for a hall without network: numbers, names, a place to sign."""
    event = mine(request.access, pk)
    rows = Invitee.objects.within(request.access).filter(event=event).select_related("unit")
    audit.note("event.attendance_sheet", event, access=request.access, kind=audit.Kind.EXPORT)
    context = {"event": event, "rows": rows, "empty_rows": range(10)}
    return render(request, "outreach/attendance_sheet.html", context)
