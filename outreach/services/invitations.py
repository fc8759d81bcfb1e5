"""Enterprises invited to events; only those licensed on the day."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.dates import VIETNAM
from outreach.licences import standing
from outreach.models import Enterprise, Event, EventPartner
from outreach.services.advisers import refusal
from outreach.services.locking import locked


@transaction.atomic
def invite_enterprise(
    *,
    access: Access,
    event: Event,
    enterprise: Enterprise,
    invited_on: date | None = None,
    answer: str = EventPartner.Answer.WAITING,
) -> EventPartner:
    """Invite an enterprise; refused with the reason when its licence does not hold on the day of the event."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), event.pk, None)
    if not standing(enterprise, row.on).is_valid:
        raise ValidationError({"enterprise": refusal(enterprise, row.on)})
    day = invited_on or min(now().astimezone(VIETNAM).date(), row.on)
    if day > row.on:
        raise ValidationError({"invited_on": _("The invitation cannot go out after the event.")})
    partner = EventPartner(event=row, enterprise=enterprise, invited_on=day, answer=answer)
    partner.full_clean()
    partner.save()
    audit.record(
        "event.invite_enterprise", row, access=access, changes={"enterprise": enterprise.name, "on": day}
    )
    return partner


@transaction.atomic
def answer_invitation(*, access: Access, partner: EventPartner, answer: str) -> EventPartner:
    """Note what the enterprise answered."""
    access.require(Action.EVENT_WRITE)
    row = EventPartner.objects.select_for_update().get(
        pk=partner.pk, event__in=Event.objects.editable(access).values("pk")
    )
    before, row.answer = row.answer, answer
    row.full_clean()
    row.save()
    audit.record(
        "event.partner_answer",
        partner.event,
        access=access,
        changes={"enterprise": str(partner.enterprise), "answer": [before, answer]},
    )
    return row


@transaction.atomic
def withdraw_invitation(*, access: Access, partner: EventPartner) -> None:
    """Take an invitation back, for instance of an enterprise that has lost its licence."""
    access.require(Action.EVENT_WRITE)
    row = locked(Event.objects.editable(access), partner.event_id, None)
    row.partners.filter(pk=partner.pk).delete()
    audit.record(
        "event.withdraw_invitation", row, access=access, changes={"enterprise": str(partner.enterprise)}
    )
