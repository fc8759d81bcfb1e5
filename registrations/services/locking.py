"""One writer at a time on a registration, and only on one that the writer may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.conflicts import check_version
from campaigns.access import Access
from registrations.models import Person, Registration


def locked(
    access: Access,
    registration: Registration,
    version: int | None = None,
    fields: Mapping[str, Any] | None = None,
) -> Registration:
    """The registration as it is now, held until the transaction ends; `DoesNotExist` outside the access."""
    try:
        row = hold(Registration.objects.within(access).filter(pk=registration.pk))
    except Registration.DoesNotExist:
        _refuse_merged(Registration.objects.filter(pk=registration.pk).first())
        raise
    check_version(row, version, fields or {})
    return row


def _refuse_merged(row: Registration | Person | None) -> None:
    """Somebody may merge two records while another waits to write on one of them."""
    if row is not None and row.merged_into_id is not None:
        raise ValidationError(
            _(
                "This record was merged with another one a moment ago. Open it again; nothing was written twice."
            )
        )


def hold(rows: Any) -> Registration:
    """Lock the one row of a queryset; others may still point at it while it is held."""
    found: Registration = (
        rows.select_related("person", "unit", "campaign", "market")
        .select_for_update(of=("self",), no_key=True)
        .get()
    )
    return found


def locked_person(
    access: Access, person: Person, version: int | None = None, fields: Mapping[str, Any] | None = None
) -> Person:
    rows = Person.objects.within(access).select_related("unit")
    try:
        row = rows.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    except Person.DoesNotExist:
        _refuse_merged(Person.objects.filter(pk=person.pk).first())
        raise
    _refuse_merged(row)
    check_version(row, version, fields or {})
    return row


def hold_person(person: Person) -> None:
    """Hold somebody about to be registered again; refuses one who was merged while we waited."""
    _refuse_merged(Person.objects.select_for_update(no_key=True).get(pk=person.pk))


def bump(row: Registration | Person, *fields: str) -> None:
    """Save the named fields with the next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])
