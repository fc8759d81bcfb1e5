"""The person behind a registration: change, open a number, add numbers, groups, ties and consents; who has looked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import audit
from accounts.conflicts import Conflict
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import working_day
from registrations import detail
from registrations.forms.people import (
    DayForm,
    GroupForm,
    IdentityForm,
    PersonForm,
    PhoneForm,
    RevealForm,
    TieForm,
    values_of,
)
from registrations.forms.wishes import WishForm
from registrations.looks import described, last_write
from registrations.models import Registration, Wait
from registrations.services import people, wishes
from registrations.views.asking import ask
from registrations.views.milestones import held

WHAT = {"so-giay-to": "identity", "dien-thoai": "phone"}


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def person_edit(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Whoever saves second sees both versions side by side and chooses."""
    registration = held(request, pk)
    person, day = registration.person, working_day(registration.campaign)
    form = PersonForm(
        request.POST or None, person=person, access=request.access, campaign=registration.campaign, day=day
    )
    return ask(
        request,
        registration,
        form,
        lambda: people.change_person(access=request.access, person=person, **form.given()),
        title=_("Change the person"),
        button=_("Save"),
        done=_("The person's facts are saved."),
        names={"unit_id": "unit", "birth_date": "birth"},
        on_conflict=lambda conflict: side_by_side(request, form, conflict),
    )


def side_by_side(request: HouseRequest, form: PersonForm, conflict: Conflict) -> HttpResponse:
    """What it was, what they saved, what was typed; the choice is saved over the version that stands now."""
    person: Any = conflict.current
    now, base = values_of(person), form.base()
    names = [name for name in form.SHOWN if len({base.get(name), now[name], form.data.get(name, "")}) > 1]
    them, at = last_write(person)
    context = {
        "rows": [line(form, name, base.get(name, ""), now[name]) for name in names],
        "version": person.version,
        "them": them,
        "at": at,
        "hidden": [
            *((name, now[name]) for name in form.SHOWN if name not in names),
            ("opened", form.signed(now)),
        ],
    }
    return render(request, "409.html", context, status=409)


def line(form: PersonForm, name: str, base: str, theirs: str) -> dict[str, str]:
    yours = str(form.data.get(name, ""))
    return {
        "name": name,
        "label": str(form.fields[name].label),
        "base": form.readable(name, base),
        "theirs": theirs,
        "theirs_text": form.readable(name, theirs),
        "yours": yours,
        "yours_text": form.readable(name, yours),
    }


@requires(Action.PERSON_REVEAL)
@require_http_methods(["GET", "POST"])
def reveal(request: HouseRequest, pk: UUID, what: str) -> HttpResponse:
    """A whole number, against a purpose; shown in the answer to the POST and nowhere else."""
    registration = held(request, pk)
    if what not in WHAT:
        raise Http404
    call = calling(request, registration)
    start = {"purpose": call["purpose"]}
    form, numbers, status = RevealForm(request.POST or None, initial=start), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            numbers, status = opened(request, registration, form, WHAT[what]), 200
    context = {"registration": registration, "form": form, "numbers": numbers, "what": WHAT[what]} | call
    response = render(request, "registrations/reveal.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def calling(request: HouseRequest, registration: Registration) -> dict[str, Any]:
    """Whoever comes from the list of calls need not type what for, and finds the buttons for what came of it."""
    wait = request.GET.get("goi", "")
    known = wait in Wait.values
    return {
        "wait": wait if known else "",
        "purpose": _("Call: %(reason)s") % {"reason": Wait(wait).label} if known else "",
        "may_withdraw": Registration.Stage.WITHDRAWN in registration.next_stages,
        "day": working_day(registration.campaign),
    }


def opened(request: HouseRequest, registration: Registration, form: RevealForm, what: str) -> list[str]:
    purpose = form.cleaned_data["purpose"]
    return people.reveal(request.access, registration.person, what, purpose)


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def identity_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), IdentityForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: people.add_identity(access=request.access, person=registration.person, **form.cleaned_data),
        title=_("Identity number"),
        button=_("Save the number"),
        done=_("The number is saved."),
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def phone_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), PhoneForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: people.add_phone(access=request.access, person=registration.person, **form.cleaned_data),
        title=_("Add a telephone number"),
        button=_("Save the number"),
        done=_("The number is saved."),
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def group_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), GroupForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: people.add_group(access=request.access, person=registration.person, **form.cleaned_data),
        title=_("Add a policy group"),
        button=_("Add the group"),
        done=_("The policy group is added."),
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def group_end(request: HouseRequest, pk: UUID, group: int) -> HttpResponse:
    registration = held(request, pk)
    status = get_object_or_404(registration.person.groups.filter(valid_to__isnull=True), pk=group)
    form = DayForm(request.POST or None, initial={"on": working_day(registration.campaign)})
    return ask(
        request,
        registration,
        form,
        lambda: people.end_group(access=request.access, status=status, on=form.cleaned_data["on"]),
        title=_("End of “%(group)s”") % {"group": status.get_group_display()},
        button=_("Save the end"),
        done=_("The end of the group is saved."),
        names={"valid_to": "on"},
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def tie_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), TieForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: people.add_affiliation(
            access=request.access, person=registration.person, **form.cleaned_data
        ),
        title=_("Add a tie to an organisation"),
        button=_("Add the tie"),
        done=_("The tie is added."),
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def wish_edit(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration = held(request, pk)
    day = working_day(registration.campaign)
    form = WishForm(request.POST or None, registration=registration, access=request.access, day=day)
    return ask(
        request,
        registration,
        form,
        lambda: wishes.change_wish(
            access=request.access,
            registration=registration,
            wish=form.wish(),
            version=form.cleaned_data["version"],
        ),
        title=_("Change the wish"),
        button=_("Save"),
        done=_("The wish is saved."),
    )


@requires(Action.PERSON_READ)
@require_GET
def seen(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Ai đã xem: every look at this person, for the person who asks."""
    registration = held(request, pk)
    audit.note("registration.looks_read", registration, access=request.access)
    looks = described(detail.looks(registration))
    return render(request, "registrations/seen.html", {"registration": registration, "looks": looks})
