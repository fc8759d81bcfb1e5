"""Who mobilised somebody: exact shares that add up to one, exactly one lead, every change kept (I3)."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.models import Campaign, Organization
from registrations.models import Credit, Registration
from registrations.services import locking, opinions, proposals
from registrations.services.shares import (
    Shares,
    active,
    lead_of,
    refuse_broken,
    refuse_strangers,
    rewrite,
    told,
)

__all__ = ["active", "add_mobiliser", "confirm", "dispute", "join", "join_known", "share", "whole"]

Status = Credit.Status


def whole(registration: Registration, organization: Organization, access: Access) -> Credit:
    """The whole credit for the body that came first, to be saved."""
    return Credit(
        registration=registration,
        organization=organization,
        numerator=1,
        denominator=1,
        is_lead=True,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )


def join(registration: Registration, organization: Organization, access: Access, note: str = "") -> bool:
    """A further body takes an equal share, which the others are asked about; False when it has one. The caller holds the lock."""
    rows = active(registration)
    if any(row.organization_id == organization.pk for row in rows):
        return False
    bodies = [row.organization for row in rows] + [organization]
    statuses = {row.organization.pk: row.status for row in rows} | {organization.pk: Status.PROPOSED}
    equal = Fraction(1, len(bodies))
    rewrite(registration, dict.fromkeys(bodies, equal), lead_of(rows), statuses, access.user_id)
    proposals.open_claim(registration, organization, access, note)
    changes = {"shares": [told(rows), told(active(registration))]}
    audit.record("credit.joined", registration, access=access, changes=changes)
    return True


@transaction.atomic
def add_mobiliser(
    *, registration: Registration, organization: Organization, note: str = "", access: Access
) -> bool:
    """Name a further body that mobilised the person; one's own, or any for who sees everybody."""
    access.require(Action.CREDIT_WRITE)
    if organization.pk != access.organization_id and not access.sees_everyone:
        raise ValidationError(_("You can name only your own organisation as having mobilised somebody."))
    refuse_strangers([organization])
    return join(locking.locked(access, registration), organization, access, note)


@transaction.atomic
def join_known(*, person: UUID, campaign: Campaign, access: Access) -> tuple[Registration, bool]:
    """Share in somebody whom the own body met by their number, in view or not; the caller makes sure that it did."""
    access.require(Action.CREDIT_WRITE)
    own = Organization.objects.get(pk=access.organization_id)
    refuse_strangers([own])
    rows = Registration.objects.filter(person=person, campaign=campaign, merged_into__isnull=True)
    registration = locking.hold(rows.exclude(stage=Registration.Stage.RETURNED))
    return registration, join(registration, own, access)


@transaction.atomic
def share(
    *,
    registration: Registration,
    shares: Shares,
    lead: Organization,
    reason: str = "",
    access: Access,
    version: int | None = None,
) -> list[Credit]:
    """Set the shares without asking the bodies; for the coordinator alone, everybody else proposes."""
    access.require(Action.CREDIT_DECIDE)
    asked = {"shares": dict(shares), "lead": lead, "reason": reason}
    registration = locking.locked(access, registration, version, asked)
    refuse_broken(shares, lead)
    proposals.order(registration, shares, lead, access, reason=reason)
    return active(registration)


def confirm(*, registration: Registration, access: Access) -> int:
    """Agree, for the own body, to everything that waits about one person."""
    return _answer_all(registration, agrees=True, access=access)


def dispute(*, registration: Registration, note: str, access: Access) -> int:
    """Disagree, for the own body, with everything that waits about one person."""
    return _answer_all(registration, agrees=False, note=note, access=access)


@transaction.atomic
def _answer_all(registration: Registration, *, agrees: bool, note: str = "", access: Access) -> int:
    access.require(Action.CREDIT_WRITE)
    waiting = opinions.waiting_for(access).filter(registration=registration)
    return len([proposals.answer(proposal=row, agrees=agrees, note=note, access=access) for row in waiting])
