"""«Đề nghị ghép»: who holds the other side agrees; until then each sees of the other a masked name, the body and the unit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import mask_name, nfc
from campaigns.access import Access, Action
from campaigns.models import Role
from campaigns.scope import sees_all_bodies
from registrations.models import Credit, DistinctPair, Merge, Person, Registration
from registrations.services.merging import unite
from registrations.services.merging.doing import held

State = Merge.State


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as the reader may see it."""

    person_id: UUID
    name: str
    organization: str
    unit: str
    registration_id: UUID | None

    @property
    def in_view(self) -> bool:
        return self.registration_id is not None


@transaction.atomic
def propose(*, access: Access, person: Person, other: UUID, reason: str = "") -> Merge:
    """Say that two records are one person. Agreed at once where the proposer sees both and nobody's credit changes."""
    access.require(Action.PERSON_WRITE)
    person = Person.objects.within(access).get(pk=person.pk)
    second = Person.objects.select_related("unit").get(pk=other)
    _refuse(access, person, second)
    kept, absorbed = sorted((person, second), key=lambda one: (one.recorded_at, str(one.pk)))
    asked = _asked(access, kept, absorbed)
    row = Merge(
        kept=kept,
        absorbed=absorbed,
        asked=asked,
        state=State.PROPOSED if asked else State.AGREED,
        reason=nfc(reason),
        organization_id=access.organization_id,
        unit_id=access.unit_id,
        proposed_by_id=access.user_id,
        proposed_at=now(),
    )
    row.full_clean(exclude=["kept", "absorbed", "asked", "organization", "unit", "proposed_by"])
    row.save(force_insert=True)
    changes = {"merge": str(row.pk), "state": [None, row.state]}
    audit.record("person.merge_proposed", kept, absorbed, access=access, changes=changes)
    return row


@transaction.atomic
def agree(*, access: Access, proposal: Merge, note: str = "") -> Merge:
    """The other side says that it is the same person."""
    return _answered(access, proposal, State.AGREED, note)


@transaction.atomic
def refuse(*, access: Access, proposal: Merge, note: str) -> Merge:
    """The other side says no, or the proposer takes the proposal back."""
    row = held(access, proposal)
    if not nfc(note) and row.proposed_by_id != access.user_id:
        raise ValidationError({"note": _("Say why the records are not merged; the other side will read it.")})
    return _answered(access, proposal, State.REFUSED, note)


@transaction.atomic
def distinct(*, access: Access, person: Person, other: UUID) -> DistinctPair:
    """«Không phải cùng người»: kept, so that nobody is asked again."""
    access.require(Action.PERSON_WRITE)
    person = Person.objects.within(access).get(pk=person.pk)
    first, second = sorted([person.pk, Person.objects.get(pk=other).pk])
    if first == second:
        raise ValidationError(_("A record cannot be merged with itself."))
    pair, new = DistinctPair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"recorded_by_id": access.user_id, "recorded_at": now()}
    )
    if new:
        people = [first, second]
        audit.record(
            "person.told_apart", access=access, object_type="registrations.person", object_ids=people
        )
    return pair


def may_answer(access: Access, row: Merge) -> bool:
    """Somebody else than the proposer, whose body holds the side that is asked; or the coordinator, when nobody answers."""
    if (
        row.state != State.PROPOSED
        or row.proposed_by_id == access.user_id
        or not access.may(Action.PERSON_WRITE)
    ):
        return False
    registrations = Registration.objects.within(access).filter(person=row.asked_id)
    if access.role != Role.COORDINATOR:
        ours = Credit.objects.filter(organization_id=access.organization_id, superseded_at__isnull=True)
        registrations = registrations.filter(pk__in=ours.values("registration"))
    return registrations.exists()


def may_withdraw(access: Access, row: Merge) -> bool:
    return row.state in Merge.OPEN and row.proposed_by_id == access.user_id


