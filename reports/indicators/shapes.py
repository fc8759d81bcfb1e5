"""The shape of the answer: what `as_json` writes is what pages, prints and scripts read.

None says that nobody knows, 0 that nothing happened, HIDDEN that this reader may not. Shares are exact fractions («37/2»), percents are rounded once, half up, for all readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.indicators.forecast import Forecast


def percent(part: int | None, whole: int | None) -> float | None:
    """Rounded half up to one decimal; None where there is nothing to compare with."""
    if part is None or not whole:
        return None
    return float((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Count:
    """People counted once; `imprecise` had only a month or a year for a date."""

    people: int
    female: int
    male: int
    sex_unknown: int
    imprecise: int = 0


@dataclass(frozen=True, slots=True)
class Three:
    """The three figures shown on every progress display."""

    registered: int
    selected: int
    departed: int


@dataclass(frozen=True, slots=True)
class Result:
    """A target held against one counting point."""

    achieved: int
    percent: float | None  # of the minimum
    verdict: str  # reached: the maximum, or the only number; within: between minimum and maximum; not: below the minimum
    missing: int  # to the minimum


@dataclass(frozen=True, slots=True)
class Goal:
    minimum: int
    maximum: int | None
    force: str
    document: str
    cited: str  # the short name of the document
    issued_on: date
    clause: str
    indicator: str
    version: int
    unit: str
    organization: str | None
    achieved: int
    percent: float | None
    verdict: str
    missing: int
    by_point: dict[str, Result]


@dataclass(frozen=True, slots=True)
class Pace:
    """This year up to a day against the same days of last year; 29 February is compared with 28 February."""

    day: date
    last_year_day: date
    this_year: Three
    last_year: Three | None
    change: int | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Rise:
    """«Năm sau tăng hơn năm trước»."""

    applies: bool  # whether the rule is declared for the year; it then binds every unit and body
    document: str
    cited: str
    clause: str
    indicator: str
    this_year: int
    last_year: int | None
    reached: bool | None
    needed: int | None  # people still wanting to be one above last year
    months_left: int  # begun months of the window after the day of comparison
    needed_per_month: int | None
    same_day: Pace | None
    forecast: Forecast | None
    outlook: str  # of `courses`
    warned: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    key: str  # tells two units of one code apart
    name: str
    short_name: str
    kind: str
    district: str | None
    targets: tuple[Goal, ...]
    registered: int
    consulted: int
    selected: int
    training: int
    departed: int
    departed_female: int
    returned: int
    withdrawn: int
    achieved: int
    percent: float | None
    verdict: str | None
    previous: Three | None
    same_day: Three | None
    events: int
    turns: int | None


@dataclass(frozen=True, slots=True)
class Credit:
    """Shares in the people counted, exact, and the people somebody has a share in."""

    share: str
    decimal: float
    people: int


@dataclass(frozen=True, slots=True)
class BodyRow:
    code: str
    name: str
    targets: tuple[Goal, ...]
    people_lead: Three
    member: int  # of those departed
    child: int  # child, sibling or grandchild of a member
    other: int
    previous: Three | None
    credit: dict[str, Credit]
    achieved: int
    percent: float | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class MarketRow:
    code: str | None
    name: str
    registered: int
    selected: int
    departed: int
    departed_female: int
    share: str | None
    percent: float | None
    last_year: int | None
    cumulative: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    month: str
    first: date
    last: date
    registered: int
    selected: int
    departed: int
    departed_last_year: int | None


@dataclass(frozen=True, slots=True)
class CutRow:
    """One group, age band or sex."""

    code: str
    registered: int
    selected: int
    departed: int
    departed_female: int
    percent: float | None  # of all departed


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    licence: str | None
    name: str
    registered: (
        int | None
    )  # nobody records which enterprise somebody registers with: selection is the first tie
    selected: int
    departed: int
    departed_female: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    code: str
    people: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class LoanRow:
    """Requests are counted by referral; borrowers are people, once per row, so that two branches may share one."""

    code: str
    name: str
    sent: int
    approved: int
    approved_amount: int
    refused: int
    waiting: int
    borrowers: int
    women: int
    poor: int
    near_poor: int
    minority: int
    merit: int
    land_lost: int
    loans: int
    amount: int
    answered: int
    answer_days: int


@dataclass(frozen=True, slots=True)
class Loans:
    total: LoanRow
    by_district: tuple[LoanRow, ...]
    by_branch: tuple[LoanRow, ...]
    by_district_and_branch: tuple[LoanRow, ...]
    refusals: tuple[ReasonRow, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """Counted by somebody on a day, never worked out."""

    on: date
    total: int
    female: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Returns:
    total: int
    women: int
    outcomes: dict[str, int]
    jobs: dict[str, int]
    job_unknown: int


@dataclass(frozen=True, slots=True)
class EventRow:
    code: str
    name: str
    events: int
    turns: int | None  # None when no event of the row has a head-count
    turns_female: int | None
    uncounted: int  # events without a head-count


@dataclass(frozen=True, slots=True)
class Events:
    total: EventRow
    by_kind: tuple[EventRow, ...]
    by_district: tuple[EventRow, ...]
    copies: int  # of leaflets and other material handed out


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    code: str | None
    name: str
    registered: int
    selected: int
    departed: int
    departed_female: int
    percent: float | None
