from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.conflicts import Conflict
from campaigns.access import Forbidden
from registrations.models import LoanReferral
from registrations.services import loans, people
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.registrations import agreed, branch, referred, registered, withdrawn
from tests.registrations.sentences import refusal, said

State = LoanReferral.State
DAY = date(2018, 6, 5)

DETAILS: dict[str, dict[str, Any]] = {
    State.NEEDS_PAPERS: {"papers": "Bản sao hợp đồng"},
    State.APPROVED: {"amount": 60_000_000},
    State.REFUSED: {"reason": "old_debt"},
}
WAYS: dict[str, tuple[str, ...]] = {
    State.SENT: (),
    State.RECEIVED: ("received",),
    State.NEEDS_PAPERS: ("received", "needs_papers"),
    State.APPROVED: ("received", "approved"),
    State.REFUSED: ("received", "refused"),
    State.DISBURSED: ("received", "approved", "disbursed"),
}


def answer(house: House, loan: LoanReferral, state: str, on: date = DAY, **given: Any) -> LoanReferral:
    given = {**DETAILS.get(state, {}), **given}
    return loans.answer(access=house.access("nhcsxh.batri"), referral=loan, state=state, on=on, **given)


def walk(house: House, state: str) -> LoanReferral:
    loan = referred(house)
    for step in WAYS[state]:
        loan = answer(house, loan, step)
    return loan


def refer(house: House, made: Any, **given: Any) -> LoanReferral:
    given = {"requested": 80_000_000, "on": DAY, "branch": branch(house), **given}
    return loans.refer(access=house.access("huyen.batri.phunu"), registration=made, **given)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("stands", WAYS)
def test_the_bank_makes_only_the_moves_of_the_table(house: House, stands: str, state: str) -> None:
    loan = walk(house, stands)
    if state in LoanReferral.NEXT[stands]:
        moved = answer(house, loan, state)
        assert (moved.state, moved.version) == (state, loan.version + 1)
        assert moved.steps.count() == loan.steps.count()
    else:
        assert str(loan.get_state_display()) in refusal(lambda: answer(house, loan, state))["state"][0]
        assert LoanReferral.objects.get(pk=loan.pk).version == loan.version


@pytest.mark.parametrize(
    ("state", "given", "words"),
    [
        ("approved", {"amount": None}, "đã duyệt"),
        ("refused", {"reason": ""}, "lý do"),
        ("needs_papers", {"papers": ""}, "giấy tờ"),
        ("approved", {"reason": "other"}, "từ chối"),
        ("refused", {"amount": 5}, "duyệt hoặc giải ngân"),
        ("approved", {"on": date(2018, 6, 4)}, "05/06/2018"),
        ("approved", {"on": date(2090, 6, 4)}, "tương lai"),
    ],
)
def test_an_answer_says_what_it_must(house: House, state: str, given: dict[str, Any], words: str) -> None:
    loan = walk(house, State.RECEIVED)
    assert words in said(lambda: answer(house, loan, state, **given))


def test_what_is_paid_out_is_at_most_what_was_approved(house: House) -> None:
    loan = walk(house, State.APPROVED)
    assert said(lambda: answer(house, loan, "disbursed", amount=60_000_001))
    assert said(lambda: answer(house, loan, "disbursed", amount=0))
    assert answer(house, loan, "disbursed", amount=30_000_000).disbursed == 30_000_000


def test_paying_out_without_an_amount_pays_what_was_approved(house: House) -> None:
    assert answer(house, walk(house, State.APPROVED), "disbursed").disbursed == 60_000_000


def test_nothing_leaves_for_a_bank_without_a_consent_that_holds_that_day(house: House) -> None:
    made = registered(house, consents=(agreed("campaign"), agreed("enterprise")))
    assert "đồng ý" in refusal(lambda: refer(house, made))["consent"][0]
    access = house.access("huyen.batri.phunu")
    row = people.give_consent(access=access, person=made.person, purpose="bank", given_on=date(2018, 6, 6))
    assert "consent" in refusal(lambda: refer(house, made))
    assert refer(house, made, on=date(2018, 6, 6)).consent == row
    people.withdraw_consent(access=access, consent=row, on=date(2018, 7, 1))
    assert "consent" in refusal(lambda: refer(house, made, on=date(2018, 7, 1), purpose="deposit"))


def test_a_request_is_open_once_per_branch_and_purpose(house: House) -> None:
    made = registered(house, consents=(agreed(),))
    refer(house, made)
    assert "đang chờ" in said(lambda: refer(house, made))
    assert refer(house, made, purpose="deposit").pk
    assert refer(house, made, branch=branch(house, house.province)).pk


