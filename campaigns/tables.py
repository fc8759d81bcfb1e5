"""The tables of this floor as files: targets, duties, yearly plans, units, bodies, papers, background work; accounts and postings name people."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.models import Job, User
from campaigns.access import Access
from campaigns.dates import today_vn
from campaigns.exporting import Table
from campaigns.forms.directory import AccountFilter, UnitFilter
from campaigns.models import Activity, Campaign, Duty, LegalDocument, Organization, Posting, Target, Unit
from campaigns.services.accounts import accounts_within


def targets(campaign: Campaign) -> Table:
    """Every target in force, a line for each year."""
    rows = Target.objects.in_force().filter(campaign=campaign)
    return Table(
        name="targets",
        file="chi-tieu",
        title=_("Targets"),
        back=reverse("campaigns:target-list"),
        rows=rows.select_related("document", "unit", "organization").order_by("year", "unit__path", "pk"),
        columns={
            _("Year"): lambda row: row.year,
            _("Unit"): lambda row: row.unit.name,
            _("Organisation"): lambda row: row.organization and row.organization.short_name,
            _("Indicator"): lambda row: row.get_indicator_display(),
            _("Force"): lambda row: row.get_force_display(),
            _("Minimum"): lambda row: row.minimum,
            _("Maximum"): lambda row: row.maximum,
            _("Source"): lambda row: row.document.cited_as or row.document.number,
            _("Clause"): lambda row: row.clause,
            _("Version"): lambda row: row.version,
        },
    )


def duties(campaign: Campaign) -> Table:
    return Table(
        name="duties",
        file="nhiem-vu",
        title=_("Duties"),
        back=reverse("campaigns:plan") + "#nhiem-vu",
        rows=campaign.duties.prefetch_related("parties__organization").order_by("number"),
        columns={
            _("Clause"): lambda row: row.clause,
            _("Duty"): lambda row: row.text,
            _("Lead"): lambda row: _parties(row, lead=True),
            _("Together with"): lambda row: _parties(row, lead=False),
            _("From"): lambda row: row.due_from,
            _("Due"): lambda row: row.due_to or (_("every year") if row.yearly else None),
            _("State"): lambda row: row.get_state_display(),
            _("Done on"): lambda row: row.done_on,
            _("Evidence"): lambda row: row.evidence,
        },
    )


def _parties(duty: Duty, *, lead: bool) -> str:
    return ", ".join(str(party) for party in duty.parties.all() if party.is_lead == lead)


def activities(campaign: Campaign) -> Table:
    """What the bodies plan for each year, line by line."""
    rows = Activity.objects.filter(work_plan__campaign=campaign).select_related("work_plan__organization")
    return Table(
        name="work_plans",
        file="ke-hoach-nam",
        title=_("Yearly plans"),
        back=reverse("campaigns:work-plan-list"),
        rows=rows.order_by("work_plan__year", "work_plan__organization__rank", "due_on", "pk"),
        columns={
            _("Year"): lambda row: row.work_plan.year,
            _("Organisation"): lambda row: row.work_plan.organization.short_name,
            _("Activity"): lambda row: row.text,
            _("Due"): lambda row: row.due_on,
            _("Done on"): lambda row: row.done_on,
            _("Note"): lambda row: row.note,
        },
    )


def units(asked: Any) -> Table:
    """Units of the day that the page shows."""
    filters = UnitFilter(asked)
    day = (filters.cleaned_data.get("day") if filters.is_valid() else None) or today_vn()
    return Table(
        name="units",
        file="don-vi-hanh-chinh",
        title=_("Administrative units"),
        back=reverse("campaigns:unit-list"),
        rows=Unit.objects.on(day).select_related("parent").order_by("path"),
        columns={
            _("Code"): lambda row: row.code,
            _("Name"): lambda row: row.name,
            _("Kind"): lambda row: row.get_kind_display(),
            _("Belongs to"): lambda row: row.parent and row.parent.name,
            _("Valid from"): lambda row: row.valid_from,
            _("Valid to"): lambda row: row.valid_to,
        },
    )


def organizations() -> Table:
    """The bodies by every name they have had."""
    return Table(
        name="organizations",
        file="to-chuc",
        title=_("Organisations"),
        back=reverse("campaigns:organization-list"),
        rows=Organization.objects.prefetch_related("names"),
        columns={
            _("Code"): lambda row: row.code,
            _("Organisation"): lambda row: row.short_name,
            _("Kind"): lambda row: row.get_kind_display(),
            _("Full name today"): lambda row: (name := row.name_on(today_vn())) and name.name,
            _("Abbreviation in document numbers"): lambda row: (
                (name := row.name_on(today_vn())) and name.abbreviation
            ),
            _("Earlier and later names"): _other_names,
        },
    )


def _other_names(body: Organization) -> str:
    today = body.name_on(today_vn())
    return "; ".join(one.name for one in body.names.all() if one != today)


def documents() -> Table:
    return Table(
        name="documents",
        file="van-ban",
        title=_("Documents"),
        back=reverse("campaigns:document-list"),
        rows=LegalDocument.objects.order_by("-issued_on"),
        columns={
            _("Number"): lambda row: row.number,
            _("Date"): lambda row: row.issued_on,
            _("Issuing bodies"): lambda row: row.issuers,
            _("Subject"): lambda row: row.title,
            _("Cited as"): lambda row: row.cited_as,
            _("Scan"): lambda row: "x" if row.file else None,
        },
    )


def jobs(access: Access) -> Table:
    """What the page of background work lists: one's own, and for whoever watches over them also those that still run."""
    return Table(
        name="jobs",
        file="viec-nen",
        title=_("Background work"),
        back=reverse("accounts:job-list"),
        rows=Job.objects.within(access).select_related("requested_by").order_by("-created_at", "pk"),
        columns={
            _("Work"): lambda row: row.title,
            _("State"): lambda row: row.get_state_display(),
            _("Asked for by"): lambda row: str(row.requested_by or _("The system itself")),
            _("Asked for"): lambda row: row.created_at,
            _("Ended"): lambda row: row.finished_at,
            _("What went wrong"): lambda row: row.error,
        },
    )


