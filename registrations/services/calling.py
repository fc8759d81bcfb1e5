"""The telephone numbers of a morning's calls, opened at once: one purpose, a look in the trail for every person."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Kind
from accounts.models import AuditEntry
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations import phones
from registrations.models import Person, Phone


@transaction.atomic
def reveal_phones(
    *, access: Access, registrations: Iterable[UUID], purpose: str
) -> dict[UUID, list[tuple[str, str]]]:
    """By registration: (number as it is read aloud, whose it is). Whoever has no number is not looked at."""
    access.require(Action.CALLS_PRINT)
    purpose = nfc(purpose)
    if not purpose:
        raise ValidationError({"purpose": _("Say what you need the number for.")})
    people = Person.objects.within(access).filter(registrations__in=[*registrations])
    owners = dict(people.values_list("registrations__pk", "pk"))
    found: dict[UUID, list[Phone]] = {}
    for row in Phone.objects.filter(person__in=owners.values()).order_by("-owner", "pk"):  # self before kin
        found.setdefault(row.person_id, []).append(row)
    entries = [
        audit.build(
            "person.revealed",
            Person(pk=person),
            access=access,
            kind=Kind.REVEAL,
            changes={"what": "phone", "list": len(found)},
            purpose=purpose,
        )
        for person in found
    ]
    AuditEntry.objects.bulk_create(entries)
    numbers = {
        person: [(phones.format_phone(row.value), row.get_owner_display()) for row in rows]
        for person, rows in found.items()
    }
    return {key: numbers[person] for key, person in owners.items() if person in numbers}
