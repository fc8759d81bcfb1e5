"""What a manager or officer takes from «Sáng thứ Hai»: the sheet of calls with whole numbers, and how far the officers are."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.views.pages import posted
from registrations import overseeing
from registrations.calls import Call
from registrations.forms.people import RevealForm
from registrations.forms.waiting import MondayForm
from registrations.monday import SHEET, Morning, morning
from registrations.services import calling
from registrations.views.waiting import kept, look


@requires(Action.CALLS_PRINT)
@require_http_methods(["GET", "POST"])
def call_list(request: HouseRequest) -> HttpResponse:
    """A purpose is asked; the whole numbers stand in the answer to it, to be printed, and nowhere else."""
    campaign = current_campaign()
    day = working_day(campaign)
    asked = MondayForm(request.GET, access=request.access).asked()
    found = morning(request.access, campaign, day, asked, most=SHEET)
    form = RevealForm(
        posted(request), initial={"purpose": _("Calls of %(day)s") % {"day": f"{day:%d/%m/%Y}"}}
    )
    lines = with_numbers(request, found, form) if form.is_bound and form.is_valid() else None
    look(request, *(call.pk for call in found.calls))
    context = {"morning": found, "form": form, "lines": lines, "kept": kept(request.GET), "most": SHEET}
    response = render(request, "registrations/call_list.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def with_numbers(request: HouseRequest, found: Morning, form: RevealForm) -> list[tuple[Call, Any]]:
    keys = [call.pk for call in found.calls if call.phone]
    purpose = form.cleaned_data["purpose"]
    numbers = calling.reveal_phones(access=request.access, registrations=keys, purpose=purpose)
    return [(call, numbers.get(call.pk, [])) for call in found.calls]


@requires(Action.ENTRY_OVERSEE)
@require_GET
def entry_officers(request: HouseRequest) -> HttpResponse:
    """How many lines of paper lists each officer typed this week, and which lists are open."""
    context = {"officers": overseeing.officers(request.access)}
    return render(request, "registrations/entry_officers.html", context)
