"""Loans, allowances, rates, credit and waits as files: what the pages show, with the same filters, nothing more of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.current import current_campaign, working_day
from campaigns.dates import PartialDate, Precision, format_partial
from campaigns.exporting import MOST_ROWS, Table
from imports.models import Batch, Row
from registrations import clocks, entering, money
from registrations import loans as desk
from registrations.models import (
    AllowanceEntry,
    AllowanceRate,
    BulkStep,
    Credit,
    EntrySession,
    LoanReferral,
    Registration,
    StageClock,
    Wait,
    known_at,
)
from registrations.monday import Asked, everybody


def about(row: Any) -> Iterable[Any]:
    return (row, row.registration, row.registration.person)


def loans(access: Access, state: str) -> Table:
    rows = desk.cut(LoanReferral.objects.within(access), state, working_day(current_campaign()))
    related = ("registration__person", "registration__unit__parent", "branch")
    return Table(
        name="loans",
        file="vay-von",
        title=_("Loans"),
        back=reverse("registrations:loan-list"),
        rows=rows.select_related(*related).order_by("-state_on", "id"),
        named=about,
        columns={
            **_person(),
            _("Bank"): lambda row: row.branch.name,
            _("Purpose"): lambda row: row.get_purpose_display(),
            _("Asks for (đồng)"): lambda row: row.requested,
            _("Approved (đồng)"): lambda row: row.approved,
            _("Paid out (đồng)"): lambda row: row.disbursed,
            _("State"): lambda row: row.get_state_display(),
            _("Since"): lambda row: row.state_on,
            _("Next call"): lambda row: row.follow_up_on,
        },
    )


def allowances(access: Access, state: str) -> Table:
    rows = money.cut(AllowanceEntry.objects.within(access), state)
    related = ("registration__person", "registration__unit__parent", "rate__market", "introducer", "payer")
    return Table(
        name="allowances",
        file="ho-tro-gioi-thieu",
        title=_("Allowances of introducers"),
        back=reverse("registrations:allowance-list"),
        rows=rows.select_related(*related).order_by("-due_on", "pk"),
        named=about,
        columns={
            **_person(),
            _("Market"): lambda row: row.rate.market.name,
            _("Introducer"): lambda row: row.introducer.short_name,
            _("Amount (đồng)"): lambda row: row.amount,
            _("Due since"): lambda row: row.due_on,
            _("State"): lambda row: str(money.standing(row)),
            _("Paid on"): lambda row: row.paid_on,
            _("Receipt"): lambda row: row.receipt,
            _("Paid by"): lambda row: row.payer.short_name,
        },
    )


def rates() -> Table:
    return Table(
        name="rates",
        file="muc-ho-tro",
        title=_("Rates of the allowance"),
        back=reverse("registrations:rate-list"),
        rows=AllowanceRate.objects.select_related("market"),
        columns={
            _("Market"): lambda row: row.market.name,
            _("Amount (đồng)"): lambda row: row.amount,
            _("Valid from"): lambda row: row.valid_from,
            _("Valid to"): lambda row: row.valid_to,
            _("By document"): lambda row: row.document,
        },
    )


def credits(access: Access) -> Table:
    """Who mobilised whom: a line for each body that has a share in somebody in view."""
    seen = Registration.objects.within(access).for_campaign(current_campaign()).filter(merged_into=None)
    rows = Credit.objects.filter(known_at(None), registration__in=seen.values("pk"))
    related = ("registration__person", "registration__unit__parent", "organization")
    order = ("registration__name_sort", "registration", "-is_lead", "organization__rank")
    return Table(
        name="credits",
        file="cong-van-dong",
        title=_("Credit for mobilising"),
        back=reverse("registrations:credit-waiting"),
        rows=rows.select_related(*related).order_by(*order),
        named=about,
        columns={
            **_person(),
            _("Stage"): lambda row: row.registration.get_stage_display(),
            _("Organisation"): lambda row: row.organization.short_name,
            _("Leads"): lambda row: "x" if row.is_lead else None,
            _("Share"): lambda row: part(row.share),
            _("Share (decimal)"): lambda row: round(float(row.share), 4),
            _("State"): lambda row: row.get_status_display(),
        },
    )


def lists(access: Access) -> Table:
    """The lists a body has sent, each with how its rows came out; whoever is in them stays out."""
    return Table(
        name="imports",
        file="danh-sach-da-gui",
        title=_("Lists sent so far"),
        back=reverse("registrations:import-list"),
        rows=Batch.objects.within(access).select_related("unit", "uploaded_by").order_by("-uploaded_at"),
        columns={
            _("File"): lambda row: row.filename,
            _("Unit"): lambda row: row.unit.name,
            _("Sent by"): lambda row: row.uploaded_by.full_name,
            _("Time"): lambda row: row.uploaded_at,
            _("State"): lambda row: row.get_state_display(),
            _("Rows"): lambda row: row.counts.get("rows"),
            **{str(label): counted(state) for state, label in Row.State.choices},
            _("List taken back at"): lambda row: row.undone_at,
        },
    )


def counted(state: str) -> Callable[[Batch], int]:
    return lambda row: row.counts.get(state) or 0


def sessions(access: Access) -> Table:
    """One's own sessions of fast entry, as their page lists them; whoever was entered stays out."""
    return Table(
        name="entry_sessions",
        file="phien-nhap-nhanh",
        title=_("Fast entry"),
        back=reverse("registrations:entry-list"),
        rows=entering.listed(EntrySession.objects.within(access)),
        columns={
            _("Session"): lambda row: row.pk,
            _("Paper list"): lambda row: row.note,
            _("Commune"): lambda row: row.unit.name,
            _("Mobilised by"): lambda row: row.organization.short_name,
            _("Lines on the paper list"): lambda row: row.planned,
            _("Entered"): lambda row: row.entered,
            _("Mobilised together"): lambda row: row.shared,
            _("Opened"): lambda row: row.opened_at,
            _("Closed at"): lambda row: row.closed_at,
        },
    )


