"""Planning, changing, cancelling and holding events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc, nfc_lines
from campaigns.access import Access, Action
from campaigns.current import current_campaign
from campaigns.dates import VIETNAM
from campaigns.models import Campaign, Organization, Unit
from campaigns.scope import sees_all_bodies
from outreach.licences import standing
from outreach.models import Enterprise, Event, EventOrganizer
from outreach.services.advisers import check_adviser, refusal
from outreach.services.counts import set_counts
from outreach.services.locking import locked
from outreach.services.past import remember

FIELDS = ("kind", "title", "on", "starts_at", "unit", "place", "adviser_enterprise", "adviser_centre")


@transaction.atomic
def plan_event(
    *,
    access: Access,
    kind: str,
    title: str,
    on: date,
    unit: Unit,
    lead: Organization,
    others: Iterable[Organization] = (),
    starts_at: time | None = None,
    place: str = "",
    adviser_enterprise: Enterprise | None = None,
    adviser_centre: Organization | None = None,
    campaign: Campaign | None = None,
    is_demo: bool = False,
) -> Event:
    """Put an event on the calendar of the campaign."""
    access.require(Action.EVENT_WRITE)
    event = Event(
        campaign=campaign or current_campaign(),
        kind=kind,
        title=nfc(title),
        on=on,
        starts_at=starts_at,
        unit=unit,
        place=nfc(place),
        adviser_enterprise=adviser_enterprise,
        adviser_centre=adviser_centre,
        is_demo=is_demo,
        created_by_id=access.user_id,
        recorded_at=now(),
    )
    check_event(event, access)
    event.save()
    _write_organizers(event, lead, others, access)
    audit.record("event.plan", event, access=access, changes=audit.changed({}, facts(event)))
    return event


@transaction.atomic
def change_event(*, access: Access, event: Event, version: int | None = None, **values: Any) -> Event:
    """Change what was planned; the licences of adviser and partners are checked for the new day."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, version)
    refuse_cancelled(row)
    before = facts(row)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, nfc(value) if name in ("title", "place") else value)
    changes = audit.changed(before, facts(row))
    if not changes:
        return row
    check_event(row, access)
    _check_partners(row)
    remember(row)
    row.version += 1
    row.save()
    audit.record("event.change", row, access=access, changes=changes)
    return row


@transaction.atomic
def set_organizers(
    *, access: Access, event: Event, lead: Organization, others: Iterable[Organization] = ()
) -> None:
    """Say anew which bodies hold the event; exactly one leads."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    before = [str(o) for o in row.organizers.select_related("organization")]
    remember(row)
    row.organizers.all().delete()
    _write_organizers(row, lead, others, access)
    after = [str(o) for o in row.organizers.select_related("organization")]
    if before != after:
        audit.record("event.organizers", row, access=access, changes={"organizers": [before, after]})


@transaction.atomic
def cancel_event(*, access: Access, event: Event, reason: str) -> Event:
    """An event that will not be held stays on the calendar, with the reason."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    if row.state == Event.State.HELD:
        raise ValidationError(_("This event has been held; it cannot be cancelled any more."))
    row.state, row.cancel_reason = Event.State.CANCELLED, nfc(reason)
    row.full_clean()
    remember(row)
    row.version += 1
    row.save()
    audit.record("event.cancel", row, access=access, changes={"reason": row.cancel_reason})
    return row


