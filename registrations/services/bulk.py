"""One step for many people: whoever is chosen is looked over first, written one by one, and for ten minutes taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, jobs
from accounts.conflicts import Conflict
from campaigns.access import Access, Action
from campaigns.dates import PartialDate
from campaigns.models import Campaign
from registrations.models import BulkStep, BulkStepRow, Milestone, Registration
from registrations.services import milestones
from registrations.services.words import first_day

MOST_AT_ONCE = 500
AT_ONCE = 50  # so many are written while the page waits; more go to the background
JOB = "registrations.bulk_step"
State, RowState = BulkStep.State, BulkStepRow.State


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A person of the list: who, whether the step would be written, and in one sentence why not."""

    row: BulkStepRow
    registration: Registration | None
    sentence: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def can(self) -> bool:
        return not self.sentence


@transaction.atomic
def prepare(*, access: Access, campaign: Campaign, registrations: QuerySet[Registration]) -> BulkStep:
    """Put people of the own view on a list for a step."""
    access.require(Action.MILESTONE_WRITE)
    rows = registrations.filter(pk__in=Registration.objects.within(access).values("pk"), campaign=campaign)
    found = list(rows.order_by("name_sort", "id").values_list("pk", "version")[: MOST_AT_ONCE + 1])
    if not found:
        raise ValidationError(_("Tick the people first, or take all of the filter."))
    if len(found) > MOST_AT_ONCE:
        message = _("More than %(n)s people are too many at once. Filter by commune or step first.")
        raise ValidationError(message % {"n": MOST_AT_ONCE})
    bulk = BulkStep.objects.create(
        campaign=campaign,
        organization_id=access.organization_id,
        unit_id=access.unit_id,
        created_by_id=access.user_id,
    )
    BulkStepRow.objects.bulk_create(
        BulkStepRow(bulk=bulk, registration_id=pk, version=version) for pk, version in found
    )
    audit.record("bulk.prepared", bulk, access=access, changes={"people": len(found)})
    return bulk


@transaction.atomic
def choose(*, access: Access, bulk: BulkStep, kind: str, on: PartialDate, **details: Any) -> BulkStep:
    """Say which step, on which day; what speaks against it for everybody is said at once."""
    row = _held(access, bulk)
    if not row.is_draft:
        return row
    row.kind, row.on, row.precision = kind, first_day(on), on.precision
    plain = BulkStep()
    for name in BulkStep.DETAILS:
        setattr(row, name, details.get(name, getattr(plain, name)))
    now = Registration.objects.filter(pk=OuterRef("registration")).values("version")
    row.rows.update(version=Subquery(now[:1]))  # what is looked at from here on
    _refuse_for_all(access, row)
    row.save()
    return row


def _refuse_for_all(access: Access, bulk: BulkStep) -> None:
    """A closed enterprise or a missing reason is a fault of the form, not of one person."""
    seen = foreseen(access, bulk)
    if not any(one.can for one in seen):
        return
    first = next(one.registration for one in seen if one.can and one.registration)
    before = list(first.milestones.filter(superseded_at__isnull=True).select_related("market"))
    milestones.foresee(first, before, thorough=True, **_given(bulk))


def foreseen(access: Access, bulk: BulkStep) -> list[Foreseen]:
    """Everybody on the list with what would happen; five statements, however long the list."""
    people = visible(access, bulk)
    steps: dict[Any, list[Milestone]] = defaultdict(list)
    now = Milestone.objects.filter(registration__in=people, superseded_at__isnull=True)
    for step in now.select_related("market"):
        steps[step.registration_id].append(step)
    return [_foresee(bulk, row, people.get(row.registration_id), steps) for row in bulk.rows.all()]


def visible(access: Access, bulk: BulkStep) -> dict[Any, Registration]:
    """The people of the list that are in view now."""
    rows = Registration.objects.within(access).filter(pk__in=bulk.rows.values("registration"))
    return {row.pk: row for row in rows.select_related("person", "unit__parent")}


def _foresee(
    bulk: BulkStep, row: BulkStepRow, person: Registration | None, steps: dict[Any, list[Milestone]]
) -> Foreseen:
    if person is None:
        return Foreseen(row, None, _("This registration is no longer in your view."))
    if person.version != row.version:
        return Foreseen(row, person, _changed())
    try:
        return Foreseen(row, person, "", milestones.foresee(person, steps[person.pk], **_given(bulk)))
    except ValidationError as refusal:
        return Foreseen(row, person, _sentence(refusal))


def start(*, access: Access, bulk: BulkStep) -> BulkStep:
    """Write the step for everybody it can be written for; asked twice it is written once."""
    return _begin(access, bulk, State.DRAFT, State.RUNNING)


def take_back(*, access: Access, bulk: BulkStep) -> BulkStep:
    """Annul what this list has written, as far as nobody has changed it since; within ten minutes."""
    if bulk.state == State.DONE and not bulk.may_be_undone:
        raise ValidationError(
            _("The ten minutes are over. Correct or take back each step on the page of the person.")
        )
    return _begin(access, bulk, State.DONE, State.UNDOING)


