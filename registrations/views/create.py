"""Đăng ký mới: the calm full form, the question whether somebody is known already, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.text import mask_name
from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.dates import PartialDate, Precision
from campaigns.models import Campaign, Unit
from campaigns.views.pages import submit
from outreach.models import Invitee
from registrations import identity
from registrations.forms.fields import communes_of
from registrations.forms.registration import NEW_PERSON, CheckForm, RegistrationForm
from registrations.models import Credit, Registration, known_at
from registrations.services.candidates import Candidate
from registrations.services.duplicates import Hint
from registrations.services.register import Registered, find_duplicates, register

OUTCOME = "registered"  # of this session: what came of the last registration


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def registration_create(request: HouseRequest) -> HttpResponse:
    """One person at a time; a name that is known in the commune is asked about before anything is written."""
    campaign, invitee = current_campaign(), invited(request)
    request.campaign = campaign  # type: ignore[attr-defined] # the frame names it, and need not read it again
    form = RegistrationForm(
        request.POST or None, access=request.access, campaign=campaign, initial=carried(request, invitee)
    )
    if request.method == "POST" and (response := save(request, form, campaign, invitee)):
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "registrations/create.html", {"form": form}, status=status)


class Namesakes(Exception):
    """Somebody of that name is known in the commune, and the officer has not said yet whether it is the same person."""


def save(
    request: HouseRequest, form: RegistrationForm, campaign: Campaign, invitee: Invitee | None
) -> HttpResponse | None:
    try:
        return submit(request, form, lambda: write(request, form, campaign, invitee))
    except Namesakes:
        form.ask_whether_same(find_duplicates(form.candidate(), request.access))
        return None


def ask_about_namesakes(request: HouseRequest, candidate: Candidate) -> None:
    """A certain match needs no question: the service joins it. The form is asked about once it is known to be no repetition."""
    if same_as(request) is not None or request.POST.get("same_as") == NEW_PERSON:
        return
    hints = find_duplicates(candidate, request.access)
    if hints and not hints[0].certain:
        raise Namesakes


def same_as(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("same_as", ""))
    except ValueError:
        return None


def write(request: HouseRequest, form: RegistrationForm, campaign: Campaign, invitee: Invitee | None) -> str:
    ask_about_namesakes(request, form.candidate())
    done = register(
        access=request.access,
        campaign=campaign,
        candidate=form.candidate(),
        wish=form.wish(invitee),
        on=form.day,
        organization=form.cleaned_data.get("organization"),
        same_as=same_as(request),
    )
    request.session[OUTCOME] = told(request.access, done, form)
    return reverse("registrations:outcome")


def told(access: Access, done: Registered, form: RegistrationForm) -> dict[str, Any]:
    """What the next page says; of somebody outside the own view only the masked name and the leading body."""
    registration, event = done.registration, form.cleaned_data["event"]
    in_view, lead = seen(access, done, form)
    return {
        "outcome": done.outcome,
        "pk": str(registration.pk) if in_view else "",
        "name": done.person.full_name if in_view else mask_name(done.person.full_name),
        "unit": registration.unit.name,
        "lead": lead,
        "warnings": [str(warning) for warning in done.warnings],
        "carry": urlencode({"xa": form.cleaned_data["unit"].pk, **({"su-kien": event.pk} if event else {})}),
    }


def seen(access: Access, done: Registered, form: RegistrationForm) -> tuple[bool, str]:
    """Whether the registration is in view, and who leads it: whoever has just entered somebody new sees and leads."""
    if done.outcome == "created":
        return True, str(form.cleaned_data.get("organization") or access.organization_name)
    lead = Credit.objects.filter(known_at(None), registration=done.registration, is_lead=True)
    in_view = Registration.objects.within(access).filter(pk=done.registration.pk).exists()
    return in_view, str(lead.select_related("organization").get().organization)


@requires(Action.PERSON_WRITE)
@require_GET
def registration_outcome(request: HouseRequest) -> HttpResponse:
    """Entered, mobilised together with another body, or known already."""
    done = request.session.get(OUTCOME)
    if not done:
        return redirect("registrations:list")
    return render(request, "registrations/outcome.html", {"done": done})


@requires(Action.PERSON_WRITE, acts=False)
@require_POST
def registration_check(request: HouseRequest) -> HttpResponse:
    """Is somebody known by this number, or by this name in the commune? Answers which body and unit, and a masked name."""
    campaign = current_campaign()
    request.campaign = campaign  # type: ignore[attr-defined] # likewise
    communes = communes_of(request.access, campaign.starts_on, working_day(campaign))
    form = CheckForm(request.POST, communes=communes)
    form.is_valid()
    number = identity.normalise(request.POST.get("identity", ""))
    context = {
        "hints": hints_for(request.access, form, number),
        "number": read(number),
        "checked": True,
        "joins": True,
    }
    if request.htmx:
        return render(request, "registrations/_hints.html", context)
    again = RegistrationForm(
        access=request.access, campaign=campaign, communes=communes, initial=typed(request)
    )
    return render(request, "registrations/create.html", {"form": again, **context})


def hints_for(access: Access, form: Form, number: str) -> list[Hint]:
    data = form.cleaned_data
    unit = data.get("unit") or Unit(pk=access.unit_id, path=access.unit_path, name=access.unit_name)
    birth = data.get("birth") or PartialDate.unknown()
    candidate = Candidate(data.get("full_name", ""), birth, data.get("sex", ""), unit, identity=number)
    return find_duplicates(candidate, access)


def read(number: str) -> dict[str, Any]:
    """What the number itself says, and what speaks against it."""
    if not number:
        return {}
    found = identity.check_identity(number)
    is_new = identity.kind_of(number) == identity.IdentityKind.CCCD
    return {"facts": identity.read_cccd(number) if is_new and not found else None, "findings": found}


def typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form, as the start of the next one: nothing typed is lost, nothing is called an error yet."""
    many = {"groups", "consents"}
    return {
        name: request.POST.getlist(name) if name in many else value for name, value in request.POST.items()
    }


def invited(request: HouseRequest) -> Invitee | None:
    key = request.GET.get("khach-moi", "")
    return Invitee.objects.within(request.access).filter(pk=key).first() if key.isdecimal() else None


def carried(request: HouseRequest, invitee: Invitee | None) -> dict[str, Any]:
    """From the last entry or the invited list: commune and event, never a consent."""
    start: dict[str, Any] = {"unit": request.GET.get("xa", ""), "event": request.GET.get("su-kien", "")}
    if invitee is not None:
        start |= {"full_name": invitee.full_name, "event": str(invitee.event_id)}
        start |= {"unit": str(invitee.unit_id)} if invitee.unit_id else {}
        if invitee.birth_year:
            start["birth"] = PartialDate(date(invitee.birth_year, 1, 1), Precision.YEAR)
    return start
