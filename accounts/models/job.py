from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

if TYPE_CHECKING:
    from accounts.audit import Actor

WATCHER = "administrator"  # the code of a role; roles live on a higher floor
KEEPERS = (WATCHER, "coordinator")  # who look after what the clock asked for


class JobQuerySet(models.QuerySet["Job"]):
    def within(self, access: Actor) -> JobQuerySet:
        """The jobs this user asked for; who watches the house sees and may stop every open one, and what the clock asked for."""
        own = Q(requested_by_id=access.user_id)
        if access.role_code in KEEPERS:
            own |= Q(requested_by_id=None)
        return self.filter(own | Q(state__in=Job.OPEN) if access.role_code == WATCHER else own)

    def due(self) -> JobQuerySet:
        """Queued jobs and running ones whose worker has gone silent, by the clock of the database."""
        return self.filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=Now()))


class Job(models.Model):
    """Work in the background. The row is the truth; the message to the worker is only a bell."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN: ClassVar[list[str]] = [State.QUEUED, State.RUNNING]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    args = models.JSONField(default=dict)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posting = models.BigIntegerField(
        null=True, blank=True
    )  # an id, not a key: postings live on a higher floor
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    fruitless = models.PositiveSmallIntegerField(default=0)  # attempts since the work last got further
    furthest = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict, blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="job_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | (~Q(state__in=["queued", "running"]) & Q(finished_at__isnull=False)),
                name="job_finished_iff_ended",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="job_one_open_per_key",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "created_at"], name="job_open", condition=Q(state__in=["queued", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def may_be_repeated(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED)

    @property
    def shape(self) -> str:
        """The shape that stands before the state on pages."""
        return SHAPES[self.state]

    @property
    def is_silent(self) -> bool:
        """Its worker has not been heard for a lease; the sweep will find another one."""
        return self.lease_until is not None and self.lease_until < timezone.now()

    @property
    def percent(self) -> int:
        """Progress in whole per cent; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0


SHAPES: dict[str, str] = {
    Job.State.QUEUED: "none",
    Job.State.RUNNING: "running",
    Job.State.DONE: "ok",
    Job.State.FAILED: "err",
    Job.State.CANCELLED: "locked",
}
