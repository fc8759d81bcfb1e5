"""What was entered about somebody by mistake is taken off, with the reason in the trail (docs/decisions, «what was entered by mistake goes»).

Figures as of an earlier day keep it: they are counted from profiles, of which every version stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access, Action
from registrations.models import Person, Registration
from registrations.services import locking, profile


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of a person or registration, and what of such a row the trail keeps: no name, no number."""

    rows: str
    told: tuple[str, ...]
    is_kept: bool = False  # superseded, for another may have to know that the number was held

    def of(self, subject: Person | Registration) -> QuerySet[Any]:
        rows: QuerySet[Any] = getattr(subject, self.rows).all()
        return rows.filter(superseded_at__isnull=True) if self.is_kept else rows


OF_PERSON = {
    "doi-tuong": Kind("groups", ("group", "valid_from", "valid_to")),
    "quan-he": Kind("affiliations", ("organization_id", "relation")),
    "dien-thoai": Kind("phones", ("owner",)),
    "giay-to": Kind("identities", ("kind",), is_kept=True),
}
OF_REGISTRATION = {
    "dao-tao": Kind("trainings", ("kind", "started_on", "ended_on")),
    "ho-tro": Kind("supports", ("kind", "amount", "paid_on")),
}


@transaction.atomic
def take_off_person(*, access: Access, person: Person, kind: str, pk: int, why: str) -> None:
    """A policy group, a tie to a body, a telephone or identity number that is not this person's."""
    access.require(Action.PERSON_WRITE)
    person = locking.locked_person(access, person)
    _take_off(access, person, OF_PERSON[kind], pk, why)
    profile.refresh_all(person)


@transaction.atomic
def take_off_registration(
    *, access: Access, registration: Registration, kind: str, pk: int, why: str
) -> None:
    """A course nobody went to, a payment nobody made, or one that was somebody else's."""
    access.require(Action.MILESTONE_WRITE)
    registration = locking.locked(access, registration)
    _take_off(access, registration, OF_REGISTRATION[kind], pk, why)


def _take_off(access: Access, subject: Person | Registration, kind: Kind, pk: int, why: str) -> None:
    if not nfc(why):
        raise ValidationError({"why": _("Say why the entry is taken off.")})
    row = kind.of(subject).select_for_update().filter(pk=pk).first()
    if row is None:
        raise ValidationError(_("This entry has been taken off meanwhile."))
    if leaning := _leaning(row):
        message = _("Something else rests on this entry: %(what)s. Take that back first.")
        raise ValidationError(message % {"what": ", ".join(leaning)})
    changes = {name: [getattr(row, name), None] for name in kind.told}
    audit.record(
        f"{row._meta.model_name}.taken_off", subject, access=access, changes=changes, purpose=nfc(why)
    )
    if kind.is_kept:
        row.superseded_at = now()
        row.save(update_fields=["superseded_at"])
    else:
        row.delete()


def _leaning(row: Model) -> list[str]:
    """Kinds of rows that point at this one, also of tables that do not exist yet."""
    return [
        str(relation.related_model._meta.verbose_name)
        for relation in row._meta.related_objects
        if relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
    ]
