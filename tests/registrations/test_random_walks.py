"""Whatever people enter in whatever order: what is refused changes nothing, what is taken keeps the house in order."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from campaigns.dates import PartialDate, Precision
from registrations import doctor
from registrations.models import CreditProposal, LoanReferral, Milestone, Registration
from registrations.services import credit, loan_corrections, loans, milestones, people, proposals
from registrations.services.candidates import Candidate
from registrations.services.register import register
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.registrations import agreed, branch, enterprise, market, rate, registered

DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))
AFTER = st.integers(-10, 60)
PRECISION = st.sampled_from([Precision.DAY, Precision.DAY, Precision.MONTH, Precision.YEAR])
WHEN = st.builds(PartialDate, DAYS, PRECISION)
PEOPLE = [("Nguyễn Thị Lan", "083198000001"), ("Lê Thị Mai", "083100000002"), ("Võ Thị Cúc", "")]
BODIES = ["tinh.phunu", "tinh.nongdan", "tinh.mttq"]
CODES = ["phunu", "nongdan", "mttq"]


class Campaign(RuleBasedStateMachine):
    """Three people, three bodies, every service that moves a registration."""

    @initialize()
    def open_the_house(self) -> None:
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.house = campaigns.house()
        self.boss = self.house.access("tinh.mttq")
        self.firm = enterprise(licence_from=date(2018, 6, 1))
        self.markets = [market(), market("KR", "Hàn Quốc")]
        rate(self.markets[0])
        for who in PEOPLE[:2]:
            self.enter(who, BODIES[0], PartialDate(date(2018, 1, 10)))

    def attempt(self, act: Callable[[], object]) -> None:
        """A refusal is an answer; anything else that goes wrong is a fault."""
        try:
            act()
        except ValidationError as refused:
            assert refused.messages

    def some(self, data: st.DataObject) -> Registration | None:
        made = list(Registration.objects.order_by("recorded_at"))
        return data.draw(st.sampled_from(made)) if made else None

    @rule(who=st.sampled_from(PEOPLE), body=st.sampled_from(BODIES), on=WHEN)
    def somebody_comes(self, who: tuple[str, str], body: str, on: PartialDate) -> None:
        self.enter(who, body, on)

    def enter(self, who: tuple[str, str], body: str, on: PartialDate) -> None:
        someone = Candidate(who[0], PartialDate.unknown(), "unknown", self.house.bao_thanh, identity=who[1])
        access = self.house.access(body)
        self.attempt(lambda: register(access=access, campaign=self.house.campaign, candidate=someone, on=on))

    @rule(data=st.data(), steps=st.integers(1, 4))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        """A few steps on, mostly forward in time."""
        made = self.some(data)
        for _ in range(steps if made else 0):
            made = Registration.objects.get(pk=made.pk)  # type: ignore[union-attr]
            if not milestones.allowed(made):
                return
            kind = data.draw(st.sampled_from(milestones.allowed(made)))
            on = PartialDate(made.stage_on + timedelta(days=data.draw(AFTER)), data.draw(PRECISION))
            self.attempt(partial(self.record, made, kind, on, data.draw(st.booleans())))

    def record(self, made: Registration, kind: str, on: PartialDate, firm: bool) -> None:
        given: dict[str, Any] = {}
        if kind == "selected":
            given = {"market": self.markets[firm], "through_centre": not firm}
            given["enterprise"] = self.firm if firm else None
        given |= {"withdrawn": {"reason": "cost"}, "returned": {"outcome": "early"}}.get(kind, {})
        milestones.record(access=self.boss, registration=made, kind=kind, on=on, **given)

    @rule(data=st.data(), on=WHEN, annul=st.booleans())
    def put_right(self, data: st.DataObject, on: PartialDate, annul: bool) -> None:
        rows = list(Milestone.objects.filter(superseded_at=None).order_by("pk"))
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        given: dict[str, Any] = {"access": self.boss, "milestone": row, "reason": "Nhầm"}
        if annul:
            self.attempt(lambda: milestones.annul(**given))
        else:
            self.attempt(lambda: milestones.correct(on=on, **given))

    @rule(data=st.data(), parts=st.lists(st.integers(0, 5), min_size=3, max_size=3), lead=st.integers(0, 2))
    def share(self, data: st.DataObject, parts: list[int], lead: int) -> None:
        made, whole = self.some(data), sum(parts) or 1
        if made is None:
            return
        bodies = [self.house.organizations[code] for code in CODES]
        shares = {body: Fraction(part, whole) for body, part in zip(bodies, parts, strict=True) if part}
        self.attempt(
            lambda: credit.share(registration=made, shares=shares, lead=bodies[lead], access=self.boss)
        )

    @rule(
        data=st.data(),
        by=st.sampled_from(BODIES),
        move=st.sampled_from(
            ["propose", "agree", "agree", "dispute", "comment", "withdraw", "decide", "stand"]
        ),
        parts=st.lists(st.integers(0, 5), min_size=3, max_size=3),
        lead=st.integers(0, 2),
    )
    def talk_about_credit(self, data: st.DataObject, by: str, move: str, parts: list[int], lead: int) -> None:
        """Bodies propose, answer, dispute and decide in any order, and time runs out on them."""
        access, made = self.house.access(by), self.some(data)
        bodies, whole = [self.house.organizations[code] for code in CODES], sum(parts) or 1
        shares = {body: Fraction(part, whole) for body, part in zip(bodies, parts, strict=True) if part}
        wanted: dict[str, Any] = {"wanted": shares, "lead": bodies[lead]}
        in_view = Registration.objects.within(access)
        if made is not None and move == "propose" and in_view.filter(pk=made.pk).exists():
            self.attempt(lambda: proposals.propose(registration=made, access=access, **wanted))
        asked = list(CreditProposal.objects.within(access).order_by("pk"))
        if not asked:
            return
        row = data.draw(st.sampled_from(asked))
        act: dict[str, Callable[[], object]] = {
            "agree": lambda: proposals.answer(proposal=row, agrees=True, access=access),
            "dispute": lambda: proposals.answer(proposal=row, agrees=False, note="Không", access=access),
            "comment": lambda: proposals.comment(proposal=row, note="Đã gặp", access=access),
            "withdraw": lambda: proposals.withdraw(proposal=row, access=access),
            "decide": lambda: proposals.decide(proposal=row, reason="Đã xem", access=self.boss, **wanted),
            "stand": lambda: self.run_out(row),
        }
        self.attempt(act.get(move, lambda: None))

    def run_out(self, row: CreditProposal) -> None:
        CreditProposal.objects.filter(pk=row.pk).update(due_on=date(2018, 1, 1))
        proposals.stand(row)

    @rule(data=st.data(), born=st.dates(date(1996, 1, 1), date(2002, 12, 31)), on=DAYS)
    def learn(self, data: st.DataObject, born: date, on: date) -> None:
        made = self.some(data)
        if made is None:
            return
        person, access = made.person, self.boss
        self.attempt(lambda: people.change_person(access=access, person=person, birth=PartialDate(born)))
        self.attempt(lambda: people.add_group(access=access, person=person, group="poor", valid_from=on))

    @invariant()
    def the_house_is_in_order(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert doctor.problems() == []

    def teardown(self) -> None:
        if hasattr(self, "frame"):
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_entries_breaks_an_invariant() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Campaign,
        settings=settings(
            max_examples=int(os.environ.get("WALKS", "20")),
            stateful_step_count=14,
            deadline=None,
            derandomize="WALKS" not in os.environ,
            phases=[Phase.generate],  # a walk takes a second: what fails is read, not shortened for minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


# Written down a second time on purpose: the table of the model is what is under test.
BANK = {
    "sent": {"received"},
    "received": {"needs_papers", "approved", "refused"},
    "needs_papers": {"received", "approved", "refused"},
    "approved": {"disbursed", "refused"},
}
ANSWERED = {"received", "needs_papers", "approved", "refused", "disbursed"}
DETAILS: dict[str, dict[str, Any]] = {
    "needs_papers": {"papers": "Hộ chiếu"},
    "approved": {"amount": 70_000_000},
    "refused": {"reason": "other"},
}
STEPS = 250


def ask(house: House, made: Registration) -> LoanReferral:
    return loans.refer(
        access=house.access("huyen.batri.phunu"),
        registration=made,
        branch=branch(house),
        requested=80_000_000,
        on=date(2018, 6, 5),
    )


def move_of(house: House, loan: LoanReferral, move: str, on: date) -> tuple[bool, Callable[[], LoanReferral]]:
    """Whether the table allows it, and the act itself."""
    bank, union = house.access("nhcsxh.batri"), house.access("huyen.batri.phunu")
    given: dict[str, Any] = {"referral": loan, "on": on}
    now, then = DETAILS.get(loan.state, {}), DETAILS.get(move, {})
    acts: dict[str, tuple[bool, Callable[[], LoanReferral]]] = {
        "withdraw": (loan.state in BANK, lambda: loans.withdraw(access=union, **given)),
        "resend": (loan.state == "needs_papers", lambda: loans.resend(access=union, **given)),
        "annul": (
            loan.state in ANSWERED,
            lambda: loan_corrections.annul(access=bank, referral=loan, why="Nhầm hồ sơ"),
        ),
        "correct": (
            loan.state in ANSWERED,
            lambda: loan_corrections.correct(access=bank, why="Nhầm ngày", **now, **given),
        ),
    }
    legal = move in BANK.get(loan.state, set())
    return acts.get(move, (legal, lambda: loans.answer(access=bank, state=move, **then, **given)))


@pytest.mark.slow
def test_a_referral_never_makes_a_move_that_is_not_in_the_table(house: House) -> None:
    dice = Random(202)
    loan = ask(house, registered(house, consents=(agreed(),)))
    taken = 0
    for nth in range(STEPS):
        on = date(2018, 6, 5) + timedelta(days=nth // 10)
        move = dice.choice([*LoanReferral.State.values, "withdraw", "resend", "correct", "annul"])
        legal, act = move_of(house, loan, move, on)
        before = (loan.state, loan.version)
        try:
            loan = act()
        except ValidationError:
            assert not legal, (before, move)
            loan = LoanReferral.objects.get(pk=loan.pk)
            assert (loan.state, loan.version) == before
        else:
            assert legal, (before, move)
            taken += 1
        if loan.state not in BANK and dice.random() < 0.5:
            loan = ask(house, loan.registration)
    assert taken > 20
    assert doctor.problems() == []
    for referral in LoanReferral.objects.all():
        days = list(referral.steps.moves().standing().values_list("on", flat=True))
        assert all(one <= other for one, other in pairwise(days))
