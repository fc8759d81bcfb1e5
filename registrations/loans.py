"""How referrals look on a desk: state, waiting days, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registrations.models import LoanReferral

State = LoanReferral.State
SHAPES: dict[str, str] = {
    State.SENT: "none",
    State.RECEIVED: "running",
    State.NEEDS_PAPERS: "warn",
    State.APPROVED: "info",
    State.REFUSED: "err",
    State.DISBURSED: "ok",
    State.WITHDRAWN: "none",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A line of the list."""

    referral: LoanReferral
    shape: str
    days: int | None
    late: int | None
    wish: str


@dataclass(frozen=True, slots=True)
class Tab:
    state: str
    label: str
    count: int
    is_current: bool


def desk(referral: LoanReferral, day: date) -> Desk:
    """How long it stands where it stands; closed ones wait for nobody."""
    is_open, registration = referral.state in LoanReferral.OPEN, referral.registration
    due = referral.follow_up_on
    return Desk(
        referral=referral,
        shape=SHAPES[referral.state],
        days=max((day - referral.state_on).days, 0) if is_open else None,
        late=(day - due).days if is_open and due and due < day else None,
        wish=str(registration.programme or registration.market or ""),
    )


def owing(rows: QuerySet[LoanReferral], day: date) -> QuerySet[LoanReferral]:
    """Open referrals whose next call is overdue."""
    return rows.filter(state__in=LoanReferral.OPEN, follow_up_on__lt=day)


def cut(rows: QuerySet[LoanReferral], state: str, day: date) -> QuerySet[LoanReferral]:
    """What a tab of the page shows."""
    if state == "qua-han":
        return owing(rows, day)
    return rows.filter(state=state) if state in State.values else rows


def tabs_of(counts: dict[str, int], current: str) -> list[Tab]:
    tabs = [Tab("", _("All"), sum(counts.values()), current == "")]
    return tabs + [
        Tab(state, str(State(state).label), counts.get(state, 0), current == state) for state in State.values
    ]
