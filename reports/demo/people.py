"""Plays the people of the demo through the services, step by step on each one's days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.context import recorded_at
from campaigns.access import Access
from campaigns.dates import PartialDate
from outreach.models import Event
from registrations.models import AllowanceEntry, Consent, LoanReferral, LoanStep, Milestone, Registration
from registrations.services import allowances, credit, loans, milestones
from registrations.services.candidates import Wish
from registrations.services.register import register
from reports.demo import agree, papers
from reports.demo.cast import Cast
from reports.demo.drafts import LAST, Draft
from reports.demo.lots import Lots
from reports.demo.stage import Stage, at

Kind, Reason = Milestone.Kind, Milestone.Reason
REASONS = {
    Reason.COST: 38,
    Reason.FAMILY: 18,
    Reason.NOT_SELECTED: 16,
    Reason.LANGUAGE: 10,
    Reason.HEALTH: 8,
    Reason.OTHER_JOB: 10,
}
REFUSALS = {
    LoanStep.Refusal.NOT_ELIGIBLE: 4,
    LoanStep.Refusal.NO_CONTRACT: 3,
    LoanStep.Refusal.OLD_DEBT: 2,
    LoanStep.Refusal.NO_COLLATERAL: 1,
}


class Player:
    """Writes what was drawn, each fact recorded shortly after its day (or late, where the draft says so)."""

    def __init__(
        self, cast: Cast, stage: Stage, lots: Lots, events: dict[tuple[str, int], list[Event]]
    ) -> None:
        self.cast, self.stage, self.lots, self.events = cast, stage, lots, events

    def play(self, draft: Draft) -> None:
        """One person's way; chance depends on the person alone, so it does not matter who plays when."""
        self.lots, self.clock = self.lots.of(draft.serial), at(draft.on)
        access = self.cast.recorder(draft.body, draft.unit)
        with recorded_at(self._moment(draft.on)):
            done = register(
                access=access,
                campaign=self.stage.campaign,
                candidate=draft.candidate,
                wish=self._wish(draft),
                on=PartialDate(draft.on),
            )
        if draft.second_body and draft.candidate.identity:
            self._join(draft, done.registration)
        for kind, day in draft.steps:
            self._step(draft, done.registration, kind, day)
            if kind == Kind.SELECTED and draft.loan:
                self._loan(draft, done.registration, day, access)
        if draft.corrected:
            self._correct(done.registration)
        papers.keep(access, draft, done.registration, self._moment)

    def _moment(self, day: date, late: int = 0) -> datetime:
        """Facts of one person are recorded one after the other; a late one holds up those behind it."""
        moment = at(
            day + timedelta(days=late or self.lots.random.randint(0, 5)), self.lots.random.randint(8, 16)
        )
        self.clock = max(self.clock + timedelta(minutes=5), moment)
        return self.clock

    def _wish(self, draft: Draft) -> Wish:
        came = (
            [
                event
                for event in self.events.get((draft.unit.parent.code, draft.on.year), [])
                if event.on <= draft.on
            ]
            if draft.unit.parent
            else []
        )
        orders = [order for order in self.stage.orders[draft.market] if order.opened_on.year == draft.on.year]
        return Wish(
            market=self.stage.markets[draft.market], event=came[-1] if came and self.lots.chance(0.4) else None,
            job_order=self.lots.random.choice(orders) if orders and self.lots.chance(0.3) else None,
        )  # fmt: skip

    def _join(self, draft: Draft, registration: Registration) -> None:
        """A second body brings the same person: counted once, credit shared, mostly confirmed."""
        day = draft.on + self.lots.days(2, 25)
        with recorded_at(self._moment(day)):
            register(
                access=self.cast.recorder(draft.second_body, draft.unit), campaign=self.stage.campaign, candidate=draft.candidate,
                on=PartialDate(min(day, LAST)),
            )  # fmt: skip
            agreed = self.lots.chance(0.85)
            if agreed:
                registration.refresh_from_db()
                credit.confirm(registration=registration, access=self.cast.recorder(draft.body, draft.unit))
        agree.go_on(self.cast, draft, registration, agreed=agreed)

    def _step(self, draft: Draft, registration: Registration, kind: str, day: date) -> None:
        details: dict[str, Any] = {}
        if kind in (Kind.SELECTED, Kind.DEPARTED):
            enterprise = self.stage.enterprise(draft.market, day)
            details = {
                "market": self.stage.markets[draft.market],
                "enterprise": enterprise,
                "through_centre": enterprise is None,
            }
            details["occupation"] = registration.job_order.occupation if registration.job_order else ""
            if kind == Kind.DEPARTED:
                details["ends_on"] = papers.contract_end(draft.serial, day)
        elif kind == Kind.WITHDRAWN:
            details = {"reason": self.lots.one(REASONS)}
        elif kind == Kind.RETURNED:
            outcome = self.lots.one({"on_time": 8, "early": 2})
            details = {
                "outcome": outcome,
                "job_after": self.lots.one({"in_province": 6, "outside": 11, "startup": 5, "unknown": 7}),
            }
        late = draft.late_days if kind == Kind.DEPARTED else 0
        registration.refresh_from_db()
        with recorded_at(self._moment(day, late)):
            milestones.record(
                access=self.cast["tinh.sld"],
                registration=registration,
                kind=kind,
                on=PartialDate(day),
                **details,
            )

    def _correct(self, registration: Registration) -> None:
        """The day of departure was written wrongly and is put right weeks later."""
        step = registration.milestones.get(kind=Kind.DEPARTED, superseded_at__isnull=True)
        if registration.milestones.filter(kind=Kind.RETURNED).exists() or step.on >= date(2020, 12, 20):
            return
        with recorded_at(self._moment(step.on + timedelta(days=self.lots.random.randint(30, 70)))):
            milestones.correct(
                access=self.cast["tinh.sld"],
                milestone=step,
                on=PartialDate(step.on + timedelta(days=3)),
                reason="Đối chiếu với doanh nghiệp (mẫu)",
            )

    def _loan(self, draft: Draft, registration: Registration, day: date, access: Access) -> None:
        if not any(consent.purpose == Consent.Purpose.BANK for consent in draft.candidate.consents):
            return
        bank = "nhcsxh" if self.lots.chance(0.75) else "agribank"
        branch = (
            self.stage.branches.get((bank, draft.unit.parent.code if draft.unit.parent else ""))
            or self.stage.branches[bank, "83"]
        )
        asked, sent = self.lots.random.choice((40, 50, 60, 80, 100)) * 1_000_000, day + self.lots.days(3, 10)
        with recorded_at(self._moment(sent)):
            referral = loans.refer(
                access=access,
                registration=registration,
                branch=branch,
                requested=asked,
                purpose="cost",
                on=sent,
            )
        self._answer(referral, sent, asked)

    def _answer(self, referral: LoanReferral, sent: date, asked: int) -> None:
        State, desk = (
            LoanReferral.State,
            self.cast.bank(referral.branch.organization.code, referral.branch.unit.path),
        )
        answers: list[tuple[str, dict[str, Any]]] = [(State.RECEIVED, {})]
        if self.lots.chance(0.2):
            answers.append((State.NEEDS_PAPERS, {"papers": "Bản sao hợp đồng; xác nhận của UBND xã"}))
        if self.lots.chance(0.15):
            answers.append((State.REFUSED, {"reason": self.lots.one(REFUSALS)}))
        elif self.lots.chance(0.9):
            granted = asked if self.lots.chance(0.7) else asked * 8 // 10
            answers += [(State.APPROVED, {"amount": granted}), (State.DISBURSED, {"amount": granted})]
        day = sent
        for state, details in answers:
            day += self.lots.days(2, 12)
            referral.refresh_from_db()
            with recorded_at(self._moment(day)):
                loans.answer(
                    access=desk, referral=referral, state=state, on=day, version=referral.version, **details
                )


def pay_allowances(cast: Cast, entries: list[AllowanceEntry], lots: Lots) -> None:
    """The job centre pays most of what became due."""
    for number, entry in enumerate(entries, start=1):
        if lots.chance(0.7):
            day = min(entry.due_on + lots.days(20, 60), LAST)
            with recorded_at(at(day)):
                allowances.pay(access=cast["ttdvvl"], entry=entry, on=day, receipt=f"PC mẫu {number:04}")
