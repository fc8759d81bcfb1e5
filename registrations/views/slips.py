"""«Ghi nhầm»: one entry about somebody is taken off, with the reason; nothing else of the person changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import Action, HouseRequest, requires
from registrations import phones
from registrations.forms.people import WhyForm
from registrations.models import AllowanceEntry, IdentityNumber, Person, Phone, Registration, Support
from registrations.services import allowances, slips
from registrations.services.words import money
from registrations.views.asking import ask
from registrations.views.milestones import held


def found(kinds: dict[str, slips.Kind], kind: str, subject: Person | Registration, pk: int) -> Any:
    if kind not in kinds:
        raise Http404
    return get_object_or_404(kinds[kind].of(subject), pk=pk)


def words_of(row: Any) -> str:
    if isinstance(row, Phone):
        return phones.mask(row.value)
    if isinstance(row, IdentityNumber):
        return f"{row.get_kind_display()} {row.masked}"
    return f"{row.get_kind_display()} {money(row.amount)}" if isinstance(row, Support) else str(row)


def ask_why(
    request: HouseRequest, registration: Registration, what: str, form: WhyForm, act: Any, **more: Any
) -> HttpResponse:
    return ask(
        request,
        registration,
        form,
        act,
        title=_("Take off “%(what)s”") % {"what": what},
        button=_("Take this entry off"),
        done=_("The entry is taken off."),
        danger=True,
        **more,
    )


@requires(Action.PERSON_WRITE)
@require_http_methods(["GET", "POST"])
def fact_take_off(request: HouseRequest, pk: UUID, kind: str, row: int) -> HttpResponse:
    """A policy group, a tie, a telephone or identity number that is not this person's."""
    registration, form = held(request, pk), WhyForm(request.POST or None)
    person = registration.person
    what = found(slips.OF_PERSON, kind, person, row)
    return ask_why(
        request,
        registration,
        words_of(what),
        form,
        lambda: slips.take_off_person(
            access=request.access, person=person, kind=kind, pk=row, **form.cleaned_data
        ),
        intro=_("From now on no figure counts it; papers that are signed keep what they say."),
    )


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def entry_take_off(request: HouseRequest, pk: UUID, kind: str, row: int) -> HttpResponse:
    """A course or a payment that never was."""
    registration, form = held(request, pk), WhyForm(request.POST or None)
    what = found(slips.OF_REGISTRATION, kind, registration, row)
    return ask_why(
        request,
        registration,
        words_of(what),
        form,
        lambda: slips.take_off_registration(
            access=request.access, registration=registration, kind=kind, pk=row, **form.cleaned_data
        ),
    )


@requires(Action.ALLOWANCE_WRITE)
@require_http_methods(["GET", "POST"])
def allowance_unpay(request: HouseRequest, pk: int) -> HttpResponse:
    """A payment of the allowance that was recorded by mistake."""
    entries = AllowanceEntry.objects.within(request.access)
    entry = get_object_or_404(entries.select_related("registration__person", "registration__unit"), pk=pk)
    form = WhyForm(request.POST or None)
    return ask_why(
        request,
        entry.registration,
        _("payment of the allowance"),
        form,
        lambda: allowances.unpay(access=request.access, entry=entry, **form.cleaned_data),
        back=reverse("registrations:allowance-list"),
        intro=_("The allowance is due again."),
    )
