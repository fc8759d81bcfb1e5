"""Money the state pays towards the costs of people in policy groups."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations.models import GroupStatus, Registration, Support
from registrations.services import locking
from registrations.services.words import shown, today

Group = GroupStatus.Group
# Who is supported: law 38/2013/QH13, article 20; TTLT 09/2016/TTLT-BLĐTBXH-BTC.
ENTITLED = (Group.MINORITY, Group.POOR, Group.NEAR_POOR, Group.MERIT, Group.LAND_LOST)


@transaction.atomic
def pay(
    *, access: Access, registration: Registration, kind: str, amount: int, paid_on: date, payer: str
) -> Support:
    """Note a payment, once per kind. What is unusual stands in `warnings`."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration)
    support = Support(
        registration=registration,
        kind=kind,
        amount=amount,
        paid_on=paid_on,
        payer=nfc(payer),
        recorded_at=now(),
        recorded_by_id=access.user_id,
    )
    _refuse_broken(support)
    support.save(force_insert=True)
    support.warnings = _warnings(support)
    changes = {"kind": kind, "amount": amount, "paid_on": paid_on}
    audit.record("support.paid", support, registration, access=access, changes=changes)
    return support


def _refuse_broken(support: Support) -> None:
    support.full_clean(exclude=["recorded_by"])
    if support.amount <= 0:
        raise ValidationError({"amount": _("Enter the amount paid, in đồng.")})
    if support.paid_on > today():
        raise ValidationError(
            {"paid_on": _("The date lies in the future. Enter the day on which it happened.")}
        )


def _warnings(support: Support) -> tuple[str, ...]:
    """The support is for entitled groups and is paid against contract, passport and visa; said, not decided."""
    said, day = [], support.paid_on
    held = support.registration.person.groups.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    if not held.filter(group__in=ENTITLED, valid_from__lte=day).exists():
        message = _("No entitled policy group is recorded for %(date)s (law 38/2013, article 20).")
        said.append(message % {"date": shown(day)})
    steps = support.registration.milestones.filter(kind__in=["visa", "departed"], superseded_at__isnull=True)
    if not steps.exists():
        said.append(_("No visa is recorded; the support is paid against contract, passport and visa."))
    return tuple(said)
