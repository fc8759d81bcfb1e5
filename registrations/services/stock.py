"""How many are working abroad, as somebody counted them; never departures minus returns (I4)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action, Forbidden
from campaigns.models import Campaign, Unit
from campaigns.scope import sees_all_bodies
from registrations.models import StockObservation
from registrations.services.words import today


@transaction.atomic
def observe(
    *,
    access: Access,
    campaign: Campaign,
    unit: Unit,
    on: date,
    total: int,
    female: int | None = None,
    source: str,
) -> StockObservation:
    """Note a count of a unit and a day; an earlier count of the same day is kept as superseded."""
    access.require(Action.MILESTONE_WRITE)
    if not sees_all_bodies(access):
        raise Forbidden(Action.MILESTONE_WRITE)
    _refuse_place(access, unit, on)
    held = StockObservation.objects.filter(campaign=campaign, unit=unit, on=on, superseded_at__isnull=True)
    before = list(held.select_for_update(no_key=True).values_list("total", flat=True))
    moment = now()
    held.update(superseded_at=moment)
    row = StockObservation(
        campaign=campaign,
        unit=unit,
        on=on,
        total=total,
        female=female,
        source=nfc(source),
        recorded_at=moment,
        recorded_by_id=access.user_id,
    )
    row.full_clean(exclude=["recorded_by"])
    row.save(force_insert=True)
    changes = {"unit": unit.code, "on": on, "total": [before[0] if before else None, total]}
    audit.record("stock.observed", row, access=access, changes=changes)
    return row


def _refuse_place(access: Access, unit: Unit, on: date) -> None:
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("%(unit)s lies outside your area.") % {"unit": unit}})
    if on > today():
        raise ValidationError({"on": _("The date lies in the future. Enter the day on which it happened.")})
