"""Make two records one, whole or not at all, and take it back within 30 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts import audit, crypto
from accounts.context import now
from campaigns import resting
from campaigns.access import Access, Action
from registrations.models import DistinctPair, LoanReferral, Merge, Person, Registration
from registrations.services import people, profile
from registrations.services.merging import children, choices, records, steps, unite
from registrations.services.merging.choices import Choices
from registrations.services.words import shown, today

UNDO_DAYS = 30
State = Merge.State


@transaction.atomic
def merge(*, access: Access, proposal: Merge, chosen: Choices) -> Merge:
    """One person from now on. What is worth saying and no error stands in `warnings`."""
    row = _written(access, proposal, chosen)
    told = {"merge": str(row.pk), "counts": row.counts, "choices": row.choices}
    audit.record("person.merged", row.kept, row.absorbed, access=access, changes=told)
    return row


def preview(*, access: Access, proposal: Merge, chosen: Choices) -> Merge:
    """What merging would do: it is done, and undone before anybody sees it."""
    with transaction.atomic():
        row = _written(access, proposal, chosen)
        transaction.set_rollback(True)
    return row


@transaction.atomic
def undo(*, access: Access, proposal: Merge) -> Merge:
    """Both records as they were; refused when somebody has written on the one that stayed."""
    access.require(Action.PERSON_MERGE)
    row = held(access, proposal)
    if row.state != State.DONE or row.record is None or row.undo_until is None:
        raise ValidationError(_("This merge is not in force any more."))
    if today() > row.undo_until:
        raise ValidationError(
            _("A merge can be undone for 30 days, here until %(date)s.") % {"date": shown(row.undo_until)}
        )
    pair = [row.kept_id, row.absorbed_id]
    _hold_people(pair)
    record = crypto.unseal_json(row.record, context=_context(row))
    if since := records.changes(record["after"], records.dump(pair)):
        message = _("The record was changed since it was merged; undoing would lose that.")
        raise ValidationError([message, *since])
    unite.leave(LoanReferral.objects.filter(registration__person__in=pair))
    records.put_back(record["before"], record["after"], counted=_is_counted(row))
    Merge.objects.filter(pk=row.pk).update(state=State.UNDONE, undone_by=access.user_id, undone_at=now())
    audit.record("person.merge_undone", row.kept, row.absorbed, access=access, changes={"merge": str(row.pk)})
    row.refresh_from_db()
    return row


def _is_counted(row: Merge) -> bool:
    """Whether figures were drawn while the merge was in force."""
    own = Registration.objects.filter(person__in=[row.kept_id, row.absorbed_id])
    until = resting.counted_until(own.values_list("campaign", flat=True), drafts=True)
    return any(row.done_at is not None and moment >= row.done_at for moment in until.values())


def held(access: Access, proposal: Merge) -> Merge:
    """The proposal as it is now, held until the transaction ends."""
    rows = Merge.objects.within(access).select_for_update(of=("self",)).select_related("kept", "absorbed")
    return rows.get(pk=proposal.pk)


def both_in_view(access: Access, proposal: Merge) -> bool:
    return Person.objects.within(access).filter(pk__in=[proposal.kept_id, proposal.absorbed_id]).count() == 2


def _written(access: Access, proposal: Merge, chosen: Choices) -> Merge:
    access.require(Action.PERSON_MERGE)
    row = held(access, proposal)
    if row.state != State.AGREED:
        raise ValidationError(_("This proposal stands at “%(state)s”.") % {"state": row.get_state_display()})
    found = _hold_people([row.kept_id, row.absorbed_id])
    kept, absorbed = found[row.kept_id], found[row.absorbed_id]
    if not both_in_view(access, row):
        raise ValidationError(_("Only who sees both records can merge them."))
    pair = [kept.pk, absorbed.pk]
    before = records.dump(pair)
    row.choices, row.warnings = _one(kept, absorbed, chosen, access)
    after = records.dump(pair)
    if kinds := records.lost(before, after):
        raise ValidationError(
            _("Rows would be lost: %(what)s. Nothing was merged.") % {"what": ", ".join(kinds)}
        )
    row.kept, row.absorbed = kept, absorbed
    row.counts = records.counts(before, after, kept.pk, absorbed.pk)
    row.record = crypto.seal_json({"before": before, "after": after}, context=_context(row))
    row.state, row.done_by_id, row.done_at = State.DONE, access.user_id, now()
    row.undo_until = today() + timedelta(days=UNDO_DAYS)
    row.save()
    return row


def _context(row: Merge) -> str:
    return f"merge:{row.pk}"


def _hold_people(keys: list[UUID]) -> dict[UUID, Person]:
    """Both persons, then all their registrations, each in one order: no two of us wait for each other."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("unit__parent")
    found = {person.pk: person for person in rows.filter(pk__in=keys).order_by("pk")}
    list(Registration.objects.filter(person__in=keys).select_for_update(no_key=True).order_by("pk"))
    return found


