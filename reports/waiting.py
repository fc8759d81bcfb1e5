"""What waits for somebody: the first thing an officer sees in the morning."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from campaigns.access import Access, Action
from campaigns.dates import today_vn
from imports.models import Batch
from registrations.models import CreditProposal, LoanReferral
from registrations.services import opinions
from reports.indicators.shapes import UnitRow

MOST = 99


@dataclass(frozen=True, slots=True)
class Waiting:
    label: Promise
    count: int
    url: str


def waiting(access: Access) -> list[Waiting]:
    """Only what is not empty, counted up to a hundred."""
    found = [*_imports(access), *_loans(access), *_shares(access), *_jobs(access)]
    return [item for item in found if item.count]


def _imports(access: Access) -> list[Waiting]:
    if not access.may(Action.CANDIDATE_IMPORT):
        return []
    batches = Batch.objects.within(access).filter(state__in=[Batch.State.UPLOADED, Batch.State.CHECKED])
    return [Waiting(_("Sheets not yet committed"), up_to_most(batches), reverse("registrations:import-list"))]


def _loans(access: Access) -> list[Waiting]:
    if not access.may(Action.LOAN_READ):
        return []
    state = LoanReferral.State
    unanswered = Count("pk", filter=Q(state__in=[state.SENT, state.RECEIVED]))
    found = LoanReferral.objects.within(access).aggregate(
        unanswered=unanswered, papers=Count("pk", filter=Q(state=state.NEEDS_PAPERS))
    )
    url = reverse("registrations:loan-list")
    return [
        Waiting(_("Loan referrals without an answer"), found["unanswered"], url),
        Waiting(_("Loan referrals that lack papers"), found["papers"], url),
    ]


def _shares(access: Access) -> list[Waiting]:
    """Questions about shared credit that the own body can still answer, and disputes for who decides them."""
    if not access.may(Action.CREDIT_WRITE):
        return []
    asked = up_to_most(opinions.waiting_for(access))
    found = [Waiting(_("Shares of credit to confirm"), asked, reverse("registrations:credit-waiting"))]
    if access.may(Action.CREDIT_DECIDE):
        disputes = CreditProposal.objects.within(access).disputes(today_vn())
        url = reverse("registrations:credit-disputes")
        found.append(Waiting(_("Disputed credit to decide"), up_to_most(disputes), url))
    return found


def _jobs(access: Access) -> list[Waiting]:
    jobs = Job.objects.within(access).filter(state__in=[*Job.OPEN, Job.State.FAILED])
    return [Waiting(_("Work in the background"), up_to_most(jobs), reverse("accounts:job-list"))]


def up_to_most(rows: object) -> int:
    return len(rows.values_list("pk", flat=True)[: MOST + 1])  # type: ignore[attr-defined]


def lagging(rows: tuple[UnitRow, ...], count: int = 3) -> list[UnitRow]:
    """Who is furthest below its target; without targets, who fell most against the same days of last year."""
    aimed = [row for row in rows if row.verdict == "not"]
    if any(row.targets for row in rows):
        return sorted(aimed, key=lambda row: (row.percent or 0, row.code))[:count]
    fell = [row for row in rows if row.same_day and row.achieved < row.same_day.departed]
    return sorted(
        fell, key=lambda row: (row.achieved - (row.same_day.departed if row.same_day else 0), row.code)
    )[:count]
