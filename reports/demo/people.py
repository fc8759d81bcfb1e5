"""The people of the demo: each one's way is drawn first, then played through the services, step by step on its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.context import recorded_at
from campaigns.access import Access
from campaigns.dates import PartialDate, Precision
from campaigns.models import Unit
from outreach.models import Event
from registrations.models import Affiliation, Consent, LoanReferral, LoanStep, Milestone, Registration
from registrations.services import allowances, credit, loans, milestones
from registrations.services.candidates import Belonging, Candidate, ConsentClaim, GroupClaim, Wish
from registrations.services.register import register
from reports.demo.cast import Cast
from reports.demo.lots import BODIES, DISTRICTS, FEMALE, GROUPS, MARKETS, RELATIONS, YOUTH, Lots
from reports.demo.stage import Stage, at

Kind, Reason = Milestone.Kind, Milestone.Reason
LAST = date(2020, 12, 31)
# How many of a hundred registered people of a year depart; the pandemic stopped 2020.
YIELD = {2018: 0.56, 2019: 0.60, 2020: 0.44}
SHARE_OF_YEAR = {2018: 0.31, 2019: 0.38, 2020: 0.31}
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


@dataclass(slots=True)
class Draft:
    """Who somebody is and how it goes, before anything is written."""

    serial: int
    year: int
    body: str
    unit: Unit
    candidate: Candidate
    market: str
    on: date
    steps: list[tuple[str, date]] = field(default_factory=list)
    second_body: str = ""
    loan: bool = False
    late_days: int = 0
    corrected: bool = False


def drafts(count: int, lots: Lots, stage: Stage) -> list[Draft]:
    """So many people over the three years, in the order of their registration."""
    years = [year for year, share in SHARE_OF_YEAR.items() for _ in range(round(count * share))]
    years += [2019] * (count - len(years))
    made = [_draft(serial, year, lots, stage) for serial, year in enumerate(years[:count], start=1)]
    return sorted(made, key=lambda draft: (draft.on, draft.serial))


def _draft(serial: int, year: int, lots: Lots, stage: Stage) -> Draft:
    on = lots.day_in(date(year, 1, 3), date(year, 10 if year < 2020 else 9, 20))
    unit = lots.random.choice(stage.communes(lots.one(DISTRICTS), on))
    body, market = lots.one(BODIES), lots.one(MARKETS)
    draft = Draft(serial, year, body, unit, _candidate(serial, unit, body, on, lots, stage), market, on)
    draft.steps = _steps(draft, lots)
    if lots.chance(0.08):
        draft.second_body = lots.one({code: weight for code, weight in BODIES.items() if code != body})
    reached = {kind for kind, _ in draft.steps}
    draft.loan = Kind.SELECTED in reached and lots.chance(0.45)
    draft.late_days = lots.random.randint(45, 120) if lots.chance(0.04) else 0
    draft.corrected = Kind.DEPARTED in reached and lots.chance(0.03)
    return draft


def _candidate(serial: int, unit: Unit, body: str, on: date, lots: Lots, stage: Stage) -> Candidate:
    female = lots.chance(FEMALE)
    age = lots.random.randint(18, 29) if lots.chance(YOUTH) else lots.random.randint(30, 42)
    born = date(on.year - age, 1, 1) - timedelta(days=lots.random.randint(1, 364))
    groups = tuple(
        GroupClaim(group, date(on.year, 1, 1), "Danh sách của UBND xã (mẫu)")
        for group, share in GROUPS.items()
        if lots.chance(share)
    )
    consents = [ConsentClaim(Consent.Purpose.CAMPAIGN, on, Consent.Channel.PAPER, f"Phiếu mẫu {serial}")]
    if lots.chance(0.7):
        consents.append(ConsentClaim(Consent.Purpose.BANK, on, Consent.Channel.PAPER, f"Phiếu mẫu {serial}"))
    known = lots.chance(0.92)
    relation = lots.one(RELATIONS)
    return Candidate(
        full_name=lots.name(female=female), birth=_birth(born, lots), sex="female" if female else "male", unit=unit,
        hamlet=f"Ấp {lots.random.randint(1, 9)}", identity=lots.identity(female=female, born=born, serial=serial) if known else "",
        phones=(lots.phone(),) if lots.chance(0.85) else (), education=lots.one({"12/12": 70, "9/12": 25, "Trung cấp": 5}),
        groups=groups, affiliations=_ties(relation, body, lots, stage), consents=tuple(consents),
    )  # fmt: skip


def _ties(relation: str, body: str, lots: Lots, stage: Stage) -> tuple[Belonging, ...]:
    if not lots.chance(0.8):
        return ()
    member = "" if relation == Affiliation.Relation.SELF else lots.name(female=lots.chance(0.5))
    return (Belonging(stage.cast.bodies[body], relation, member),)


def _birth(born: date, lots: Lots) -> PartialDate:
    return PartialDate(born, Precision.YEAR) if lots.chance(0.12) else PartialDate(born)


def _steps(draft: Draft, lots: Lots) -> list[tuple[str, date]]:
    """The days of the steps; what would lie after the campaign has not happened yet."""
    steps, day = [], draft.on
    if lots.chance(0.7):
        day += lots.days(5, 30)
        steps.append((Kind.CONSULTED, day))
    if not lots.chance(min(0.97, YIELD[draft.year] + 0.16)):
        return _leaving(steps, day, lots, 0.6)
    day += lots.days(15, 60)
    steps.append((Kind.SELECTED, day))
    if not lots.chance(YIELD[draft.year] / (YIELD[draft.year] + 0.16)):
        return _leaving(steps, day, lots, 0.75)
    for kind, low, high, likely in (
        (Kind.TRAINING, 3, 15, 0.9),
        (Kind.CONTRACTED, 20, 60, 0.95),
        (Kind.VISA, 10, 30, 0.6),
        (Kind.DEPARTED, 5, 25, 1),
    ):
        day += lots.days(low, high)
        if lots.chance(likely):
            steps.append((kind, day))
    if draft.year == 2018 and lots.chance(0.12):
        steps.append((Kind.RETURNED, day + lots.days(300, 600)))
    return [step for step in steps if step[1] <= LAST]


def _leaving(steps: list[tuple[str, date]], day: date, lots: Lots, likely: float) -> list[tuple[str, date]]:
    if lots.chance(likely):
        steps.append((Kind.WITHDRAWN, day + lots.days(10, 90)))
    return [step for step in steps if step[1] <= LAST]


class Player:
    """Writes what was drawn, each fact recorded shortly after its day (or late, where the draft says so)."""

    def __init__(
        self, cast: Cast, stage: Stage, lots: Lots, events: dict[tuple[str, int], list[Event]]
    ) -> None:
        self.cast, self.stage, self.lots, self.events = cast, stage, lots, events

    def play(self, draft: Draft) -> None:
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

    def _moment(self, day: date, late: int = 0) -> object:
        return at(
            day + timedelta(days=late or self.lots.random.randint(0, 5)), self.lots.random.randint(8, 16)
        )

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
            if self.lots.chance(0.85):
                registration.refresh_from_db()
                credit.confirm(registration=registration, access=self.cast.recorder(draft.body, draft.unit))

    def _step(self, draft: Draft, registration: Registration, kind: str, day: date) -> None:
        details: dict[str, object] = {}
        if kind in (Kind.SELECTED, Kind.DEPARTED):
            enterprise = self.stage.enterprise(draft.market, day)
            details = {
                "market": self.stage.markets[draft.market],
                "enterprise": enterprise,
                "through_centre": enterprise is None,
            }
            details["occupation"] = registration.job_order.occupation if registration.job_order else ""
        elif kind == Kind.WITHDRAWN:
            details = {"reason": self.lots.one(REASONS)}
        elif kind == Kind.RETURNED:
            outcome = self.lots.one({"on_time": 8, "early": 2})
            details = {
                "outcome": outcome,
                "job_after": self.lots.one({"in_province": 6, "outside": 11, "startup": 5, "unknown": 7}),
            }
        late = draft.late_days if kind in (Kind.DEPARTED, Kind.SELECTED) else 0
        registration.refresh_from_db()
        with recorded_at(self._moment(day, late)):
            milestones.record(
                access=self.cast["tinh.sld"],
                registration=registration,
                kind=kind,
                on=PartialDate(day),
                **details,
            )  # type: ignore[arg-type]

    def _correct(self, registration: Registration) -> None:
        """The day of departure was written wrongly and is put right weeks later."""
        step = registration.milestones.get(kind=Kind.DEPARTED, superseded_at__isnull=True)
        if registration.milestones.filter(kind=Kind.RETURNED).exists() or step.on >= date(2020, 12, 20):
            return
        with recorded_at(at(step.on + timedelta(days=self.lots.random.randint(30, 70)))):
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
        answers: list[tuple[str, dict[str, object]]] = [(State.RECEIVED, {})]
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
                )  # type: ignore[arg-type]


def pay_allowances(cast: Cast, entries: list[object], lots: Lots) -> None:
    """The job centre pays most of what became due."""
    for number, entry in enumerate(entries, start=1):
        if lots.chance(0.7):
            day = min(entry.due_on + lots.days(20, 60), LAST)  # type: ignore[attr-defined]
            with recorded_at(at(day)):
                allowances.pay(access=cast["ttdvvl"], entry=entry, on=day, receipt=f"PC mẫu {number:04}")  # type: ignore[arg-type]
