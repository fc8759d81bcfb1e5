"""Who mobilised somebody: agree on the shares, confirm them, say that they are disputed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.access import Action, HouseRequest, requires
from registrations.forms.money import CreditForm
from registrations.services import credit
from registrations.views.asking import ask
from registrations.views.milestones import held


@requires(Action.CREDIT_WRITE)
@require_http_methods(["GET", "POST"])
def credit_share(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Exact shares that add up to one, and one lead."""
    registration = held(request, pk)
    rows = credit.active(registration)
    form = CreditForm(request.POST or None, credits=rows, version=registration.version)
    return ask(
        request,
        registration,
        form,
        lambda: credit.share(access=request.access, registration=registration, **form.given()),
        title=_("Mobilised by"),
        button=_("Save the shares"),
        done=_("The shares are saved."),
        template="registrations/credit.html",
        credits=rows,
    )


@requires(Action.CREDIT_WRITE)
@require_POST
def credit_decide(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Confirm the shares, or say that they are not agreed."""
    registration, back = held(request, pk), reverse("registrations:detail", args=[pk])
    decide = credit.confirm if request.POST.get("decision") == "confirm" else credit.dispute

    try:
        decide(registration=registration, access=request.access)
        messages.success(request, _("Saved."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(back)
