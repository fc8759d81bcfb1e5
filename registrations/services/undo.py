"""Take back what one entry wrote, as long as nobody has built on it (docs/decisions, «what was entered by mistake goes»)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.together import insert
from campaigns import resting
from campaigns.access import Access, Action
from campaigns.models import Campaign
from registrations.models import (
    AllowanceEntry,
    Consent,
    Credit,
    CreditProposal,
    EntryLine,
    EntrySession,
    GroupStatus,
    IdentityNumber,
    Milestone,
    Person,
    Registration,
)
from registrations.services import profile
from registrations.services.added_share import Touched, share_that_goes, step_out
from registrations.services.made import OF_PERSON, OF_REGISTRATION, label

# A row that the entry wrote and somebody has ended since is no longer the entry's alone.
ENDED: dict[type[Model], str] = {
    Milestone: "superseded_at",
    Credit: "superseded_at",
    IdentityNumber: "superseded_at",
    GroupStatus: "valid_to",
    Consent: "withdrawn_on",
    AllowanceEntry: "paid_on",
}
SUBJECTS: tuple[type[Model], ...] = (Registration, Person)


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


def take_back(*, access: Access, registration: Registration, made: Mapping[str, Any], why: str) -> None:
    """Delete exactly what an entry wrote: the registration it opened, or the share and the facts it added to one.

    Refused when anything else has come to hang on it. What went stands in the trail, by table and number of rows.
    """
    (problem,) = take_back_all(access=access, asked=[Taking(registration, made, why)])
    if problem is not None:
        raise problem


@dataclass(slots=True)
class Taking:
    """An entry to be taken back; `registration` is read again under its lock."""

    registration: Registration
    made: Mapping[str, Any]
    why: str

    @property
    def opened(self) -> bool:
        return label(Registration) in self.made

    @property
    def named(self) -> bool:
        """This entry was the first to name the person."""
        return label(Person) in self.made

    @property
    def subjects(self) -> list[Registration | Person]:
        return [self.registration, *([self.registration.person] if self.named else [])]


@transaction.atomic
def take_back_all(*, access: Access, asked: Sequence[Taking]) -> list[ValidationError | None]:
    """The same for many entries; of each why it stays, or None. What was added to a registration goes before the registration."""
    access.require(Action.PERSON_WRITE)
    _hold(asked)
    problems: dict[int, ValidationError] = {place: Counted() for place in counted_among(asked, hold=True)}
    ended = _ended(asked)
    problems |= {place: Touched() for place, one in enumerate(asked) if ended.intersection(_keys(one))}
    for place, one in enumerate(asked):
        if not one.opened and place not in problems and (problem := _added(one, access)):
            problems[place] = problem
    opened = {place: one for place, one in enumerate(asked) if one.opened and place not in problems}
    touched = touched_among(list(opened.values()))
    problems |= {place: Touched() for place, one in opened.items() if one.registration.pk in touched}
    _erase([one for place, one in opened.items() if place not in problems], access)
    return [problems.get(place) for place in range(len(asked))]


def staying_among(asked: Sequence[Taking]) -> set[int]:
    """Beforehand, as far as can be told without writing: the places of those that would be refused."""
    ended = _ended(asked)
    opened = [one for one in asked if one.opened]
    touched = touched_among(opened)
    counted = counted_among(asked)
    added = [one.registration.pk for one in asked if not one.opened]
    shares: dict[UUID, list[Credit]] = defaultdict(list)
    for share in Credit.objects.filter(registration__in=added):
        shares[share.registration_id].append(share)
    claims = CreditProposal.objects.filter(
        registration__in=added, kind=CreditProposal.Kind.JOIN, state__in=CreditProposal.LIVE, version__gt=1
    )
    answered = set(claims.values_list("registration", "organization"))

    def stays(one: Taking) -> bool:
        if ended.intersection(_keys(one)):
            return True
        if one.opened:
            return one.registration.pk in touched
        try:
            gone, _before = share_that_goes(shares[one.registration.pk], one.made)
        except ValidationError:
            return True
        return gone is not None and (one.registration.pk, gone.organization_id) in answered

    return {place for place, one in enumerate(asked) if place in counted or stays(one)}


def counted_among(asked: Sequence[Taking], *, hold: bool = False) -> set[int]:
    """The places of registrations that stand in figures somebody signs; held, until then nothing comes to rest meanwhile."""
    campaigns = {one.registration.campaign_id for one in asked if one.opened}
    if hold:
        list(Campaign.objects.select_for_update(no_key=True).filter(pk__in=campaigns).order_by("pk"))
    until = resting.counted_until(campaigns)

    def stands(row: Registration) -> bool:
        return row.campaign_id in until and row.recorded_at <= until[row.campaign_id]

    return {place for place, one in enumerate(asked) if one.opened and stands(one.registration)}


def _hold(asked: Sequence[Taking]) -> None:
    people = Person.objects.select_for_update().order_by("pk")
    rows = Registration.objects.select_for_update(of=("self",)).select_related("unit").order_by("pk")
    held = people.in_bulk({one.registration.person_id for one in asked})
    now_there = rows.in_bulk([one.registration.pk for one in asked])
    for one in asked:
        one.registration = now_there[one.registration.pk]
        one.registration.person = held[one.registration.person_id]


def _told(one: Taking) -> dict[str, Any]:
    gone = {table: len(rows) for table, rows in one.made.items() if apps.get_model(table) not in SUBJECTS}
    return {"why": one.why, "person": str(one.registration.person_id), "rows": gone}


def _stood(row: Registration) -> dict[str, Any]:
    """Where and since when it was counted: a draft drawn between then and now may not come to rest (`reports/review/freeze.py`)."""
    return {"unit": row.unit.code, "campaign": row.campaign_id, "recorded_at": row.recorded_at.isoformat()}


def _added(one: Taking, access: Access) -> ValidationError | None:
    """A share and facts that were added to somebody known go; what has been settled about them since stays."""
    row = one.registration
    try:
        with transaction.atomic():
            audit.record("registration.addition_taken_back", row, access=access, changes=_told(one))
            step_out(row, one.made, access)
            _forget([one])
            profile.refresh_all(row.person)
    except ValidationError as problem:
        return problem
    return None


def _erase(asked: Sequence[Taking], access: Access) -> None:
    """The registrations go; the people too, where the entry was the first to name them."""
    told = [
        audit.build(
            "registration.taken_back",
            one.registration,
            access=access,
            changes=_told(one) | _stood(one.registration),
        )
        for one in asked
    ]
    insert(told)
    keys = [one.registration.pk for one in asked]
    for model in OF_REGISTRATION:
        model._default_manager.filter(registration__in=keys).delete()
    Registration.objects.filter(pk__in=keys).delete()
    _forget(asked)
    Person.objects.filter(pk__in=[one.registration.person_id for one in asked if one.named]).delete()
    for one in asked:
        if not one.named:
            profile.refresh_all(one.registration.person)


def _forget(asked: Sequence[Taking]) -> None:
    """What the entries said about people."""
    for model in OF_PERSON:
        held = [key for one in asked for key in one.made.get(label(model), ())]
        if held:
            model._default_manager.filter(pk__in=held).delete()


def _keys(one: Taking) -> Iterator[tuple[str, Any]]:
    for model in ENDED:
        for key in one.made.get(label(model), ()):
            yield label(model), key


def _ended(asked: Sequence[Taking]) -> set[tuple[str, Any]]:
    """Rows that somebody has ended or removed since."""
    written = {found for one in asked for found in _keys(one)}
    for model, column in ENDED.items():
        keys = [key for table, key in written if table == label(model)]
        standing = model._default_manager.filter(pk__in=keys, **{f"{column}__isnull": True})
        written -= {(label(model), key) for key in standing.values_list("pk", flat=True)}
    return written


def touched_among(asked: Sequence[Taking]) -> set[UUID]:
    """Registrations with another version, or with a row of any table that points there and is not the entry's own: a loan, a
    step, a further body; the same of the people whom the entries named first."""
    touched = {one.registration.pk for one in asked if any(_is_newer(row, one) for row in one.subjects)}
    for model in SUBJECTS:
        subjects = {row.pk: one for one in asked for row in one.subjects if type(row) is model}
        for table, field in _pointing_at(model):
            rows = table._default_manager.filter(**{f"{field}__in": list(subjects)})
            for subject, key in rows.values_list(field, "pk"):
                if str(key) not in _own(subjects[subject], table):
                    touched.add(subjects[subject].registration.pk)
    return touched


def _is_newer(row: Registration | Person, one: Taking) -> bool:
    return bool(row.version != one.made[label(type(row))][1])


def _own(one: Taking, table: type[Model]) -> set[str]:
    """Keys of the rows that the entry wrote; beside a registration or person stands its version."""
    written = one.made.get(label(table), [])
    return {str(key) for key in (written[:1] if table in SUBJECTS else written)}


def _pointing_at(subject: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for relation in subject._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if relation.auto_created and not relation.concrete and isinstance(model, type):
            yield model, relation.field.name  # type: ignore[union-attr]


class Counted(ValidationError):
    """Computed again as of their moment, signed figures must come out the same."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This registration is counted in figures that are frozen or before the bodies. Correct it on its own page: the change then shows as a correction."
            )
        )
