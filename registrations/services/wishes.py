"""Where a registered person wants to go, and the commune the registration counts in; both may change or have been wrong."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc_lines
from campaigns.access import Access, Action
from campaigns.models import Unit
from registrations.models import Milestone, Registration
from registrations.services import locking, profile
from registrations.services.candidates import Wish, normalised_wish
from registrations.services.checks import unit_trouble

FIELDS = ("market_id", "channel_id", "programme_id", "job_order_id", "event_id")


@transaction.atomic
def change_wish(
    *, access: Access, registration: Registration, wish: Wish, version: int | None = None
) -> Registration:
    """Write the wish anew: market, channel, programme, job order, event and note."""
    access.require(Action.PERSON_WRITE)
    values = {**normalised_wish(wish), "note": nfc_lines(wish.note)}
    registration = locking.locked(access, registration, version, values)
    if wish.programme and wish.market and wish.programme.market_id != wish.market.pk:
        message = _("The programme %(programme)s does not lead to %(market)s. Choose one of the two anew.")
        names = {"programme": wish.programme, "market": wish.market}
        raise ValidationError({"programme": message % names})
    before = _values(registration)
    for name, value in values.items():
        setattr(registration, name, value)
    registration.full_clean(exclude=["person", "campaign", "unit", "import_row", "created_by"])
    locking.bump(registration, *values)
    profile.refresh(registration)
    changes = audit.changed(before, _values(registration), hidden=["note"])
    audit.record("registration.wish_changed", registration, access=access, changes=changes)
    return registration


@transaction.atomic
def correct_unit(
    *, access: Access, registration: Registration, unit: Unit, version: int | None = None
) -> Registration:
    """The registration was entered in the wrong commune; a move of the person is `people.change_person`."""
    access.require(Action.PERSON_WRITE)
    registration = locking.locked(access, registration, version, {"unit": unit})
    registered = registration.milestones.get(kind=Milestone.Kind.REGISTERED, superseded_at__isnull=True)
    if sentence := unit_trouble(unit, registered.when, access):
        raise ValidationError({"unit": sentence})
    before, registration.unit = registration.unit, unit
    locking.bump(registration, "unit")
    profile.refresh(registration)
    changes = {"unit": [before.code, unit.code]}
    audit.record("registration.unit_corrected", registration, access=access, changes=changes)
    return registration


def _values(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in (*FIELDS, "note")}
