"""One writer at a time on a registration, and only on one that the writer may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    row = hold(Registration.objects.within(access).filter(pk=registration.pk))
    check_version(row, version, fields or {})
    return row


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
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    check_version(row, version, fields or {})
    return row


def bump(row: Registration | Person, *fields: str) -> None:
    """Save the named fields with the next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])
