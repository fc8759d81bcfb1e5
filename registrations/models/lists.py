"""What officers do with lists: filters kept under a name, and one step recorded for many people."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Job, User
from accounts.models.checked import Checked
from campaigns.dates import PartialDate, Precision
from campaigns.models import Campaign, Organization, Unit
from outreach.models import Enterprise, Market
from registrations.models.milestones import Milestone
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access

UNDO_FOR = timedelta(minutes=10)
# Nine digits in a row, however they are spaced, are an identity or telephone number.
LONG_NUMBER = r"([0-9][ .-]?){9}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def within(self, access: Access) -> SavedFilterQuerySet:
        """One's own, and those that somebody of the own body shares."""
        shared = Q(is_shared=True, organization_id=access.organization_id)
        return self.filter(Q(owner_id=access.user_id) | shared)

    def editable(self, access: Access) -> SavedFilterQuerySet:
        return self.filter(owner_id=access.user_id)


class SavedFilter(Checked):
    """A way of cutting the list, under a name. Holds codes of units, bodies, steps and years; never a name or a number of anybody."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the filter"), max_length=60)
    query = models.CharField(_("filters"), max_length=300)
    is_shared = models.BooleanField(_("shared with my organisation"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_filter_name_once",
                violation_error_message=_("You already have a filter of this name. Choose another name."),
            ),
            models.CheckConstraint(
                condition=~Q(query__regex=r"(^|&)(tim|after|before)="), name="saved_filter_keeps_no_search"
            ),
            models.CheckConstraint(
                condition=~Q(query__regex=LONG_NUMBER) & ~Q(name__regex=LONG_NUMBER),
                name="saved_filter_holds_no_number",
                violation_error_message=_("Do not put an identity or telephone number into a filter."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(query=""),
                name="saved_filter_says_something",
                violation_error_message=_("Give the filter a name, and filter by something first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BulkStepQuerySet(models.QuerySet["BulkStep"]):
    def within(self, access: Access) -> BulkStepQuerySet:
        """What the user has prepared or recorded under the present posting's body and unit."""
        if not access.may("milestone_write"):
            return self.none()
        return self.filter(
            created_by_id=access.user_id, organization_id=access.organization_id, unit_id=access.unit_id
        )


class BulkStep(Checked):
    """One step on one day for many people: chosen, looked over, recorded, and for ten minutes taken back."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        RUNNING = "running", _("Being recorded")
        DONE = "done", pgettext_lazy("step", "Recorded")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    DETAILS: ClassVar[tuple[str, ...]] = (
        "market",
        "enterprise",
        "through_centre",
        "occupation",
        "ends_on",
        "reason",
        "outcome",
        "job_after",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(_("step"), max_length=12, choices=Milestone.Kind.choices, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("market")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("enterprise")
    )
    through_centre = models.BooleanField(_("through the employment service centre"), default=False)
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    ends_on = models.DateField(_("contract ends on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Milestone.Reason.choices, blank=True)
    outcome = models.CharField(
        _("how the stay ended"), max_length=12, choices=Milestone.Outcome.choices, blank=True
    )
    job_after = models.CharField(
        _("work after return"), max_length=12, choices=Milestone.JobAfter.choices, blank=True
    )
    done_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BulkStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step for many")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(kind="") & Q(on__isnull=False)),
                name="bulk_step_is_chosen",
                violation_error_message=_("Choose the step and its date first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "running"]) | Q(done_at__isnull=False),
                name="bulk_step_done_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["created_by", "-created_at"], name="bulk_step_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.state}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_chosen(self) -> bool:
        return bool(self.kind and self.on)

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.UNDOING)

    @property
    def when(self) -> PartialDate:
        return PartialDate(self.on, Precision(self.precision))

    @property
    def undo_until(self) -> object:
        return self.done_at + UNDO_FOR if self.done_at else None

    @property
    def may_be_undone(self) -> bool:
        return (
            self.state == self.State.DONE
            and self.done_at is not None
            and timezone.now() < self.done_at + UNDO_FOR
        )


class BulkStepRow(models.Model):
    """One person of a bulk step: the version that was looked at, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", pgettext_lazy("step", "Recorded")
        REFUSED = "refused", _("Not recorded")
        UNDONE = "undone", _("Taken back")
        KEPT = "kept", _("Left as it is")

    bulk = models.ForeignKey(BulkStep, models.CASCADE, related_name="rows")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="+")
    written_version = models.PositiveIntegerField(null=True, blank=True)
    sentence = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "registration"], name="bulk_step_person_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused"]) | Q(milestone__isnull=False),
                name="bulk_step_done_has_milestone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id} · {self.state}"
