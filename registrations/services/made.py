"""What an entry wrote: kept with its line or row as keys by table, so that exactly this can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.context import now
from campaigns.access import Access
from registrations.models import (
    Affiliation,
    AllowanceEntry,
    Consent,
    Credit,
    GroupStatus,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from registrations.services.opening import Opening
from registrations.services.register import Registered

Made = dict[str, list[Any]]
OF_REGISTRATION: tuple[type[Model], ...] = (Milestone, Credit, Profile, AllowanceEntry)
OF_PERSON: tuple[type[Model], ...] = (IdentityNumber, Phone, GroupStatus, Affiliation, Consent)
OWNERS = dict.fromkeys(OF_REGISTRATION, "registration") | dict.fromkeys(OF_PERSON, "person")


def hold(person: Person | None) -> datetime:
    """Before an entry: nobody else writes about this person now; the moment from which rows are the entry's own."""
    if person is not None:
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return now()


def made_since(done: Registered, moment: datetime, access: Access) -> Made:
    """After an entry: the rows it wrote, by table. Keys only; a registration or person stands there with its version."""
    registration, person = done.registration, done.person
    # Somebody else entered the same new person at this very moment: what bears no name of a writer may be theirs.
    raced = done.outcome != "created" and person.recorded_at >= moment
    made: Made = {}
    for model, subject in OWNERS.items():
        row: Registration | Person = person if subject == "person" else registration
        signed = {"recorded_by": access.user_id} if has_writer(model) else {}
        if signed or not raced:
            made[label(model)] = keys(model, **{subject: row}, recorded_at__gte=moment, **signed)
    for row in (registration, person) if done.outcome == "created" else ():
        if row.recorded_at >= moment:
            made[label(type(row))] = [str(row.pk), row.version]
    return {table: rows for table, rows in made.items() if rows}


def made_by(opening: Opening) -> Made:
    """The same of a registration that was planned: its rows are known."""
    made = {label(model): [row.pk for row in rows] for model, rows in opening.rows.items() if rows}
    for row in (opening.registration, opening.person):
        if label(type(row)) in made:
            made[label(type(row))] = [str(row.pk), row.version]
    return made


def has_writer(model: type[Model]) -> bool:
    return any(field.name == "recorded_by" for field in model._meta.concrete_fields)


def keys(model: type[Model], **where: Any) -> list[Any]:
    return list(model._default_manager.filter(**where).order_by("pk").values_list("pk", flat=True))


def label(model: type[Model]) -> str:
    return model._meta.label_lower