def steps(access: Access) -> Table:
    """The steps that the reader has prepared or recorded for many, with how many people; who they are stays out."""
    rows = BulkStep.objects.within(access).annotate(people=Count("rows"))
    return Table(
        name="bulk_steps",
        file="buoc-ghi-cho-nhieu-nguoi",
        title=_("Steps recorded for many"),
        back=reverse("registrations:bulk-list"),
        rows=rows.order_by("-created_at", "pk"),
        columns={
            _("Step"): lambda row: row.get_kind_display() or _("not yet chosen"),
            _("Date"): lambda row: format_partial(PartialDate(row.on, Precision(row.precision))),
            _("People"): lambda row: row.people,
            _("State"): lambda row: row.get_state_display(),
            _("Prepared"): lambda row: row.created_at,
        },
    )


def stage_clocks() -> Table:
    """What the page of clocks shows: the values in force today, then every value that was ever set."""
    day = working_day(current_campaign())
    history = StageClock.objects.select_related("recorded_by")
    return Table(
        name="clocks",
        file="thoi-han-tung-khau",
        title=_("Clocks"),
        back=reverse("registrations:clock-list"),
        rows=[*clocks.on(day).values(), *history],
        columns={
            _("Reason"): lambda row: str(StageClock.Kind(row.kind).label),
            _("In force today"): lambda row: "x" if isinstance(row, clocks.Clock) else None,
            _("From"): lambda row: row.since if isinstance(row, clocks.Clock) else row.valid_from,
            _("Days"): lambda row: row.days,
            _("Days before the end"): lambda row: "x" if row.kind in clocks.BEFORE_THE_END else None,
            _("Rest after a call"): lambda row: row.again,
            _("Months of the certificate"): lambda row: row.months,
            _("By"): lambda row: row.source if isinstance(row, clocks.Clock) else row.reason,
            _("Set by"): lambda row: None if isinstance(row, clocks.Clock) else str(row.recorded_by or ""),
            _("Set at"): lambda row: None if isinstance(row, clocks.Clock) else row.recorded_at,
        },
    )


def _person() -> dict[str, Any]:
    return {
        _("Family and given name"): lambda row: row.registration.person.full_name,
        _("Commune, ward or township"): lambda row: row.registration.unit.name,
        _("Belongs to"): lambda row: row.registration.unit.parent and row.registration.unit.parent.name,
    }


def part(share: Fraction) -> str:
    """In words: spreadsheet programs take «1/3» of a .csv for 1 March."""
    if share == 1:
        return _("whole")
    return _("%(part)s of %(whole)s") % {"part": share.numerator, "whole": share.denominator}


def who_waits(access: Access, asked: Asked) -> Table:
    """Whom somebody should call, a line for each reason, the most pressing first; no telephone numbers, which are printed by another right."""
    campaign = current_campaign()
    return Table(
        name="waiting",
        file="ai-dang-cho",
        title=_("Who waits for a call"),
        back=reverse("registrations:monday"),
        rows=everybody(access, campaign, working_day(campaign), asked, most=MOST_ROWS),
        named=lambda row: (Registration(pk=row.pk),),
        columns={
            _("Reason"): lambda row: str(Wait(row.wait).label),
            _("Family and given name"): lambda row: row.name,
            _("Commune, ward or township"): lambda row: row.unit,
            _("Belongs to"): lambda row: row.district,
            _("Stage"): lambda row: row.stage,
            _("Counted from or to"): lambda row: row.since,
            _("For how long"): lambda row: row.waited,
            _("Lies with"): lambda row: row.on_whom,
            _("Calls in vain"): lambda row: row.tries,
        },
    )
