"""Bodies keep their identity; their names change by a paper from a day on."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.access import Access, Action
from campaigns.models import Organization, OrganizationName


@transaction.atomic
def name_organization(
    *,
    access: Access,
    organization: Organization,
    name: str,
    abbreviation: str,
    signatory_title: str,
    valid_from: date,
    short_name: str = "",
) -> OrganizationName:
    """A new name from a day on; the one before ends the day before, and papers of its time keep it."""
    access.require(Action.DIRECTORY_WRITE)
    body = Organization.objects.select_for_update().get(pk=organization.pk)
    running = body.names.filter(valid_to__isnull=True).last()
    if running is not None and running.valid_from is not None and running.valid_from >= valid_from:
        raise ValidationError(
            {"valid_from": _("The name in use began on this day or later. Choose a later day.")}
        )
    if running is not None:
        running.valid_to = valid_from - timedelta(days=1)
        running.save(update_fields=["valid_to"])
    new = OrganizationName(
        organization=body,
        name=name,
        abbreviation=abbreviation,
        signatory_title=signatory_title,
        valid_from=valid_from,
    )
    new.full_clean()
    new.save(force_insert=True)
    if short_name:
        body.short_name = short_name
        body.full_clean()
        body.save(update_fields=["short_name"])
    before = running.name if running else ""
    audit.record(
        "organization.named", body, access=access, changes={"name": [before, name], "from": valid_from}
    )
    return new
