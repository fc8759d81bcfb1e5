"""The shares that hold: read, written anew over one denominator, and what can never be a share (I3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.context import now
from campaigns.models import Organization
from registrations.models import Credit, Registration

Status = Credit.Status
Shares = Mapping[Organization, Fraction]
FINEST = 10_000  # parts of a whole that anybody can agree on


def active(registration: Registration) -> list[Credit]:
    """The shares that hold now, the lead first."""
    rows = registration.credits.filter(superseded_at__isnull=True).select_related("organization")
    return list(rows.order_by("-is_lead", "recorded_at", "organization__rank", "pk"))


def lead_of(rows: Iterable[Credit]) -> Organization:
    return next(row.organization for row in rows if row.is_lead)


def rewrite(
    registration: Registration,
    shares: Shares,
    lead: Organization,
    statuses: Mapping[int, str],
    by: int | None,
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
            status=statuses.get(body.pk, Status.CONFIRMED),
            recorded_at=moment,
            recorded_by_id=by,
        )
        for body, part in shares.items()
    )


def restate(registration: Registration, statuses: Mapping[int, str], by: int | None) -> None:
    """The same shares with other statuses; nothing is written where nothing changes."""
    rows = active(registration)
    after = {row.organization_id: statuses.get(row.organization_id, row.status) for row in rows}
    if any(row.status != after[row.organization_id] for row in rows):
        shares = {row.organization: row.share for row in rows}
        rewrite(registration, shares, lead_of(rows), after, by)


def refuse_broken(shares: Shares, lead: Organization) -> None:
    """Positive, exactly 1 together, no finer than people can agree on, and led by one of those that share."""
    refuse_strangers(shares)
    if any(part <= 0 for part in shares.values()):
        raise ValidationError({"shares": _("Every share must be more than nothing.")})
    if lcm(*(part.denominator for part in shares.values())) > FINEST:
        raise ValidationError({"shares": _("These shares are too fine. Write simple fractions such as 1/3.")})
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        raise ValidationError(
            {"shares": _("The shares add up to %(total)s, but must add up to exactly 1.") % {"total": total}}
        )
    if lead not in shares:
        raise ValidationError({"lead": _("The lead body must be one of those that have a share.")})


def refuse_strangers(bodies: Iterable[Organization]) -> None:
    bodies = list(bodies)
    mobilising = set(
        Organization.objects.mobilising().filter(pk__in=[b.pk for b in bodies]).values_list("pk", flat=True)
    )
    for body in bodies:
        if body.pk not in mobilising:
            message = _("%(body)s does not mobilise people and cannot have a share.") % {"body": body}
            raise ValidationError({"shares": message})


def told(rows: Iterable[Credit]) -> dict[str, str]:
    """For the trail: body → share, the lead with a star."""
    return {row.organization.code: f"{row.share}{' *' if row.is_lead else ''}" for row in rows}
