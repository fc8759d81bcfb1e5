"""The tables of this floor as files: targets, duties, yearly plans, units. They name nobody."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.dates import today_vn
from campaigns.exporting import Table
from campaigns.forms.directory import UnitFilter
from campaigns.models import Activity, Campaign, Duty, Target, Unit


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
