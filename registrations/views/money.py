"""Courses and money: training, state support, the allowance of the introducer and its rates."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.views.pages import submit
from registrations import money
from registrations.forms.money import PaymentForm, RateForm, SupportForm, TrainingForm
from registrations.loans import Tab
from registrations.models import AllowanceEntry, AllowanceRate
from registrations.money import DUE, STATES
from registrations.pages import page_of
from registrations.services import allowances, rates, supports, trainings
from registrations.views.asking import ask
from registrations.views.milestones import held


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def training_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), TrainingForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: trainings.begin(access=request.access, registration=registration, **form.cleaned_data),
        title=_("Add a course"),
        button=_("Save the course"),
        done=_("The course is saved."),
    )


@requires(Action.MILESTONE_WRITE)
@require_http_methods(["GET", "POST"])
def support_add(request: HouseRequest, pk: UUID) -> HttpResponse:
    registration, form = held(request, pk), SupportForm(request.POST or None)
    return ask(
        request,
        registration,
        form,
        lambda: supports.pay(access=request.access, registration=registration, **form.cleaned_data),
        title=_("Add support"),
        button=_("Save the support"),
        done=_("The support is saved."),
    )


@requires(Action.ALLOWANCE_READ)
@require_GET
def allowance_list(request: HouseRequest) -> HttpResponse:
    """What is due to introducers, what was paid; never from the worker."""
    rows = AllowanceEntry.objects.within(request.access)
    state = request.GET.get("trang-thai", DUE)
    cut = money.cut(rows, state)
    related = ("registration__person", "registration__unit", "rate__market", "introducer", "payer")
    page = page_of(cut.select_related(*related), request.GET, order=("-due_on", "pk"))
    people = [row.registration.person for row in page.rows]
    audit.note("allowances.listed", *page.rows, *people, access=request.access)
    context = {
        "rows": page.rows,
        "page": page,
        "tabs": [
            Tab(name, label, rows.filter(**condition).count(), name == state)
            for name, (label, condition) in STATES.items()
        ],
        "total": cut.aggregate(total=Sum("amount"))["total"] or 0,
    }
    return render(request, "registrations/allowance_list.html", context)


@requires(Action.ALLOWANCE_WRITE)
@require_http_methods(["GET", "POST"])
def allowance_pay(request: HouseRequest, pk: int) -> HttpResponse:
    entries = AllowanceEntry.objects.within(request.access)
    entry = get_object_or_404(
        entries.select_related("registration__person", "registration__unit", "registration__campaign"), pk=pk
    )
    form = PaymentForm(request.POST or None, initial={"on": working_day(entry.registration.campaign)})
    return ask(
        request,
        entry.registration,
        form,
        lambda: allowances.pay(access=request.access, entry=entry, **form.cleaned_data),
        title=_("Allowance of the introducer: paid"),
        button=_("Save the payment"),
        done=_("The payment is saved."),
        back=reverse("registrations:allowance-list"),
        names={"paid_on": "on"},
    )


@requires(Action.ALLOWANCE_READ)
@require_http_methods(["GET", "POST"])
def rate_list(request: HouseRequest) -> HttpResponse:
    """The rates by market and day, each with the document behind it; new ones by those who may."""
    found = AllowanceRate.objects.select_related("market")
    form = RateForm(request.POST or None, initial={"valid_from": working_day(current_campaign())})
    status = 200
    if request.method == "POST":
        request.access.require(Action.ALLOWANCE_WRITE)
        here = reverse("registrations:rate-list")
        response = submit(
            request, form, lambda: str(rates.set_rate(access=request.access, **form.cleaned_data) and here)
        )
        if response:
            return response
        status = 422
    return render(request, "registrations/rate_list.html", {"rates": found, "form": form}, status=status)
