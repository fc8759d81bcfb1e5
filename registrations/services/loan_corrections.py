"""A bank's answer that was typed wrong: said anew, or taken back. What was written first stays, superseded, with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations.models import LoanReferral, LoanStep
from registrations.services.loans import locked, new_step, refuse_day, refuse_needless

State = LoanReferral.State
OF_THE_BANK = (State.RECEIVED, State.NEEDS_PAPERS, State.APPROVED, State.REFUSED, State.DISBURSED)
DETAILS = ("on", "amount", "reason", "papers", "note")
WORDS = ("papers", "note")  # somebody's own: the trail says only that they changed


@transaction.atomic
def correct(
    *,
    access: Access,
    referral: LoanReferral,
    why: str,
    on: date,
    amount: int | None = None,
    reason: str = "",
    papers: str = "",
    note: str = "",
    version: int | None = None,
) -> LoanReferral:
    """The last answer of the bank with other facts. Figures of days before the correction keep what was known then."""
    access.require(Action.LOAN_ANSWER)
    given: dict[str, Any] = {"amount": amount, "reason": reason, "papers": nfc(papers), "note": nfc(note)}
    referral = locked(access, referral, version, {"on": on, **given})
    old, before = last_answer(referral)
    _refuse_silence(why)
    refuse_needless(referral.state, amount, reason)
    refuse_day(on, before.on)
    _stand(referral, referral.state, on, old.amount if amount is None else amount)
    given["amount"] = old.amount if amount is None else amount
    new = new_step(referral, access, on, correction_reason=nfc(why), **given)
    referral.steps.filter(pk=old.pk).update(superseded_at=new.recorded_at, superseded_by=new)
    first, second = ({name: getattr(step, name) for name in DETAILS} for step in (old, new))
    changes = audit.changed(first, second, hidden=WORDS)
    audit.record("loan.corrected", referral, referral.registration, access=access, changes=changes)
    return referral


@transaction.atomic
def annul(*, access: Access, referral: LoanReferral, why: str, version: int | None = None) -> LoanReferral:
    """The last answer was never given: the referral stands again where it stood before, and waits."""
    access.require(Action.LOAN_ANSWER)
    referral = locked(access, referral, version, {"why": why})
    old, before = last_answer(referral)
    _refuse_silence(why)
    changes = {"state": [old.state, before.state]}
    _stand(referral, before.state, before.on, before.amount)
    # With it what was noted since: it was about where the referral stood then.
    since = referral.steps.standing().filter(recorded_at__gte=old.recorded_at)
    since.update(superseded_at=now(), correction_reason=nfc(why))
    audit.record("loan.annulled", referral, referral.registration, access=access, changes=changes)
    return referral


def last_answer(referral: LoanReferral) -> tuple[LoanStep, LoanStep]:
    """The answer of the bank on which the referral stands, and the move before it."""
    moves = list(referral.steps.moves().standing())
    if len(moves) < 2 or moves[-1].state not in OF_THE_BANK:
        raise ValidationError(
            _("The referral does not stand on an answer of the bank; there is nothing to correct.")
        )
    return moves[-1], moves[-2]


def may_correct(access: Access, referral: LoanReferral) -> bool:
    """Whether to offer it; who may not see the referral is not asked."""
    return access.may(Action.LOAN_ANSWER) and referral.state in OF_THE_BANK


def _stand(referral: LoanReferral, state: str, on: date, amount: int | None) -> None:
    """Put the referral where a move left it; the amounts follow from the moves that stand."""
    referral.state, referral.state_on = state, on
    referral.disbursed = amount if state == State.DISBURSED else None
    if state == State.APPROVED:
        referral.approved = amount
    elif state != State.DISBURSED:
        referral.approved = None
    referral.version += 1
    referral.full_clean(exclude=["consent", "created_by"])
    referral.save()


def _refuse_silence(why: str) -> None:
    if not nfc(why):
        raise ValidationError({"why": _("Say why the entry is corrected.")})
