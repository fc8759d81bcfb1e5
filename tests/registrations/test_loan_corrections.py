"""A bank's answer that was typed wrong is said anew or taken back; what was written first stays in the history and in the figures of then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations import doctor
from registrations.models import LoanReferral
from registrations.services import loan_corrections, loans
from reports.indicators import figures
from reports.indicators.shapes import LoanRow
from tests.factories.campaigns import House
from tests.factories.registrations import branch, referred
from tests.registrations.sentences import said
from tests.registrations.test_loans import DAY, DETAILS, WAYS, answer, walk

State = LoanReferral.State
WHY = "Gõ thừa một số 0"
AMOUNTS = ("approved", "disbursed")


def bank(house: House) -> Any:
    return house.access("nhcsxh.batri")


def correct(house: House, loan: LoanReferral, **given: Any) -> LoanReferral:
    given = {"why": WHY, "on": loan.state_on, **given}
    return loan_corrections.correct(access=bank(house), referral=loan, **given)


def annul(house: House, loan: LoanReferral, why: str = WHY, **given: Any) -> LoanReferral:
    return loan_corrections.annul(access=bank(house), referral=loan, why=why, **given)


def total(house: House, **asked: Any) -> LoanRow:
    return figures(house.campaign, 2018, **asked).loans.total


def test_a_wrong_amount_is_said_anew_and_the_first_stays_with_the_reason(house: House) -> None:
    loan = walk(house, State.DISBURSED)
    moved = correct(house, loan, amount=6_000_000)
    assert (moved.state, moved.disbursed, moved.approved) == (State.DISBURSED, 6_000_000, 60_000_000)
    *_others, wrong, right = loan.steps.order_by("pk")
    assert (wrong.amount, wrong.superseded_by, right.amount) == (60_000_000, right, 6_000_000)
    assert (right.correction_reason, right.superseded_at) == (WHY, None)
    entry = AuditEntry.objects.get(action="loan.corrected")
    assert entry.changes == {"amount": [60_000_000, 6_000_000]}


def test_figures_of_now_follow_and_those_of_then_stay(house: House) -> None:
    loan = walk(house, State.DISBURSED)
    then = timezone.now()
    correct(house, loan, amount=6_000_000)
    assert (total(house).amount, total(house).loans) == (6_000_000, 1)
    assert total(house, as_of=then).amount == 60_000_000
    annul(house, LoanReferral.objects.get(pk=loan.pk))
    now = total(house)
    assert (now.amount, now.loans, now.borrowers) == (0, 0, 0)
    assert (now.approved, now.approved_amount) == (1, 60_000_000)
    assert total(house, as_of=then).amount == 60_000_000


@pytest.mark.parametrize("stands", [state for state in WAYS if state != State.SENT])
def test_taken_back_the_referral_stands_where_it_stood(house: House, stands: str) -> None:
    *before, _last = ("sent", *WAYS[stands])
    loan = annul(house, walk(house, stands))
    assert loan.state == before[-1]
    assert (loan.approved, loan.disbursed) == (60_000_000 if before[-1] == State.APPROVED else None, None)
    answer(house, loan, WAYS[stands][-1])  # and the bank answers again


def test_a_refusal_after_an_approval_taken_back_brings_the_amount_again(house: House) -> None:
    loan = annul(house, answer(house, walk(house, State.APPROVED), State.REFUSED))
    assert (loan.state, loan.approved) == (State.APPROVED, 60_000_000)


def test_a_note_is_no_answer_whatever_becomes_of_the_answer_before_it(house: House) -> None:
    loan = walk(house, State.APPROVED)
    sender = house.access("huyen.batri.phunu")
    loan = loans.follow_up(access=sender, referral=loan, on=timezone.localdate() + timedelta(days=3))
    loan = correct(house, loan, amount=50_000_000)
    assert (total(house).approved, total(house).approved_amount) == (1, 50_000_000)
    annul(house, loan)
    row = total(house)
    assert (row.approved, row.approved_amount, row.waiting) == (0, 0, 1)


@pytest.mark.parametrize(
    ("stands", "given", "words"),
    [
        ("approved", {"why": " "}, "lý do đính chính"),
        ("disbursed", {"amount": 70_000_000}, "duyệt"),
        ("approved", {"on": DAY - timedelta(days=1)}, "05/06/2018"),
        ("approved", {"on": date(2090, 1, 1)}, "tương lai"),
        ("refused", {"reason": ""}, "lý do"),
        ("needs_papers", {"papers": ""}, "giấy tờ"),
    ],
)
def test_a_correction_says_what_an_answer_must_and_why(
    house: House, stands: str, given: dict[str, Any], words: str
) -> None:
    loan = walk(house, stands)
    assert words in said(lambda: correct(house, loan, **{**DETAILS.get(stands, {}), **given}))
    assert LoanReferral.objects.get(pk=loan.pk).version == loan.version


@pytest.mark.parametrize("act", [correct, annul])
def test_only_the_branch_that_answered_and_only_its_answer(house: House, act: Callable[..., Any]) -> None:
    sent = referred(house)
    assert "ngân hàng" in said(lambda: act(house, sent))
    loan = answer(house, sent, State.RECEIVED)
    with pytest.raises(Forbidden):
        loan_corrections.annul(access=house.access("huyen.batri.phunu"), referral=loan, why=WHY)
    with pytest.raises(Conflict):
        act(house, loan, version=loan.version - 1)
    back = loans.withdraw(access=house.access("huyen.batri.phunu"), referral=loan, on=DAY)
    assert "ngân hàng" in said(lambda: act(house, back))


def test_a_refusal_is_not_taken_back_over_a_new_request(house: House) -> None:
    loan = walk(house, State.REFUSED)
    loans.refer(
        access=house.access("huyen.batri.phunu"),
        registration=loan.registration,
        branch=branch(house),
        requested=70_000_000,
        on=DAY,
    )
    assert "vẫn đang chờ" in said(lambda: annul(house, loan))


def test_the_doctor_sees_a_referral_that_stands_elsewhere_than_its_moves_left_it(house: House) -> None:
    loan = correct(house, walk(house, State.DISBURSED), amount=6_000_000)
    assert doctor.problems() == []
    LoanReferral.objects.filter(pk=loan.pk).update(disbursed=7_000_000)
    assert [problem.invariant for problem in doctor.problems()] == ["loan-state"]


def test_a_call_noted_after_the_consent_ended_is_no_request_to_the_bank(house: House) -> None:
    loan = referred(house)
    loans.follow_up(
        access=house.access("huyen.batri.phunu"),
        referral=loan,
        on=timezone.localdate() + timedelta(days=1),
    )
    type(loan.consent).objects.filter(pk=loan.consent_id).update(withdrawn_on=date(2018, 7, 1))
    assert doctor.problems() == []


def test_the_desk_corrects_on_a_page_and_the_history_is_struck(house: House, client: Client) -> None:
    loan = walk(house, State.DISBURSED)
    detail = reverse("registrations:loan-detail", args=[loan.pk])
    page = reverse("registrations:loan-correct", args=[loan.pk])
    client.force_login(house.user("nhcsxh.batri"))
    assert page in client.get(detail).content.decode()
    form = client.get(page).context["form"]
    assert form["amount"].value() == "60.000.000" and form["on"].value() == DAY
    given = {"amount": "6tr", "on": "05/06/2018", "why": WHY, "version": loan.version}
    assert client.post(page, {**given, "why": ""}).status_code == 422
    assert client.post(page, given).status_code == 302
    shown = client.get(detail).content.decode()
    assert shown.count('class="superseded"') == 1 and WHY in shown
    taken = client.post(reverse("registrations:loan-annul", args=[loan.pk]), {"why": "Nhầm hồ sơ"})
    assert taken.status_code == 302
    assert LoanReferral.objects.get(pk=loan.pk).state == State.APPROVED
    client.force_login(house.user("huyen.batri.phunu"))
    assert page not in client.get(detail).content.decode()


def test_there_is_no_page_where_there_is_no_answer(house: House, client: Client) -> None:
    loan = referred(house)
    client.force_login(house.user("nhcsxh.batri"))
    for name in ("loan-correct", "loan-annul"):
        assert client.get(reverse(f"registrations:{name}", args=[loan.pk])).status_code == 404
