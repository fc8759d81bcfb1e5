"""Asking a bank branch and getting an answer: the bank's moves, the sender's moves, nothing without consent (I7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit
from accounts.conflicts import check_version
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from outreach.models import BankBranch
from registrations.models import Consent, LoanReferral, LoanStep, Registration
from registrations.services import locking
from registrations.services.words import money, shown, today

State = LoanReferral.State
Purpose = LoanReferral.Purpose


class Ceiling(NamedTuple):
    """From this amount on collateral is asked for, by a rule in force since a day."""

    since: date
    amount: int
    reached_at: bool  # «từ … trở lên»; otherwise «trên …»
    source: str


# The rule of the day of the request; newest first.
COLLATERAL = (
    Ceiling(date(2026, 1, 1), 200_000_000, False, "Nghị định 338/2025/NĐ-CP"),
    Ceiling(date(2019, 11, 8), 100_000_000, True, "Nghị định 74/2019/NĐ-CP"),
    Ceiling(date(2015, 9, 1), 50_000_000, True, "Nghị định 61/2015/NĐ-CP"),
)
EPS_DEPOSIT = Ceiling(date(2023, 6, 1), 100_000_000, False, "Quyết định 16/2023/QĐ-TTg")


def loan_warnings(requested: int, purpose: str, on: date) -> tuple[str, ...]:
    """What the bank will ask for; the house says it and does not decide."""
    if purpose == Purpose.DEPOSIT:
        if on >= EPS_DEPOSIT.since and requested > EPS_DEPOSIT.amount:
            message = _("The EPS deposit loan is at most %(amount)s (%(source)s, since %(since)s).")
            return (message % _cited(EPS_DEPOSIT),)
        return ()
    rule = next((rule for rule in COLLATERAL if on >= rule.since), None)
    if rule is None or requested < rule.amount or (requested == rule.amount and not rule.reached_at):
        return ()
    message = (
        _("From %(amount)s on the bank asks for collateral (%(source)s, since %(since)s).")
        if rule.reached_at
        else _("Above %(amount)s the bank asks for collateral (%(source)s, since %(since)s).")
    )
    return (message % _cited(rule),)


@transaction.atomic
def refer(
    *,
    access: Access,
    registration: Registration,
    branch: BankBranch,
    requested: int,
    purpose: str = Purpose.COST,
    on: date,
    follow_up_on: date | None = None,
) -> LoanReferral:
    """Pass a request to a branch, on the strength of a consent that holds on that day."""
    access.require(Action.LOAN_REFER)
    registration = locking.locked(access, registration)
    _refuse_closed(registration, on)
    referral = LoanReferral(
        registration=registration,
        branch=branch,
        purpose=purpose,
        consent=_consent(registration, on),
        requested=requested,
        state=State.SENT,
        state_on=on,
        follow_up_on=_after(follow_up_on, on),
        is_demo=registration.is_demo,
        created_by_id=access.user_id,
        recorded_at=now(),
    )
    referral.full_clean(exclude=["consent", "created_by"])
    referral.save(force_insert=True)
    referral.warnings = loan_warnings(requested, purpose, on)
    new_step(referral, access, on)
    changes = {"branch": branch.pk, "purpose": purpose, "requested": requested, "on": on}
    audit.record("loan.referred", referral, registration, access=access, changes=changes)
    return referral


@transaction.atomic
def answer(
    *,
    access: Access,
    referral: LoanReferral,
    state: str,
    on: date,
    amount: int | None = None,
    reason: str = "",
    papers: str = "",
    note: str = "",
    version: int | None = None,
) -> LoanReferral:
    """The bank's move: received, papers missing, approved, refused, paid out."""
    access.require(Action.LOAN_ANSWER)
    wanted = {"state": state, "on": on, "amount": amount, "reason": reason, "papers": papers, "note": note}
    referral = locked(access, referral, version, wanted)
    if state not in LoanReferral.NEXT[referral.state]:
        raise ValidationError({"state": _moves(referral, LoanReferral.NEXT[referral.state])})
    if state == State.APPROVED:
        referral.approved = amount
    if state == State.DISBURSED:
        referral.disbursed = referral.approved if amount is None else amount
        amount = referral.disbursed
    refuse_needless(state, amount, reason)
    return _move(
        referral, state, on, access, amount=amount, reason=reason, papers=nfc(papers), note=nfc(note)
    )


@transaction.atomic
def withdraw(
    *, access: Access, referral: LoanReferral, on: date, note: str = "", version: int | None = None
) -> LoanReferral:
    """The sender takes an open request back."""
    access.require(Action.LOAN_REFER)
    referral = locked(access, referral, version, {"state": State.WITHDRAWN, "on": on, "note": note})
    if referral.state not in LoanReferral.OPEN:
        raise ValidationError(_("This referral is closed; there is nothing to take back."))
    if referral.state == State.APPROVED:
        referral.approved = None
    return _move(referral, State.WITHDRAWN, on, access, note=nfc(note))


