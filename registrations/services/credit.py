"""Who mobilised somebody: exact shares that add up to one, exactly one lead, every change kept (I3)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.models import Organization
from registrations.models import Credit, Registration
from registrations.services import locking

Status = Credit.Status


def active(registration: Registration) -> list[Credit]:
    """The shares that hold now, the lead first."""
    rows = registration.credits.filter(superseded_at__isnull=True).select_related("organization")
    return list(rows.order_by("-is_lead", "recorded_at", "pk"))


def first(registration: Registration, organization: Organization, access: Access) -> Credit:
    """The whole credit for the body that came first; part of `register`, which leaves the trace."""
    return Credit.objects.create(
        registration=registration,
        organization=organization,
        numerator=1,
        denominator=1,
        is_lead=True,
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )


def join(registration: Registration, organization: Organization, access: Access) -> bool:
    """A further body takes an equal share, to be confirmed; False when it has one. The caller holds the lock."""
    rows = active(registration)
    if any(row.organization_id == organization.pk for row in rows):
        return False
    bodies = [row.organization for row in rows] + [organization]
    statuses = {row.organization.pk: row.status for row in rows} | {organization.pk: Status.PROPOSED}
    equal = Fraction(1, len(bodies))
    _rewrite(registration, dict.fromkeys(bodies, equal), rows[0].organization, statuses, access)
    audit.record(
        "credit.joined",
        registration,
        access=access,
        changes={"shares": [_told(rows), _told(active(registration))]},
    )
    return True


@transaction.atomic
def add_mobiliser(*, registration: Registration, organization: Organization, access: Access) -> bool:
    """Name a further body that mobilised the person; one's own, or any for who sees everybody."""
    access.require(Action.CREDIT_WRITE)
    if organization.pk != access.organization_id and not access.sees_everyone:
        raise ValidationError(_("You can name only your own organisation as having mobilised somebody."))
    _refuse_strangers([organization])
    return join(locking.locked(access, registration), organization, access)


@transaction.atomic
def share(
    *,
    registration: Registration,
    shares: Mapping[Organization, Fraction],
    lead: Organization,
    access: Access,
    version: int | None = None,
) -> list[Credit]:
    """Agree on other shares; open to the lead body, and to who sees everybody when the bodies cannot agree."""
    access.require(Action.CREDIT_WRITE)
    registration = locking.locked(access, registration, version, {"shares": dict(shares), "lead": lead})
    before = active(registration)
    _refuse_outsiders(before, access)
    _refuse_broken(shares, lead)
    settled = {body.pk for body in shares if access.sees_everyone or body.pk == access.organization_id}
    statuses = {body.pk: Status.CONFIRMED if body.pk in settled else Status.PROPOSED for body in shares}
    _rewrite(registration, shares, lead, statuses, access)
    locking.bump(registration)
    after = active(registration)
    changes = {"shares": [_told(before), _told(after)]}
    audit.record("credit.shared", registration, access=access, changes=changes)
    return after


@transaction.atomic
def confirm(*, registration: Registration, access: Access) -> int:
    """Accept the shares that wait; for the lead body, and for who sees everybody."""
    access.require(Action.CREDIT_WRITE)
    registration = locking.locked(access, registration)
    _refuse_outsiders(active(registration), access)
    return _mark(registration, Status.CONFIRMED, access)


@transaction.atomic
def dispute(*, registration: Registration, access: Access) -> int:
    """Say that the shares are not agreed; any body that has one may."""
    access.require(Action.CREDIT_WRITE)
    return _mark(locking.locked(access, registration), Status.DISPUTED, access)


def _mark(registration: Registration, status: str, access: Access) -> int:
    """Give a new status to shares that are not agreed yet; a share that stood alone is not up for debate."""
    rows = active(registration)
    statuses = {row.organization_id: row.status for row in rows}
    open_rows = [row for row in rows if row.status != status and (len(rows) > 1)]
    if not open_rows:
        return 0
    statuses |= {row.organization_id: status for row in open_rows}
    lead = next(row.organization for row in rows if row.is_lead)
    _rewrite(registration, {row.organization: row.share for row in rows}, lead, statuses, access)
    audit.record("credit." + status, registration, access=access, changes={"rows": len(open_rows)})
    return len(open_rows)


def _rewrite(
    registration: Registration,
    shares: Mapping[Organization, Fraction],
    lead: Organization,
    statuses: Mapping[int, str],
    access: Access,
) -> None:
    """Close the rows that held and write the new ones over one common denominator."""
    moment = now()
    registration.credits.filter(superseded_at__isnull=True).update(superseded_at=moment)
    whole = lcm(*(part.denominator for part in shares.values()))
    Credit.objects.bulk_create(
        Credit(
            registration=registration,
            organization=body,
            numerator=part.numerator * (whole // part.denominator),
            denominator=whole,
            is_lead=body == lead,
            status=statuses[body.pk],
            recorded_at=moment,
            recorded_by_id=access.user_id,
        )
        for body, part in shares.items()
    )


def _refuse_broken(shares: Mapping[Organization, Fraction], lead: Organization) -> None:
    _refuse_strangers(shares)
    if any(part <= 0 for part in shares.values()):
        raise ValidationError({"shares": _("Every share must be more than nothing.")})
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        raise ValidationError(
            {"shares": _("The shares add up to %(total)s, but must add up to exactly 1.") % {"total": total}}
        )
    if lead not in shares:
        raise ValidationError({"lead": _("The lead body must be one of those that have a share.")})


def _refuse_strangers(bodies: Mapping[Organization, Fraction] | list[Organization]) -> None:
    mobilising = set(
        Organization.objects.mobilising().filter(pk__in=[b.pk for b in bodies]).values_list("pk", flat=True)
    )
    for body in bodies:
        if body.pk not in mobilising:
            message = _("%(body)s does not mobilise people and cannot have a share.") % {"body": body}
            raise ValidationError({"shares": message})


def _refuse_outsiders(rows: list[Credit], access: Access) -> None:
    lead = next(row.organization for row in rows if row.is_lead)
    if lead.pk != access.organization_id and not access.sees_everyone:
        message = _("Only %(lead)s, which leads this registration, or a body that sees everybody may decide.")
        raise ValidationError(message % {"lead": lead})


def _told(rows: list[Credit]) -> dict[str, str]:
    return {row.organization.code: f"{row.share}{' *' if row.is_lead else ''}" for row in rows}
