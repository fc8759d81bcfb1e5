"""What came of a call or a visit: the clock of whoever was reached starts anew, an appointment comes back on its day."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from registrations.models import Contact, Milestone, Registration
from registrations.services import locking, milestones
from registrations.services.words import today

Result = Contact.Result
SPOKE = (Result.REACHED, Result.LATER)
UNDO = timedelta(minutes=10)


@transaction.atomic
def record(
    *,
    access: Access,
    registration: Registration,
    result: str,
    on: date,
    channel: str = Contact.Channel.CALL,
    about: str = "",
    follow_up_on: date | None = None,
    reason: str = "",
    note: str = "",
) -> Contact:
    """Write down one attempt; `reason` is why somebody withdraws, and then the withdrawal is recorded, too."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration)
    _refuse(registration, on)
    contact = Contact(
        registration=registration,
        on=on,
        channel=channel,
        result=result,
        about=about,
        follow_up_on=follow_up_on,
        note=nfc(note),
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    if result == Result.WITHDREW:
        contact.milestone = _withdrawal(access, registration, on, reason)
    contact.full_clean(exclude=["registration", "milestone", "recorded_by"])
    contact.save(force_insert=True)
    settle(registration)
    changes = {"result": result, "on": on, "about": about, "follow_up_on": [None, follow_up_on]}
    audit.record("contact.recorded", contact, registration, access=access, changes=changes)
    return contact


@transaction.atomic
def undo(*, access: Access, contact: Contact) -> Contact:
    """Take a mis-tap back within ten minutes, by whoever made it; the entry stays, struck."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, contact.registration)
    contact = Contact.objects.within(access).select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.undone_at is not None:
        raise ValidationError(_("This entry was taken back already."))
    if contact.recorded_by_id != access.user_id or not is_fresh(contact):
        raise ValidationError(_("Only whoever made the entry can take it back, within 10 minutes."))
    if contact.milestone is not None:
        _take_back(access, contact.milestone)
    contact.undone_at = now()
    contact.save(update_fields=["undone_at"])
    settle(registration)
    audit.record("contact.undone", contact, registration, access=access, changes={"result": contact.result})
    return contact


def is_fresh(contact: Contact) -> bool:
    return contact.undone_at is None and timezone.now() - contact.recorded_at <= UNDO


def settle(registration: Registration) -> None:
    """When the person was last spoken with, and from which day on to call again: both follow from the contacts.

    Nobody edits these two, so the version stays: a call does not make an open form stale.
    """
    standing = registration.contacts.standing()
    spoke = list(standing.filter(result__in=[*SPOKE, Result.WITHDREW]).order_by("-on", "-recorded_at")[:1])
    missed = standing.filter(result=Result.NO_ANSWER, follow_up_on__isnull=False)
    promised = list(missed.order_by("-on", "-recorded_at")[:1])
    latest = max([*spoke, *promised], key=lambda row: (row.on, row.recorded_at), default=None)
    registration.heard_on = spoke[0].on if spoke else None
    registration.call_on = latest.follow_up_on if latest else None
    Registration.objects.filter(pk=registration.pk).update(
        heard_on=registration.heard_on, call_on=registration.call_on
    )


def _refuse(registration: Registration, on: date) -> None:
    if not registration.is_open:
        message = _("The registration stands at “%(stage)s”; nobody waits for a call any more.")
        raise ValidationError(message % {"stage": registration.get_stage_display()})
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})


def _withdrawal(access: Access, registration: Registration, on: date, reason: str) -> Milestone:
    return milestones.record(
        access=access,
        registration=registration,
        kind=Milestone.Kind.WITHDRAWN,
        on=PartialDate(on),
        reason=reason,
    )


def _take_back(access: Access, milestone: Milestone) -> None:
    """What was recorded after the withdrawal stands; then the withdrawal cannot be undone with one tap."""
    if milestone.superseded_at is not None:
        raise ValidationError(_("The withdrawal was corrected meanwhile; correct it in the timeline."))
    milestones.annul(access=access, milestone=milestone, reason=_("Mis-tap, taken back at once"))