def test_a_request_asks_for_something_and_for_somebody_on_the_way(house: House) -> None:
    made = registered(house, consents=(agreed(),))
    assert said(lambda: refer(house, made, requested=0))
    assert said(lambda: refer(house, made, follow_up_on=DAY - timedelta(days=1)))
    assert said(lambda: refer(house, made, on=date(2090, 1, 1)))
    assert said(lambda: refer(house, withdrawn(house, consents=(agreed(),))))


def test_missing_papers_are_sent_after(house: House) -> None:
    access, loan = house.access("huyen.batri.phunu"), walk(house, State.NEEDS_PAPERS)
    sent = loans.resend(access=access, referral=loan, on=DAY, follow_up_on=date(2018, 6, 20), note="Đã đủ")
    assert (sent.state, sent.follow_up_on) == (State.SENT, date(2018, 6, 20))
    assert said(lambda: loans.resend(access=access, referral=loan, on=DAY))
    assert answer(house, sent, "received").state == State.RECEIVED


def test_papers_are_not_sent_after_the_consent_is_gone(house: House) -> None:
    access, loan = house.access("huyen.batri.phunu"), walk(house, State.NEEDS_PAPERS)
    people.withdraw_consent(access=access, consent=loan.consent, on=DAY)
    assert "consent" in refusal(lambda: loans.resend(access=access, referral=loan, on=DAY))


def test_the_sender_takes_an_open_request_back(house: House) -> None:
    access = house.access("huyen.batri.phunu")
    for state in (State.SENT, State.RECEIVED, State.NEEDS_PAPERS, State.APPROVED):
        loan = loans.withdraw(access=access, referral=walk(house, state), on=DAY)
        assert (loan.state, loan.approved) == (State.WITHDRAWN, None)
    assert said(lambda: loans.withdraw(access=access, referral=loan, on=DAY))
    assert said(lambda: loans.withdraw(access=access, referral=walk(house, State.DISBURSED), on=DAY))


def test_the_next_call_is_put_on_a_day(house: House) -> None:
    access, loan = house.access("huyen.batri.phunu"), walk(house, State.NEEDS_PAPERS)
    later = loans.follow_up(access=access, referral=loan, on=date(2018, 6, 12), note="Hẹn gọi lại")
    assert later.follow_up_on == date(2018, 6, 12)
    assert list(later.steps.values_list("note", flat=True))[-1] == "Hẹn gọi lại"
    assert said(lambda: loans.follow_up(access=access, referral=loan, on=date(2018, 6, 1)))
    closed = walk(house, State.REFUSED)
    assert said(lambda: loans.follow_up(access=access, referral=closed, on=date(2018, 6, 12)))


def test_a_bank_answers_only_what_was_sent_to_its_branch(house: House) -> None:
    loan = referred(house)
    elsewhere = campaigns.access("bank", house.organizations["nhcsxh"], house.chau_thanh)
    given: dict[str, Any] = {"referral": loan, "state": "received", "on": DAY}
    with pytest.raises(LoanReferral.DoesNotExist):
        loans.answer(access=elsewhere, **given)
    with pytest.raises(Forbidden):
        loans.answer(access=house.access("huyen.batri.phunu"), **given)
    with pytest.raises(Forbidden):
        loans.withdraw(access=house.access("nhcsxh.batri"), referral=loan, on=DAY)


def test_an_answer_to_what_was_changed_meanwhile_is_a_conflict(house: House) -> None:
    loan = walk(house, State.RECEIVED)
    answer(house, loan, "approved", version=2)
    with pytest.raises(Conflict) as clash:
        answer(house, loan, "refused", version=2)
    assert clash.value.fields["state"] == "refused"


@pytest.mark.parametrize(
    ("on", "amount", "source"),
    [
        (date(2018, 6, 5), 49_999_999, ""),
        (date(2018, 6, 5), 50_000_000, "61/2015"),
        (date(2019, 11, 7), 99_000_000, "61/2015"),
        (date(2019, 11, 8), 99_000_000, ""),
        (date(2019, 11, 8), 100_000_000, "74/2019"),
        (date(2025, 12, 31), 200_000_000, "74/2019"),
        (date(2026, 1, 1), 200_000_000, ""),
        (date(2026, 1, 1), 200_000_001, "338/2025"),
        (date(2014, 1, 1), 900_000_000, ""),
    ],
)
def test_collateral_is_said_by_the_rule_of_the_day(on: date, amount: int, source: str) -> None:
    warnings = loans.loan_warnings(amount, "cost", on)
    assert bool(warnings) == bool(source)
    assert source in " ".join(warnings)


def test_the_deposit_loan_has_its_own_ceiling() -> None:
    assert loans.loan_warnings(100_000_001, "deposit", date(2023, 6, 1))
    assert not loans.loan_warnings(100_000_000, "deposit", date(2023, 6, 1))
    assert not loans.loan_warnings(200_000_000, "deposit", date(2020, 6, 1))


def test_a_ceiling_is_a_warning_and_no_refusal(house: House) -> None:
    assert "61/2015" in referred(house).warnings[0]
