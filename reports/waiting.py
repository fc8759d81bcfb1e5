"""What waits for somebody: the first thing an officer sees in the morning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from campaigns.access import Access, Action
from campaigns.current import working_day
from campaigns.dates import today_vn
from campaigns.models import Campaign
from imports.models import Batch
from registrations import clocks, merges
from registrations.models import CreditProposal, LoanReferral, Registration, Wait
from registrations.services import opinions
from registrations.waiting import overview
from reports.indicators.shapes import UnitRow
from reports.indicators.telling import is_told

MOST = 99


@dataclass(frozen=True, slots=True)
class Waiting:
    label: Promise | str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose rows are only counted."""

    label: Promise | str
    rows: QuerySet[Any]
    url: str


def waiting(access: Access, campaign: Campaign) -> list[Waiting]:
    """Only what is not empty, counted up to a hundred."""
    people = [*_calls(access, campaign), *_merges(access)]
    rows = counted([*_imports(access), *_loans(access), *_shares(access), *_jobs(access)])
    return [item for item in (*people, *rows) if item.count]


def _calls(access: Access, campaign: Campaign) -> list[Waiting]:
    """The reasons of «Sáng thứ Hai», as that list counts them."""
    if not access.may(Action.PERSON_READ):
        return []
    day, base = working_day(campaign), Registration.objects.within(access).for_campaign(campaign)
    url = reverse("registrations:monday")
    return [
        Waiting(Wait(group.wait).label, group.count, f"{url}?ly-do={group.wait}")
        for group in overview(base, day, clocks.on(day))
    ]


def _imports(access: Access) -> list[Asked]:
    if not access.may(Action.CANDIDATE_IMPORT):
        return []
    batches = Batch.objects.within(access).filter(state__in=[Batch.State.UPLOADED, Batch.State.CHECKED])
    return [Asked(_("Sheets not yet committed"), batches, reverse("registrations:import-list"))]


def _loans(access: Access) -> list[Asked]:
    """What the bank waits for; what waits for the bank stands among the calls."""
    if not access.may(Action.LOAN_READ):
        return []
    lacking = LoanReferral.objects.within(access).filter(state=LoanReferral.State.NEEDS_PAPERS)
    url = f"{reverse('registrations:loan-list')}?trang-thai={LoanReferral.State.NEEDS_PAPERS}"
    return [Asked(_("Loan referrals that lack papers"), lacking, url)]


def _shares(access: Access) -> list[Asked]:
    """Questions about shared credit that the own body can still answer, and disputes for who decides them."""
    if not access.may(Action.CREDIT_WRITE):
        return []
    asked = opinions.waiting_for(access)
    found = [Asked(_("Shares of credit to confirm"), asked, reverse("registrations:credit-waiting"))]
    if access.may(Action.CREDIT_DECIDE):
        disputes = CreditProposal.objects.within(access).disputes(today_vn())
        url = reverse("registrations:credit-disputes")
        found.append(Asked(_("Disputed credit to decide"), disputes, url))
    return found


def _merges(access: Access) -> list[Waiting]:
    """Records of one person that this reader may say yes to, or merge."""
    return [Waiting(_("Records to merge"), merges.waiting_for(access), reverse("registrations:merge-list"))]


def _jobs(access: Access) -> list[Asked]:
    jobs = Job.objects.within(access).filter(state__in=[*Job.OPEN, Job.State.FAILED])
    return [Asked(_("Work in the background"), jobs, reverse("accounts:job-list"))]


def counted(asked: list[Asked]) -> list[Waiting]:
    """Each question's rows, up to a hundred, in one statement for all of them."""
    parts = [
        one.rows.order_by().annotate(nth=Value(nth)).values_list("nth", flat=True)[: MOST + 1]
        for nth, one in enumerate(asked)
    ]
    found = Counter(parts[0].union(*parts[1:], all=True)) if parts else Counter()
    return [Waiting(one.label, found[nth], one.url) for nth, one in enumerate(asked)]


def lagging(rows: tuple[UnitRow, ...], count: int = 3) -> list[UnitRow]:
    """Who is furthest below its target; without targets, who fell most against the same days of last year."""
    rows = tuple(
        row for row in rows if is_told(row.achieved) and (not row.same_day or is_told(row.same_day.departed))
    )
    aimed = [row for row in rows if row.verdict == "not"]
    if any(row.targets for row in rows):
        return sorted(aimed, key=lambda row: (row.percent or 0, row.code))[:count]
    fell = [row for row in rows if row.same_day and row.achieved < row.same_day.departed]
    return sorted(
        fell, key=lambda row: (row.achieved - (row.same_day.departed if row.same_day else 0), row.code)
    )[:count]