@transaction.atomic
def reopen_event(*, access: Access, event: Event, reason: str) -> Event:
    """Cancelled or called held by mistake: it is planned again, and its head-count with it is superseded; not while people or copies hang on it."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    if row.state == Event.State.PLANNED:
        raise ValidationError(_("This event is planned already."))
    if not nfc(reason):
        raise ValidationError({"reason": _("Say why the event is planned again.")})
    if found := came_of(row):
        message = _("Something has come of this event: %(what)s. Take that back first.")
        raise ValidationError(message % {"what": ", ".join(found)})
    before, row.state, row.cancel_reason = row.state, Event.State.PLANNED, ""
    row.full_clean()
    remember(row)
    row.version += 1
    row.save()
    row.counts.filter(superseded_at__isnull=True).update(superseded_at=now())
    changes = {"state": [before, row.state], "reason": nfc(reason)}
    audit.record("event.reopen", row, access=access, changes=changes)
    return row


def came_of(event: Event) -> list[str]:
    """What others wrote because an event took place; each can be taken back on its own page."""
    found = {
        _("people ticked as present"): event.invitees.filter(attended_at__isnull=False),
        _("copies handed out"): event.handouts.standing(),
    }
    return [name for name, rows in found.items() if rows.exists()]


@transaction.atomic
def hold_event(
    *,
    access: Access,
    event: Event,
    minutes: str = "",
    findings: str = "",
    turns: int | None = None,
    turns_female: int | None = None,
    version: int | None = None,
) -> Event:
    """Write down that an event took place and what came of it; the adviser must be licensed on that day."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, version)
    refuse_cancelled(row)
    refuse_before_the_day(row)
    check_adviser(kind=row.kind, on=row.on, enterprise=row.adviser_enterprise, centre=row.adviser_centre)
    before = {"state": row.state, "minutes": row.minutes, "findings": row.findings}
    row.state, row.minutes, row.findings = Event.State.HELD, nfc_lines(minutes), nfc_lines(findings)
    after = {"state": row.state, "minutes": row.minutes, "findings": row.findings}
    if changes := audit.changed(before, after):
        row.full_clean()
        remember(row)
        row.version += 1
        row.save()
        audit.record("event.hold", row, access=access, changes=changes)
    if turns is not None:
        set_counts(access=access, event=row, turns=turns, turns_female=turns_female)
    return row


def check_event(event: Event, access: Access) -> None:
    """What must hold of an event beside the constraints: its day, its place, its adviser."""
    campaign, unit = event.campaign, event.unit
    if not campaign.starts_on <= event.on <= campaign.ends_on:
        message = _("The campaign runs from %(first)s to %(last)s; choose a day within it.")
        raise ValidationError(
            {
                "on": message
                % {"first": f"{campaign.starts_on:%d/%m/%Y}", "last": f"{campaign.ends_on:%d/%m/%Y}"}
            }
        )
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("Choose a place in your own area.")})
    if not unit.holds_on(event.on):
        message = _("%(unit)s did not exist on %(day)s; choose the unit of that day.")
        raise ValidationError({"unit": message % {"unit": unit.name, "day": f"{event.on:%d/%m/%Y}"}})
    check_adviser(
        kind=event.kind, on=event.on, enterprise=event.adviser_enterprise, centre=event.adviser_centre
    )
    event.full_clean()


def refuse_before_the_day(event: Event) -> None:
    """Nobody is present, and nothing comes of an event, before its day."""
    if event.on > now().astimezone(VIETNAM).date():
        raise ValidationError(
            _("This event takes place on %(day)s; attendance and results can be recorded from that day.")
            % {"day": f"{event.on:%d/%m/%Y}"}
        )


def facts(event: Event) -> dict[str, Any]:
    """What the audit trail says of an event."""
    return {name: _word(getattr(event, name)) for name in FIELDS}


def _word(value: Any) -> Any:
    return value if value is None or isinstance(value, str | date | time) else str(value)


def refuse_cancelled(event: Event) -> None:
    if event.state == Event.State.CANCELLED:
        raise ValidationError(_("This event is cancelled; plan a new one."))


def _check_partners(event: Event) -> None:
    """Enterprises invited for the old day must be licensed on the new one."""
    partners = event.partners.select_related("enterprise").prefetch_related("enterprise__statuses")
    barred = [p.enterprise for p in partners if not standing(p.enterprise, event.on).is_valid]
    if barred:
        raise ValidationError({"on": [refusal(enterprise, event.on) for enterprise in barred]})


def _write_organizers(
    event: Event, lead: Organization, others: Iterable[Organization], access: Access
) -> None:
    bodies = {lead.pk: lead, **{body.pk: body for body in others}}
    if not sees_all_bodies(access) and access.organization_id not in bodies:
        message = _("%(body)s must be among the organisers; other bodies enter their own events.")
        raise ValidationError({"others": message % {"body": access.organization_name}})
    if any(body.kind == Organization.Kind.BANK for body in bodies.values()):
        raise ValidationError({"others": _("A bank takes part as a partner; it does not hold events.")})
    EventOrganizer.objects.bulk_create(
        EventOrganizer(event=event, organization=body, is_lead=body == lead) for body in bodies.values()
    )
