"""Returnees who have agreed to speak («người thật, việc thật», plan II.2 and III.3)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc_lines, title_case
from campaigns.access import Access, Action
from campaigns.models import Organization, Unit
from outreach.models import Market, Witness


@transaction.atomic
def add_witness(
    *,
    access: Access,
    full_name: str,
    unit: Unit,
    market: Market,
    consent_on: date,
    story: str = "",
    organization: Organization | None = None,
) -> Witness:
    """Enter somebody who agreed to speak about working abroad; without that agreement nobody is entered."""
    access.require(Action.EVENT_WRITE)
    if not access.reaches(unit.path):
        raise ValidationError({"unit": _("Choose a place in your own area.")})
    witness = Witness(
        full_name=title_case(full_name),
        unit=unit,
        market=market,
        consent_on=consent_on,
        story=nfc_lines(story),
        organization=organization,
        recorded_by_id=access.user_id,
    )
    witness.full_clean()
    witness.save()
    audit.record("witness.add", witness, access=access, changes={"consent_on": consent_on})
    return witness


@transaction.atomic
def withdraw_witness(*, access: Access, witness: Witness, on: date) -> Witness:
    """The agreement is withdrawn: the story goes, the name is asked no more."""
    access.require(Action.EVENT_WRITE)
    row = Witness.objects.within(access).select_for_update(of=("self",)).get(pk=witness.pk)
    if on < row.consent_on:
        raise ValidationError(
            {"on": _("The agreement was given on %(day)s.") % {"day": f"{row.consent_on:%d/%m/%Y}"}}
        )
    row.withdrawn_on, row.story = on, ""
    row.save()
    audit.record("witness.withdraw", row, access=access, changes={"on": on})
    return row
