"""Take back what one entry wrote, as long as nobody has built on it (docs/decisions, «what was entered by mistake goes»)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from registrations.models import (
    Affiliation,
    Consent,
    Credit,
    CreditProposal,
    EntryLine,
    EntrySession,
    GroupStatus,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from registrations.services import profile
from registrations.services.register import Registered

Made = dict[str, list[Any]]
OF_REGISTRATION: tuple[type[Model], ...] = (Milestone, Credit, Profile)
OF_PERSON: tuple[type[Model], ...] = (IdentityNumber, Phone, GroupStatus, Affiliation, Consent)
OWNERS = dict.fromkeys(OF_REGISTRATION, "registration") | dict.fromkeys(OF_PERSON, "person")
# A row that the entry wrote and somebody has ended since is no longer the entry's alone.
ENDED: dict[type[Model], str] = {
    Milestone: "superseded_at",
    Credit: "superseded_at",
    IdentityNumber: "superseded_at",
    GroupStatus: "valid_to",
    Consent: "withdrawn_on",
}


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


def has_writer(model: type[Model]) -> bool:
    return any(field.name == "recorded_by" for field in model._meta.concrete_fields)


def keys(model: type[Model], **where: Any) -> list[Any]:
    return list(model._default_manager.filter(**where).order_by("pk").values_list("pk", flat=True))


def label(model: type[Model]) -> str:
    return model._meta.label_lower


@transaction.atomic
def undo_line(*, access: Access, line: EntryLine) -> EntryLine:
    """Within ten minutes: the line counts as never entered, its row of the paper list is free again."""
    access.require(Action.PERSON_WRITE)
    own = EntryLine.objects.filter(session__in=EntrySession.objects.within(access))
    line = own.select_for_update(of=("self",)).select_related("registration").get(pk=line.pk)
    registration = line.registration
    if line.undone_at is not None or registration is None:
        raise ValidationError(_("This line has been taken back already."))
    if now() > line.undo_until:
        raise ValidationError(
            _("The ten minutes are over. Open the registration and correct it there; nothing is lost.")
        )
    line.undone_at, line.registration = now(), None
    line.save(update_fields=["undone_at", "registration"])
    take_back(access=access, registration=registration, made=line.made, why=f"entry line {line}")
    return line


@transaction.atomic
def take_back(*, access: Access, registration: Registration, made: Mapping[str, Any], why: str) -> None:
    """Delete exactly what an entry wrote: the registration it opened, or the share and the facts it added to one.

    Refused when anything else has come to hang on it. What went stands in the trail, by table and number of rows.
    """
    access.require(Action.PERSON_WRITE)
    person = Person.objects.select_for_update().get(pk=registration.person_id)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    _refuse_ended(made)
    gone = {
        table: len(rows)
        for table, rows in made.items()
        if apps.get_model(table) not in (Registration, Person)
    }
    told = {"why": why, "person": str(person.pk), "rows": gone}
    if label(Registration) in made:
        audit.record("registration.taken_back", row, access=access, changes=told | {"unit": row.unit.code})
        _erase(row, person, made)
    else:
        audit.record("registration.addition_taken_back", row, access=access, changes=told)
        _step_out(row, made, access)
        _forget(made)
        profile.refresh_all(person)


def _erase(row: Registration, person: Person, made: Mapping[str, Any]) -> None:
    """The registration goes; the person too, when this entry was the first to name them."""
    _refuse_changed(row, made)
    is_new = label(Person) in made
    if is_new:
        _refuse_changed(person, made)
    for model in OF_REGISTRATION:
        model._default_manager.filter(registration=row).delete()
    row.delete()
    _forget(made)
    if is_new:
        person.delete()
    else:
        profile.refresh_all(person)


def _step_out(row: Registration, made: Mapping[str, Any], access: Access) -> None:
    """The share that was proposed goes; the shares are again what they were before, and both changes stay in the history."""
    if made.get(label(Milestone)):
        message = _("This line took up a registration that had been withdrawn. Mend it on its own page.")
        raise ValidationError(message)
    mine = made.get(label(Credit))
    if not mine:
        return
    held = list(Credit.objects.filter(registration=row, superseded_at__isnull=True))
    before = list(Credit.objects.filter(registration=row, superseded_at=held[0].recorded_at))
    known = {share.organization_id for share in before}
    added = [share for share in held if share.organization_id not in known]
    waits = all(share.status == Credit.Status.PROPOSED for share in added)
    if {share.pk for share in held} != set(mine) or len(added) != 1 or not waits:
        raise ValidationError(
            _("The shares have been changed or confirmed since. Settle them with the leading organisation.")
        )
    moment = now()
    _withdraw_claim(row, added[0], moment, access)
    Credit.objects.filter(pk__in=mine).update(superseded_at=moment)
    for share in before:
        share.pk, share.superseded_at = None, None
        share.recorded_at, share.recorded_by_id = moment, access.user_id
    Credit.objects.bulk_create(before)


def _withdraw_claim(row: Registration, share: Credit, moment: datetime, access: Access) -> None:
    """The others need not answer any more; who has answered already is not told that nothing was asked."""
    claims = CreditProposal.objects.filter(
        registration=row,
        organization=share.organization_id,
        kind=CreditProposal.Kind.JOIN,
        state__in=CreditProposal.LIVE,
    )
    for claim in claims:
        if claim.version != 1:
            raise Touched
        claim.state, claim.closed_at, claim.closed_by_id = (
            CreditProposal.State.WITHDRAWN,
            moment,
            access.user_id,
        )
        claim.version += 1
        claim.save()


def _forget(made: Mapping[str, Any]) -> None:
    """What the entry said about a person who was known before."""
    for model in OF_PERSON:
        if held := made.get(label(model)):
            model._default_manager.filter(pk__in=held).delete()


def _refuse_ended(made: Mapping[str, Any]) -> None:
    for model, column in ENDED.items():
        held = made.get(label(model), [])
        if model._default_manager.filter(pk__in=held, **{f"{column}__isnull": True}).count() != len(held):
            raise Touched


def _refuse_changed(row: Registration | Person, made: Mapping[str, Any]) -> None:
    """Another version, or a row of any table that points here and is not the entry's own: a loan, a step, a further body."""
    if row.version != made[label(type(row))][1] or any(_others(row, made)):
        raise Touched


def _others(row: Model, made: Mapping[str, Any]) -> Iterator[bool]:
    for relation in row._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if relation.concrete or not relation.auto_created or not isinstance(model, type):
            continue
        field = relation.field.name  # type: ignore[union-attr]
        own = made.get(label(model), [])[:1] if model is Registration else made.get(label(model), [])
        yield model._default_manager.filter(**{field: row.pk}).exclude(pk__in=own).exists()


class Touched(ValidationError):
    """Somebody has worked on it since."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has worked on this registration since. Open it and correct it there; nothing is lost."
            )
        )
