"""Vay vốn: what was sent to which bank, how it stands, how long it has waited; the bank's desk answers here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import audit
from campaigns.access import Action, HouseRequest, requires
from campaigns.current import current_campaign, working_day
from campaigns.models import Role
from registrations.forms.loans import AnnulForm, AnswerForm, CorrectionForm, ReferForm, ResendForm, StepForm
from registrations.loans import cut, desk, owing, tabs_of
from registrations.models import Consent, LoanReferral, LoanStep, Person
from registrations.pages import page_of
from registrations.services import loan_corrections, loans
from registrations.views.asking import ask
from registrations.views.milestones import held

State = LoanReferral.State
NEWEST = ("-state_on", "id")
RELATED = (
    "registration__person",
    "registration__unit",
    "registration__programme",
    "registration__market",
    "registration__campaign",
    "branch",
    "consent",
    "created_by",
)
ANSWERS = {
    "da-nhan": State.RECEIVED,
    "duyet": State.APPROVED,
    "giai-ngan": State.DISBURSED,
    "thieu-ho-so": State.NEEDS_PAPERS,
    "tu-choi": State.REFUSED,
}


@requires(Action.LOAN_READ)
@require_GET
def loan_list(request: HouseRequest) -> HttpResponse:
    """Referrals in view by state, with what is overdue; a bank sees its branch's and only what it needs."""
    rows, day = LoanReferral.objects.within(request.access), working_day(current_campaign())
    state = request.GET.get("trang-thai", "")
    page = page_of(cut(rows, state, day).select_related(*RELATED), request.GET, order=NEWEST)
    audit.note("loans.listed", *page.rows, *people_of(page.rows), access=request.access)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "rows": [desk(row, day) for row in page.rows],
        "page": page,
        "tabs": tabs_of(counts, state),
        "overdue": owing(rows, day).count(),
        "state": state,
        "is_bank": request.access.role == Role.BANK,
    }
    return render(request, "registrations/loan_list.html", context)


def people_of(rows: list[LoanReferral]) -> list[Person]:
    return [row.registration.person for row in rows]


def found(request: HouseRequest, pk: UUID) -> LoanReferral:
    rows = LoanReferral.objects.within(request.access)
    return get_object_or_404(rows.select_related(*RELATED), pk=pk)


@requires(Action.LOAN_READ)
@require_GET
def loan_detail(request: HouseRequest, pk: UUID) -> HttpResponse:
    """One referral with its steps; the bank sees name, commune, programme, amount, consent and sender, nothing more."""
    referral = found(request, pk)
    audit.note(
        "loan.viewed", referral, referral.registration, referral.registration.person, access=request.access
    )
    day, is_bank = working_day(referral.registration.campaign), request.access.role == Role.BANK
    context = {
        "referral": referral,
        "row": desk(referral, day),
        "steps": referral.steps.select_related("recorded_by", "superseded_by"),
        "answers": answers_for(request, referral),
        "is_bank": is_bank,
        "may_act": request.access.may(Action.LOAN_REFER),
        "may_correct": loan_corrections.may_correct(request.access, referral),
    }
    return render(request, "registrations/loan_detail.html", context)


def answers_for(request: HouseRequest, referral: LoanReferral) -> list[tuple[str, Any]]:
    """The moves of the bank from here, by their slugs."""
    if not request.access.may(Action.LOAN_ANSWER):
        return []
    return [(slug, state) for slug, state in ANSWERS.items() if state in LoanReferral.NEXT[referral.state]]


@requires(Action.LOAN_REFER)
@require_http_methods(["GET", "POST"])
def loan_refer(request: HouseRequest, pk: UUID) -> HttpResponse:
    """From a registration to a bank; without a consent for the bank the page offers to record it first."""
    registration = held(request, pk)
    consents = registration.person.consents.filter(purpose=Consent.Purpose.BANK, withdrawn_on__isnull=True)
    if not consents.exists():
        return render(request, "registrations/loan_consent.html", {"registration": registration})
    form = ReferForm(request.POST or None, initial={"on": working_day(registration.campaign)})
    return ask(
        request,
        registration,
        form,
        lambda: loans.refer(access=request.access, registration=registration, **form.cleaned_data),
        title=_("Refer to a bank"),
        button=_("Send to the bank"),
        done=_("The request is with the bank."),
        names={"state_on": "on"},
    )


