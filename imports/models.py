from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, User
from campaigns.models import Campaign, Organization, Unit
from campaigns.scope import sees_no_persons, units_of

if TYPE_CHECKING:
    from campaigns.access import Access


class BatchQuerySet(models.QuerySet["Batch"]):
    def within(self, access: Access) -> BatchQuerySet:
        """Batches of one's own body in one's own area; another officer's batch does not exist for a commune officer."""
        if sees_no_persons(access) or not access.may("candidate_import"):
            return self.none()
        return self.filter(units_of(access), organization_id=access.organization_id)


class Batch(models.Model):
    """One uploaded sheet on its way in: uploaded → checked → committed, every row keeping its own state."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting to be checked")
        CHECKED = "checked", _("Checked")
        COMMITTED = "committed", _("Committed")
        FAILED = "failed", _("Could not be read")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    filename = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    sealed_file = models.BinaryField()  # the sheet holds identity numbers: it rests encrypted
    file_gone_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    error = models.CharField(max_length=400, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(
        default=dict, blank=True
    )  # what people have said about its sheets, headings and values
    counts = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    UNDO_DAYS = 30
    FILE_DAYS = 30  # raw sheets are kept no longer than they may be needed to take a list back

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at__isnull=True)),
                name="batch_committed_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(committed_at__isnull=False),
                name="batch_undone_was_committed",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def undo_until(self) -> datetime | None:
        """Until then what the list wrote can be taken back; None when there is nothing to take back."""
        if self.committed_at is None or self.undone_at is not None:
            return None
        return self.committed_at + timedelta(days=self.UNDO_DAYS)

    @property
    def can_be_undone(self) -> bool:
        return self.undo_until is not None and timezone.now() <= self.undo_until


class Row(models.Model):
    """One row of a sheet: what stood there, what we read, every problem — sealed, for it holds identity numbers."""

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        ASK = "ask", _("Needs a decision")
        ERROR = "error", _("Has errors")
        DUPLICATE = "duplicate", _("Already known")
        OUTSIDE = "outside", _("Outside your area")
        UNCHANGED = "unchanged", _("Nothing new")
        SKIPPED = "skipped", _("Skipped")
        COMMITTED = "committed", _("Committed")
        UNDONE = "undone", _("Taken back")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField(_("row"))
    state = models.CharField(max_length=10, choices=State.choices)
    sealed = models.BinaryField()
    repaired = models.BooleanField(default=False)
    codes = models.JSONField(default=list, blank=True)  # the kinds of problems and repairs, for counting
    fingerprint = models.CharField(max_length=64, blank=True)  # keyed hash of the words as they came
    meaning = models.CharField(max_length=64, blank=True)  # keyed hash of whom the row was read as
    made = models.JSONField(
        null=True, blank=True, editable=False
    )  # what its writing left in the house, to be taken back

    class Meta:
        ordering = ["batch", "sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "state"], name="import_row_state"),
            models.Index(fields=["fingerprint"], name="import_row_print", condition=Q(state="committed")),
            models.Index(fields=["meaning"], name="import_row_meaning", condition=Q(state="committed")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Aside(models.Model):
    """What people did with a row of a sheet that was switched off since; it comes back when the sheet is read again."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="aside")
    sheet = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Row.State.choices)
    sealed = models.BinaryField()  # as it stood in `Row.sealed`

    class Meta:
        ordering = ["batch", "sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_aside_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class LearntQuerySet(models.QuerySet["Learnt"]):
    def within(self, access: Access) -> LearntQuerySet:
        """What one's own body has taught; who may not import has no use for it."""
        if sees_no_persons(access) or not access.may("candidate_import"):
            return self.none()
        return self.filter(organization_id=access.organization_id)


class Learnt(models.Model):
    """What a body means by its words: a heading over a column, or a value in a column. Its next list is read so."""

    HEADING = "heading"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=20)  # «heading», or the column in which the words stand
    words = models.CharField(max_length=200)  # as they are compared
    shown = models.CharField(max_length=200)  # as they were written
    meaning = (
        models.JSONField()
    )  # of a heading the column, «» for none; of a value what was chosen, as value and label
    taught_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taught_at = models.DateTimeField(default=timezone.now)

    objects = LearntQuerySet.as_manager()

    class Meta:
        verbose_name = _("word that was learnt")
        ordering = ["about", "shown"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "about", "words"], name="learnt_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.shown