@transaction.atomic
def resend(
    *,
    access: Access,
    referral: LoanReferral,
    on: date,
    note: str = "",
    follow_up_on: date | None = None,
    version: int | None = None,
) -> LoanReferral:
    """The missing papers are there: the request goes to the bank again; the consent must still hold."""
    access.require(Action.LOAN_REFER)
    referral = locked(access, referral, version, {"state": State.SENT, "on": on, "note": note})
    if referral.state != State.NEEDS_PAPERS:
        raise ValidationError(_("Only a referral that lacks papers is sent again."))
    referral.consent = _consent(referral.registration, on)
    referral.follow_up_on = _after(follow_up_on, on) or referral.follow_up_on
    return _move(referral, State.SENT, on, access, note=nfc(note))


@transaction.atomic
def follow_up(
    *, access: Access, referral: LoanReferral, on: date, note: str = "", version: int | None = None
) -> LoanReferral:
    """Put the next call to the bank on a day."""
    access.require(Action.LOAN_REFER)
    referral = locked(access, referral, version, {"follow_up_on": on, "note": note})
    if referral.state not in LoanReferral.OPEN:
        raise ValidationError(_("This referral is closed; there is nothing to follow up."))
    before, referral.follow_up_on = referral.follow_up_on, _after(on, referral.state_on)
    referral.version += 1
    referral.save(update_fields=["follow_up_on", "version"])
    new_step(referral, access, today(), note=nfc(note), papers=_papers(referral), is_note=True)
    audit.record("loan.follow_up", referral, access=access, changes={"follow_up_on": [before, on]})
    return referral


def _cited(rule: Ceiling) -> dict[str, str]:
    return {"amount": money(rule.amount), "source": rule.source, "since": shown(rule.since)}


def locked(
    access: Access, referral: LoanReferral, version: int | None, wanted: Mapping[str, Any]
) -> LoanReferral:
    rows = LoanReferral.objects.within(access).select_related("registration__person")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)
    check_version(row, version, wanted)
    return row


def _consent(registration: Registration, on: date) -> Consent:
    """The consent for the bank that holds on a day; without it nothing leaves (I7)."""
    holds = Q(withdrawn_on__isnull=True)
    given = registration.person.consents.filter(holds, purpose=Consent.Purpose.BANK, given_on__lte=on)
    consent = given.first()
    if consent is None:
        message = _("There is no consent of this person for passing the request to a bank on %(date)s.")
        raise ValidationError({"consent": message % {"date": shown(on)}})
    return consent


def _refuse_closed(registration: Registration, on: date) -> None:
    if not registration.is_open:
        message = _("The registration stands at “%(stage)s”; no loan is asked for any more.")
        raise ValidationError(message % {"stage": registration.get_stage_display()})
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})


def _after(follow_up_on: date | None, on: date) -> date | None:
    if follow_up_on is not None and follow_up_on < on:
        raise ValidationError({"follow_up_on": _("The next call cannot lie before the request.")})
    return follow_up_on


def _moves(referral: LoanReferral, states: tuple[str, ...]) -> str:
    names = ", ".join(f"“{State(state).label}”" for state in states)
    message = _("After “%(state)s” possible answers are: %(names)s.")
    if not names:
        message = _("After “%(state)s” no answer follows.")
    return message % {"state": referral.get_state_display(), "names": names}


def refuse_needless(state: str, amount: int | None, reason: str) -> None:
    if amount is not None and state not in (State.APPROVED, State.DISBURSED):
        raise ValidationError({"amount": _("An amount belongs to an approval or a payment only.")})
    if reason and state != State.REFUSED:
        raise ValidationError({"reason": _("A reason belongs to a refusal only.")})


def refuse_day(on: date, after: date) -> None:
    """A move lies neither before the one it follows nor in the future."""
    if on < after:
        message = _("The answer lies before the last step on %(date)s.")
        raise ValidationError({"on": message % {"date": shown(after)}})
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})


def _move(referral: LoanReferral, state: str, on: date, access: Access, **details: Any) -> LoanReferral:
    """Write the new state, its step and its trace."""
    refuse_day(on, referral.state_on)
    before = referral.state
    if state == State.REFUSED:
        referral.approved = None
    referral.state, referral.state_on = state, on
    referral.version += 1
    referral.full_clean(exclude=["consent", "created_by"])
    referral.save()
    new_step(referral, access, on, **details)
    changes = {"state": [before, state], "on": on, "amount": details.get("amount")}
    audit.record("loan." + state, referral, referral.registration, access=access, changes=changes)
    return referral


def _papers(referral: LoanReferral) -> str:
    """What still lacks, repeated by a step that leaves the state as it is."""
    last = referral.steps.standing().filter(state=State.NEEDS_PAPERS).last()
    return last.papers if last is not None and referral.state == State.NEEDS_PAPERS else ""


def new_step(referral: LoanReferral, access: Access, on: date, **details: Any) -> LoanStep:
    """Where the referral stands now, said of a day; refused before it is written when something lacks."""
    step = LoanStep(
        referral=referral,
        state=referral.state,
        on=on,
        recorded_at=now(),
        recorded_by_id=access.user_id,
        **details,
    )
    step.full_clean(exclude=["referral", "recorded_by"])
    step.save(force_insert=True)
    return step
