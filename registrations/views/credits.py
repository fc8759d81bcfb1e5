"""Who mobilised somebody: claim a share, propose other shares, answer for the own body, decide what is disputed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from accounts.conflicts import Conflict
from accounts.text import mask_name
from campaigns.access import Access, Action, HouseRequest, requires
from campaigns.current import current_campaign
from campaigns.models import Organization
from registrations import claims
from registrations.forms.credits import AnswerForm, JoinForm, SharesForm, WordsForm
from registrations.models import CreditProposal, Registration
from registrations.services import credit, opinions, proposals
from registrations.services.shares import active, lead_of
from registrations.services.words import today
from registrations.views.asking import ask
from registrations.views.create import OUTCOME
from registrations.views.milestones import held


@requires(Action.CREDIT_WRITE)
@require_http_methods(["GET", "POST"])
def credit_waiting(request: HouseRequest) -> HttpResponse:
    """«Công vận động chờ tôi»: what the own body can still answer; agreed one by one or together."""
    chosen = request.POST.getlist("one") or request.POST.getlist("chosen")
    if request.method == "POST" and chosen:
        _say(request, _agree(chosen, request.access))
        return redirect("registrations:credit-waiting")
    found = opinions.waiting_for(request.access)
    rows = claims.lines(claims.read(found)[: claims.MOST], request.access.organization_id)
    audit.note("credit.waiting_listed", *(line.row.registration for line in rows), access=request.access)
    context = {"rows": rows, "more": len(rows) == claims.MOST, "nothing_chosen": request.method == "POST"}
    status = 422 if request.method == "POST" else 200
    return render(request, "registrations/credit_waiting.html", context, status=status)


def _agree(chosen: list[str], access: Access) -> tuple[int, int]:
    """How many were agreed to, and how many had changed since they were shown."""
    rows = {f"{row.pk}:{row.version}": row for row in opinions.waiting_for(access)}
    done = 0
    for stamp in chosen:
        if stamp in rows:
            done += _agreed(rows[stamp], access)
    return done, len(chosen) - done


def _agreed(row: CreditProposal, access: Access) -> bool:
    try:
        proposals.answer(proposal=row, agrees=True, access=access, version=row.version)
    except (Conflict, ValidationError, CreditProposal.DoesNotExist):
        return False
    return True


def _say(request: HouseRequest, counts: tuple[int, int]) -> None:
    done, changed = counts
    if done:
        text = ngettext("%(n)s share is confirmed.", "%(n)s shares are confirmed.", done)
        messages.success(request, text % {"n": done})
    if changed:
        text = ngettext(
            "%(n)s line had changed since it was shown; look at it again.",
            "%(n)s lines had changed since they were shown; look at them again.",
            changed,
        )
        messages.warning(request, text % {"n": changed})


def one(request: HouseRequest, pk: int) -> claims.Claim:
    rows = claims.read(CreditProposal.objects.within(request.access))
    return claims.line(get_object_or_404(rows, pk=pk), request.access.organization_id)


@requires(Action.CREDIT_WRITE)
@require_http_methods(["GET", "POST"])
def credit_answer(request: HouseRequest, pk: int) -> HttpResponse:
    """One question with all that was said about it; the own body answers, or adds its words."""
    claim = one(request, pk)
    kind = AnswerForm if claim.may_answer else WordsForm
    form = kind(request.POST or None, initial=_start(claim) | {"decision": request.GET.get("answer")})
    audit.note("credit.opened", claim.row.registration, claim.row.registration.person, access=request.access)
    return ask(
        request,
        claim.row.registration,
        form,
        lambda: _given(claim.row, form, request.access),
        title=_("Credit for mobilising"),
        button=_("Send the answer") if claim.may_answer else _("Save what we say"),
        done=_("Saved."),
        template="registrations/credit_answer.html",
        claim=claim,
    )


def _start(claim: claims.Claim) -> dict[str, Any]:
    return {"version": claim.row.version, "note": claim.mine.note if claim.mine else ""}


def _given(row: CreditProposal, form: WordsForm, access: Access) -> CreditProposal:
    data = form.cleaned_data
    words: dict[str, Any] = {"note": data["note"], "access": access, "version": data["version"]}
    if isinstance(form, AnswerForm):
        return proposals.answer(proposal=row, agrees=form.agrees, **words)
    return proposals.comment(proposal=row, **words)


@requires(Action.CREDIT_WRITE)
@require_POST
def credit_withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    """Take back other shares that the own body has proposed."""
    row = one(request, pk).row
    try:
        proposals.withdraw(proposal=row, access=request.access)
        messages.success(request, _("The proposal is taken back; the shares stay as they are."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("registrations:detail", row.registration_id)


@requires(Action.CREDIT_WRITE)
@require_GET
def credit_disputes(request: HouseRequest) -> HttpResponse:
    """«Tranh chấp công vận động»: what the bodies did not settle, the oldest first."""
    found = CreditProposal.objects.within(request.access).disputes(today()).order_by("made_at", "pk")
    rows = claims.lines(claims.read(found)[: claims.MOST], request.access.organization_id)
    audit.note("credit.disputes_listed", *(line.row.registration for line in rows), access=request.access)
    return render(request, "registrations/credit_disputes.html", {"rows": rows})


@requires(Action.CREDIT_DECIDE)
@require_http_methods(["GET", "POST"])
def credit_decide(request: HouseRequest, pk: int) -> HttpResponse:
    """The coordinator sets the shares of what is disputed, with a reason."""
    claim = one(request, pk)
    start = {row.organization: row.share for row in claim.wanted or claim.held}
    lead = lead_of(claim.wanted or claim.held)
    form = _shares_form(request, start, lead, claim.row.version, everybody=True)
    return ask(
        request,
        claim.row.registration,
        form,
        lambda: proposals.decide(proposal=claim.row, access=request.access, **_decision(form)),
        title=_("Decide on disputed credit"),
        button=_("Decide"),
        done=_("Decided; both organisations see the reason."),
        back=reverse("registrations:credit-disputes"),
        template="registrations/credit_decide.html",
        names=_names(form),
        claim=claim,
    )


@requires(Action.CREDIT_WRITE)
@require_http_methods(["GET", "POST"])
def credit_share(request: HouseRequest, pk: UUID) -> HttpResponse:
    """Other shares or another lead: proposed to the other bodies, or set by the coordinator."""
    registration, decides = held(request, pk), request.access.may(Action.CREDIT_DECIDE)
    rows = claims.standing(registration, today())
    start = {row.organization: row.share for row in rows}
    form = _shares_form(request, start, lead_of(rows), registration.version, everybody=decides)
    act = credit.share if decides else proposals.propose
    return ask(
        request,
        registration,
        form,
        lambda: act(access=request.access, registration=registration, **_decision(form, act)),
        title=_("Mobilised by"),
        button=_("Set the shares") if decides else _("Propose to the other organisations"),
        done=_("The shares are saved.") if decides else _("Proposed; the shares change once all agree."),
        template="registrations/credit.html",
        names=_names(form),
        credits=rows,
        decides=decides,
    )


def _shares_form(
    request: HouseRequest, start: Any, lead: Organization, version: int, *, everybody: bool
) -> SharesForm:
    """The coordinator may name any body that mobilises; others share among those that are in."""
    return SharesForm(
        request.POST or None,
        bodies=Organization.objects.mobilising() if everybody else start,
        held=start,
        lead=lead,
        version=version,
        said=("reason", True) if everybody else ("note", False),
    )


def _decision(form: SharesForm, act: Any = proposals.decide) -> dict[str, Any]:
    """What the service is told."""
    data, shares = form.cleaned_data, "shares" if act is credit.share else "wanted"
    words: dict[str, Any] = {name: data[name] for name in ("reason", "note") if name in data}
    return {shares: form.wanted(), "lead": data["lead"], "version": data["version"], **words}


def _names(form: SharesForm) -> dict[str, str]:
    """What a service says about the shares stands at the first of them."""
    return {"shares": form.name_of(form.bodies[0])}


@requires(Action.CREDIT_WRITE)
@require_http_methods(["GET", "POST"])
def credit_join(request: HouseRequest, pk: UUID) -> HttpResponse:
    """«Cùng vận động»: a further body gets its share; the others are asked."""
    registration = held(request, pk)
    form = JoinForm(request.POST or None, bodies=joining(registration, request.access))
    return ask(
        request,
        registration,
        form,
        lambda: credit.add_mobiliser(access=request.access, registration=registration, **form.cleaned_data),
        title=_("Mobilised together"),
        button=_("Add the share"),
        done=_("The share is added; the other organisations have five working days to object."),
        template="registrations/credit_join.html",
        credits=claims.standing(registration, today()),
    )


def joining(registration: Registration, access: Access) -> list[Organization]:
    """Bodies that may still be named: the own one; any for who sees everybody."""
    taken = registration.credits.filter(superseded_at__isnull=True).values("organization")
    bodies = Organization.objects.mobilising().exclude(pk__in=taken)
    return list(bodies if access.sees_everyone else bodies.filter(pk=access.organization_id))


@requires(Action.CREDIT_WRITE)
@require_POST
def credit_join_known(request: HouseRequest) -> HttpResponse:
    """«Cùng vận động» on the hint that a number is known: no second person, and one's own body gets its share."""
    person = claims.person_of(request.POST.get("who", ""), request.access)
    try:
        if person is None:
            raise Registration.DoesNotExist
        done = credit.join_known(person=person, campaign=current_campaign(), access=request.access)
    except (Registration.DoesNotExist, ValidationError):
        messages.error(request, _("Ask about the number again; then “Mobilised together” can be chosen."))
        return redirect("registrations:create")
    request.session[OUTCOME] = _outcome(*done, request.access)
    return redirect("registrations:outcome")


def _outcome(registration: Registration, joined: bool, access: Access) -> dict[str, Any]:
    """What the next page says; of somebody outside the own view only the masked name and the leading body."""
    in_view = Registration.objects.within(access).filter(pk=registration.pk).exists()
    name = registration.person.full_name
    return {
        "outcome": "co_mobilised" if joined else "already",
        "pk": str(registration.pk) if in_view else "",
        "name": name if in_view else mask_name(name),
        "unit": registration.unit.name,
        "lead": str(lead_of(active(registration))),
        "warnings": [],
        "carry": "",
    }