def may_refuse(access: Access, row: Merge) -> bool:
    """Until it is done: the proposer, who is asked, and whoever could merge and sees that it is not one person."""
    if may_withdraw(access, row) or may_answer(access, row):
        return True
    seen = Person.objects.within(access).filter(pk__in=[row.kept_id, row.absorbed_id])
    return row.state == State.AGREED and access.may(Action.PERSON_MERGE) and seen.count() == 2


def side_of(person: Person, access: Access) -> Side:
    """The name is whole only for whom the person is in view."""
    rows: QuerySet[Registration] = person.registrations.order_by("-recorded_at").select_related("unit")
    mine = Registration.objects.within(access).filter(person=person).order_by("-recorded_at").first()
    shown = mine or rows.filter(merged_into__isnull=True).first() or rows.first()
    lead = Credit.objects.filter(registration=shown, is_lead=True).select_related("organization")
    row = lead.order_by("-recorded_at").first()
    return Side(
        person_id=person.pk,
        name=person.full_name if mine or _was_in_view(person, access) else mask_name(person.full_name),
        organization=row.organization.short_name if row else "",
        unit=str(shown.unit if shown else person.unit),
        registration_id=mine.pk if mine else None,
    )


def _was_in_view(person: Person, access: Access) -> bool:
    """A merged record stands in no list any more; whoever sees all bodies of its commune still reads whose it was."""
    return (
        person.merged_into_id is not None
        and access.may(Action.PERSON_READ)
        and sees_all_bodies(access)
        and access.reaches(person.unit.path)
    )


def _refuse(access: Access, person: Person, other: Person) -> None:
    if person.pk == other.pk:
        raise ValidationError(_("This is the record you started from. Choose another one."))
    if person.merged_into_id or other.merged_into_id:
        raise ValidationError(_("This record was merged already."))
    first, second = sorted([person.pk, other.pk])
    told = DistinctPair.objects.filter(first=first, second=second).first()
    if told is not None and not access.may(Action.PERSON_MERGE):
        message = _(
            "On %(date)s somebody noted that these are two people. Ask the manager of your organisation."
        )
        raise ValidationError(message % {"date": f"{told.recorded_at:%d/%m/%Y}"})
    row = Merge.objects.open().filter(kept__in=[first, second], absorbed__in=[first, second]).first()
    if row is not None:
        raise ValidationError(_("Merging these two records is already proposed."))


def _asked(access: Access, kept: Person, absorbed: Person) -> Person | None:
    """Whose holder must agree: the side out of view; with both in view the one of another body, if credit changes."""
    seen = set(
        Person.objects.within(access).filter(pk__in=[kept.pk, absorbed.pk]).values_list("pk", flat=True)
    )
    unseen = [person for person in (absorbed, kept) if person.pk not in seen]
    if unseen:
        return unseen[0]
    if not any(unite.bodies_differ(pair) for pair in unite.matched(kept, absorbed).pairs):
        return None
    ours = Credit.objects.filter(organization_id=access.organization_id, superseded_at__isnull=True)
    mine = set(
        ours.filter(registration__person__in=[kept, absorbed]).values_list("registration__person", flat=True)
    )
    return next((person for person in (absorbed, kept) if person.pk not in mine), absorbed)


def _answered(access: Access, proposal: Merge, state: str, note: str) -> Merge:
    access.require(Action.PERSON_WRITE)
    row = held(access, proposal)
    if not (may_answer(access, row) if state == State.AGREED else may_refuse(access, row)):
        raise ValidationError(
            _("This proposal stands at “%(state)s”; you cannot answer it.")
            % {"state": row.get_state_display()}
        )
    before, row.state, row.answer = row.state, state, nfc(note)
    row.answered_by_id, row.answered_at = access.user_id, now()
    row.full_clean(
        exclude=["kept", "absorbed", "asked", "organization", "unit", "proposed_by", "answered_by"]
    )
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    changes = {"merge": str(row.pk), "state": [before, state]}
    audit.record(f"person.merge_{state}", row.kept, row.absorbed, access=access, changes=changes)
    return row