def _begin(access: Access, bulk: BulkStep, before: str, during: str) -> BulkStep:
    with transaction.atomic():
        row = _held(access, bulk)
        interrupted = row.state == during and not (row.job and row.job.is_open)
        if row.state != before and not interrupted:
            return row
        row.state = during
        row.full_clean(exclude=["created_by", "organization", "unit", "campaign"])
        row.save(update_fields=["state"])
        if row.rows.count() > AT_ONCE:
            return _in_background(access, row)
    run(access, row)
    return row


def _in_background(access: Access, bulk: BulkStep) -> BulkStep:
    title = {
        State.RUNNING: _("Record “%(step)s” for many"),
        State.UNDOING: _("Take back “%(step)s” for many"),
    }
    bulk.job = jobs.enqueue(
        JOB,
        title=(title[State(bulk.state)] % {"step": bulk.get_kind_display()})[:200],
        args={"bulk": str(bulk.pk), "url": reverse("registrations:bulk-detail", args=[bulk.pk])},
        access=access,
        posting=access.posting_id,
        key=f"{JOB}:{bulk.pk}:{bulk.state}",
    )
    bulk.save(update_fields=["job"])
    return bulk


def run(
    access: Access,
    bulk: BulkStep,
    *,
    step: Callable[[], Any] = transaction.atomic,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Go through the rows still open, one transaction each; a second run finds none and only ends what the first began."""
    if not bulk.is_at_work:
        return
    writing = bulk.state == State.RUNNING
    open_rows = bulk.rows.filter(state=RowState.WAITING if writing else RowState.DONE)
    keys = list(open_rows.values_list("pk", flat=True))
    for done, key in enumerate(keys, start=1):
        with step():
            row = BulkStepRow.objects.select_for_update().get(pk=key)
            (_write if writing else _unwrite)(access, bulk, row)
        progress(done, len(keys))
    with step():
        _end(access, bulk)


def _write(access: Access, bulk: BulkStep, row: BulkStepRow) -> None:
    if row.state != RowState.WAITING:
        return
    row.state = RowState.REFUSED
    try:
        with transaction.atomic():
            made = milestones.record(
                access=access,
                registration=Registration(pk=row.registration_id),
                version=row.version,
                **_given(bulk),
            )
            row.state, row.milestone, row.written_version = RowState.DONE, made, made.registration.version
            row.sentence = _short(made.warnings)
    except ValidationError as refusal:
        row.sentence = _sentence(refusal)
    except Conflict:
        row.sentence = _changed()
    except Registration.DoesNotExist:
        row.sentence = _("This registration is no longer in your view.")
    row.save()


def _unwrite(access: Access, bulk: BulkStep, row: BulkStepRow) -> None:
    if row.state != RowState.DONE or row.milestone is None:
        return
    row.state = RowState.KEPT
    try:
        with transaction.atomic():
            milestones.annul(
                access=access,
                milestone=row.milestone,
                reason=_("Taken back together with the list it was recorded with."),
                version=row.written_version,
            )
            row.state, row.sentence = RowState.UNDONE, ""
    except ValidationError as refusal:
        row.sentence = _sentence(refusal)
    except Conflict:
        row.sentence = _("Somebody has changed this registration since; it was left as it is.")
    except Registration.DoesNotExist:
        row.sentence = _("This registration is no longer in your view.")
    row.save()


def _end(access: Access, bulk: BulkStep) -> None:
    """Close the list with its count; `bulk` says what was going on."""
    row = BulkStep.objects.select_for_update(of=("self",), no_key=True).get(pk=bulk.pk)
    if row.state != bulk.state:
        return
    ended = State.DONE if row.state == State.RUNNING else State.UNDONE
    row.state = bulk.state = ended
    if ended == State.DONE:
        row.done_at = bulk.done_at = timezone.now()
    row.save(update_fields=["state", "done_at"])
    audit.record(f"bulk.{ended}", row, access=access, changes={"kind": row.kind, **counts(row)})


def drop(*, access: Access, bulk: BulkStep) -> None:
    """Put a list aside that was never recorded."""
    with transaction.atomic():
        row = _held(access, bulk)
        if row.is_draft:
            audit.record("bulk.dropped", row, access=access)
            row.delete()


def counts(bulk: BulkStep) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for state in bulk.rows.values_list("state", flat=True):
        found[state] += 1
    return dict(found)


def _held(access: Access, bulk: BulkStep) -> BulkStep:
    access.require(Action.MILESTONE_WRITE)
    rows = BulkStep.objects.within(access).select_related("market", "enterprise", "job")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=bulk.pk)


def _given(bulk: BulkStep) -> dict[str, Any]:
    return {"kind": bulk.kind, "on": bulk.when, **{name: getattr(bulk, name) for name in BulkStep.DETAILS}}


def _changed() -> str:
    return _("Somebody has changed this registration since you looked; open it and decide anew.")


def _sentence(refusal: ValidationError) -> str:
    return _short(refusal.messages)


def _short(sentences: Iterable[str]) -> str:
    return " ".join(sentences)[:400]
