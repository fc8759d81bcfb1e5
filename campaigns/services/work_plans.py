"""The yearly plan each body makes for its own part (plan 202/KHLT, clause III.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.access import Access, Action
from campaigns.models import Activity, Campaign, Organization, WorkPlan
from campaigns.services.locking import locked


@dataclass(frozen=True, slots=True)
class Line:
    """One activity as written in a form; `pk` is empty for a new line."""

    text: str
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    pk: int | None = None


@transaction.atomic
def make_work_plan(
    *,
    access: Access,
    campaign: Campaign,
    organization: Organization,
    year: int,
    number: str = "",
    issued_on: date | None = None,
    summary: str = "",
) -> WorkPlan:
    access.require(Action.WORK_PLAN_WRITE)
    if year not in campaign.years:
        raise ValidationError({"year": _("This year is not a year of the campaign.")})
    if not may_write_for(access, organization):
        raise ValidationError({"organization": _("You write the plan of your own organisation only.")})
    plan = WorkPlan(
        campaign=campaign,
        organization=organization,
        year=year,
        number=number,
        issued_on=issued_on,
        summary=summary,
    )
    plan.full_clean()
    plan.save(force_insert=True)
    audit.record("work_plan.made", plan, access=access, changes={"year": year, "body": organization.code})
    return plan


@transaction.atomic
def change_work_plan(
    *,
    access: Access,
    plan: WorkPlan,
    number: str,
    issued_on: date | None,
    summary: str,
    lines: Iterable[Line] = (),
    removed: Iterable[int] = (),
    version: int | None = None,
) -> WorkPlan:
    """Write head and activities of a plan; lines that are not named stay as they are."""
    access.require(Action.WORK_PLAN_WRITE)
    row = locked(WorkPlan.objects.writable_by(access), plan.pk, version)
    before = _facts(row)
    row.number, row.issued_on, row.summary = number, issued_on, summary
    row.version += 1
    row.full_clean()
    row.save()
    row.activities.filter(pk__in=list(removed)).delete()
    for line in lines:
        _write(row, line)
    audit.record("work_plan.changed", row, access=access, changes=audit.changed(before, _facts(row)))
    return row


def may_write_for(access: Access, organization: Organization) -> bool:
    """A manager writes for the own body; the coordinator may help every body."""
    return organization.pk == access.organization_id or access.may(Action.PLAN_WRITE)


def _write(plan: WorkPlan, line: Line) -> None:
    activity = plan.activities.filter(pk=line.pk).first() if line.pk else Activity(work_plan=plan)
    if activity is None:
        raise ValidationError(_("«%s» was removed by somebody else meanwhile.") % line.text)
    for name, value in asdict(line).items():
        if name != "pk":
            setattr(activity, name, value)
    activity.full_clean()
    activity.save()


def _facts(plan: WorkPlan) -> dict[str, object]:
    lines = plan.activities.values_list("text", "due_on", "done_on", "note")
    return {
        "number": plan.number,
        "issued_on": plan.issued_on,
        "summary": plan.summary,
        "activities": [list(line) for line in lines],
    }