def _one(
    kept: Person, absorbed: Person, chosen: Choices, access: Access
) -> tuple[dict[str, str], tuple[str, ...]]:
    if kept.merged_into_id or absorbed.merged_into_id:
        raise ValidationError(_("One of the two was merged with somebody else meanwhile."))
    found = unite.matched(kept, absorbed)
    plans = [steps.united(*pair) for pair in found.pairs]
    against = [*found.contradictions, *(text for plan in plans for text in plan.contradictions)]
    against += [text for pair in found.pairs for text in unite.obstacles(pair)]
    asked = choices.lines(kept, absorbed, found.pairs)
    held_by = _chosen(asked, chosen, against)
    moment, said = now(), []
    _facts(kept, absorbed, held_by)
    consents = children.move(kept, absorbed, held_by)
    _agree(kept, against)
    _refuse(against)
    for row in found.alone:
        Registration.objects.filter(pk=row.pk).update(person=kept, version=F("version") + 1)
        unite.repoint(row, consents)
    for pair, plan in zip(found.pairs, plans, strict=True):
        said += unite.one_of(pair, plan, held_by, consents, access, moment)
    _leave(kept, absorbed)
    _agree(kept, against)
    _refuse(against)
    profile.refresh_all(kept)
    return held_by, tuple(said)


def _chosen(asked: list[choices.Line], chosen: Choices, against: list[str]) -> dict[str, str]:
    try:
        return choices.settled(asked, chosen)
    except ValidationError as refusal:
        raise ValidationError([*refusal.messages, *against]) from refusal


def _facts(kept: Person, absorbed: Person, held_by: Choices) -> None:
    choices.take(kept, absorbed, held_by)
    kept.version += 1
    kept.full_clean(exclude=["unit", "merged_into"])
    kept.save()


def _agree(person: Person, against: list[str]) -> None:
    """Birth and sex agree with the numbers and with the departures."""
    try:
        people.refuse_contradictions(person)
    except ValidationError as refusal:
        against += [text for text in refusal.messages if text not in against]


def _refuse(against: list[str]) -> None:
    if against:
        raise ValidationError(against)


def _leave(kept: Person, absorbed: Person) -> None:
    """The other record leads to this one; so does whoever was merged into it before, and whoever it was not."""
    Person.objects.filter(merged_into=absorbed).update(merged_into=kept)
    absorbed.merged_into, absorbed.version = kept, absorbed.version + 1
    absorbed.save(update_fields=["merged_into", "version"])
    for pair in DistinctPair.objects.filter(Q(first=absorbed) | Q(second=absorbed)):
        _distinct(pair, kept.pk, absorbed.pk)


def _distinct(pair: DistinctPair, kept: UUID, absorbed: UUID) -> None:
    other = pair.second_id if pair.first_id == absorbed else pair.first_id
    first, second = sorted([kept, other])
    rows: Any = DistinctPair.objects.filter(first=first, second=second)
    if first != second and not rows.exists():
        DistinctPair.objects.filter(pk=pair.pk).update(first=first, second=second)