def devices(access: Access) -> Table:
    """Where one's own account is signed in now; the key of a session, with which one is signed in, stays out."""
    return Table(
        name="sessions",
        file="thiet-bi",
        title=_("My devices"),
        back=reverse("accounts:session-list"),
        rows=sessions.open_of(access),
        columns={
            _("Device"): lambda row: row.device,
            _("Address"): lambda row: row.address,
            _("Signed in"): lambda row: row.signed_in_at,
            _("Last used"): lambda row: row.last_seen_at,
        },
    )


def postings(access: Access, asked: Any) -> Table:
    """Who works where as what, by the words of the page."""
    rows = Posting.objects.within(access).about(_words(asked)).select_related("user", "organization", "unit")
    return Table(
        name="postings",
        file="phan-cong",
        title=_("Postings"),
        back=reverse("campaigns:posting-list"),
        rows=rows.order_by("user__username", "pk"),
        named=lambda row: (row.user,),
        columns={
            _("User name"): lambda row: row.user.username,
            _("Full name of the person"): lambda row: row.user.full_name,
            _("Role"): lambda row: row.get_role_display(),
            _("Organisation"): lambda row: row.organization.short_name,
            _("Unit"): lambda row: row.unit.name,
            _("Valid from"): lambda row: row.valid_from,
            _("Valid to"): lambda row: row.valid_to,
        },
    )


def accounts(access: Access, asked: Any) -> Table:
    """Accounts as the page lists them; nothing that helps to sign in."""
    return Table(
        name="accounts",
        file="tai-khoan",
        title=_("Accounts"),
        back=reverse("campaigns:account-list"),
        rows=accounts_within(access, _words(asked)),
        named=lambda row: (row,),
        columns={
            _("User name"): lambda row: row.username,
            _("Full name of the person"): lambda row: row.full_name,
            _("State"): _standing,
            _("Last signed in"): lambda row: row.last_login,
        },
    )


def _standing(account: User) -> str:
    if not account.is_active:
        return _("closed")
    return _("waits for its first own password") if account.must_change_password else _("open")


def _words(asked: Any) -> str:
    filters = AccountFilter(asked)
    return str(filters.cleaned_data["q"]) if filters.is_valid() else ""
