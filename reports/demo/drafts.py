"""The people of the demo before anything is written: who each one is, and how it will go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from campaigns.dates import PartialDate, Precision
from campaigns.models import Unit
from registrations.models import Affiliation, Consent, Milestone
from registrations.services.candidates import Belonging, Candidate, ConsentClaim, GroupClaim
from reports.demo.lots import BODIES, DISTRICTS, FEMALE, GROUPS, MARKETS, RELATIONS, YOUTH, Lots
from reports.demo.stage import Stage

Kind = Milestone.Kind
LAST = date(2020, 12, 31)
# How many of a hundred registered people of a year depart; the pandemic stopped 2020.
YIELD = {2018: 0.78, 2019: 0.87, 2020: 0.60}
SHARE_OF_YEAR = {2018: 0.28, 2019: 0.45, 2020: 0.27}


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
    steps: list[tuple[str, date]] = []
    day = draft.on
    if lots.chance(0.4):
        day += lots.days(5, 30)
        steps.append((Kind.CONSULTED, day))
    if not lots.chance(min(0.97, YIELD[draft.year] + 0.08)):
        return _leaving(steps, day, lots, 0.6)
    day += lots.days(15, 60)
    steps.append((Kind.SELECTED, day))
    if not lots.chance(YIELD[draft.year] / (YIELD[draft.year] + 0.08)):
        return _leaving(steps, day, lots, 0.75)
    for kind, low, high, likely in (
        (Kind.TRAINING, 3, 15, 0.5),
        (Kind.CONTRACTED, 20, 60, 0.6),
        (Kind.VISA, 10, 30, 0.25),
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