@requires(Action.LOAN_ANSWER)
@require_http_methods(["GET", "POST"])
def loan_answer(request: HouseRequest, pk: UUID, answer: str) -> HttpResponse:
    """Received, papers missing, approved, refused, paid out: by the branch that was asked."""
    referral = found(request, pk)
    if answer not in ANSWERS:
        raise Http404
    state, day = ANSWERS[answer], working_day(referral.registration.campaign)
    start = {"amount": referral.approved if state == State.DISBURSED else referral.requested}
    form = AnswerForm(request.POST or None, referral=referral, day=day, state=state, initial=start)
    return ask_about(
        request,
        referral,
        form,
        lambda: loans.answer(access=request.access, referral=referral, state=state, **form.cleaned_data),
        title=str(State(state).label),
    )


def ask_about(
    request: HouseRequest, referral: LoanReferral, form: Form, act: Any, title: str, **words: Any
) -> HttpResponse:
    return ask(
        request,
        referral.registration,
        form,
        act,
        title=title,
        back=reverse("registrations:loan-detail", args=[referral.pk]),
        names={"approved": "amount", "disbursed": "amount", "state_on": "on"},
        template="registrations/loan_form.html",
        referral=referral,
        **{"button": _("Save"), "done": _("The answer is saved."), **words},
    )


def standing(referral: LoanReferral) -> LoanStep:
    """The answer of the bank that can be corrected; no page where there is none."""
    try:
        return loan_corrections.last_answer(referral)[0]
    except ValidationError as problem:
        raise Http404 from problem


@requires(Action.LOAN_ANSWER)
@require_http_methods(["GET", "POST"])
def loan_correct(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The last answer was typed wrong: by the branch that gave it."""
    referral = found(request, pk)
    day, step = working_day(referral.registration.campaign), standing(referral)
    form = CorrectionForm(request.POST or None, referral=referral, day=day, step=step)
    return ask_about(
        request,
        referral,
        form,
        lambda: loan_corrections.correct(access=request.access, referral=referral, **form.cleaned_data),
        title=_("Correct “%(step)s”") % {"step": step.get_state_display()},
        button=_("Save the correction"),
        done=_("The entry is corrected; the old one stays in the history."),
        annul=referral,
    )


@requires(Action.LOAN_ANSWER)
@require_http_methods(["GET", "POST"])
def loan_annul(request: HouseRequest, pk: UUID) -> HttpResponse:
    """The last answer was given to the wrong request: the referral waits again."""
    referral = found(request, pk)
    step = standing(referral)
    form = AnnulForm(request.POST or None, initial={"version": referral.version})
    return ask_about(
        request,
        referral,
        form,
        lambda: loan_corrections.annul(access=request.access, referral=referral, **form.cleaned_data),
        title=_("Take back “%(step)s”") % {"step": step.get_state_display()},
        button=_("Take the entry back"),
        done=_("The entry is taken back; it stays in the history."),
        danger=True,
    )


@requires(Action.LOAN_REFER)
@require_http_methods(["GET", "POST"])
def loan_withdraw(request: HouseRequest, pk: UUID) -> HttpResponse:
    referral = found(request, pk)
    day = working_day(referral.registration.campaign)
    form = StepForm(request.POST or None, referral=referral, day=day)
    return ask_about(
        request,
        referral,
        form,
        lambda: loans.withdraw(access=request.access, referral=referral, **form.cleaned_data),
        title=_("Take the request back"),
    )


@requires(Action.LOAN_REFER)
@require_http_methods(["GET", "POST"])
def loan_resend(request: HouseRequest, pk: UUID) -> HttpResponse:
    referral = found(request, pk)
    day = working_day(referral.registration.campaign)
    form = ResendForm(request.POST or None, referral=referral, day=day)
    return ask_about(
        request,
        referral,
        form,
        lambda: loans.resend(access=request.access, referral=referral, **form.cleaned_data),
        title=_("Send again with the papers"),
    )


@requires(Action.LOAN_REFER)
@require_http_methods(["GET", "POST"])
def loan_follow_up(request: HouseRequest, pk: UUID) -> HttpResponse:
    referral = found(request, pk)
    day = working_day(referral.registration.campaign)
    form = StepForm(request.POST or None, referral=referral, day=day)
    return ask_about(
        request,
        referral,
        form,
        lambda: loans.follow_up(access=request.access, referral=referral, **form.cleaned_data),
        title=_("Call the bank again on"),
    )
