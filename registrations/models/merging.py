from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Organization, Unit
from registrations.models.people import Person

if TYPE_CHECKING:
    from campaigns.access import Access


class MergeQuerySet(models.QuerySet["Merge"]):
    def within(self, access: Access) -> MergeQuerySet:
        """Proposals about a person in view, and those one has made or answered oneself."""
        if not access.may("person_write"):
            return self.none()
        seen = Person.objects.within(access).values("pk")
        mine = Q(proposed_by_id=access.user_id) | Q(answered_by_id=access.user_id)
        return self.filter(mine | Q(kept__in=seen) | Q(absorbed__in=seen))

    def open(self) -> MergeQuerySet:
        return self.filter(state__in=Merge.OPEN)


class Merge(Checked):
    """Two records that are said to be one person: proposed, agreed by who holds the other side, done, and undone within 30 days.

    `record` holds, sealed, every row of both persons as it was before and after, so that undoing restores them.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the other side")
        AGREED = "agreed", _("Agreed, to be merged")
        REFUSED = "refused", _("Not merged")
        DONE = "done", _("Merged")
        UNDONE = "undone", _("Merge undone")

    OPEN: ClassVar[tuple[str, ...]] = (State.PROPOSED, State.AGREED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Whose holder must agree; empty when the proposer sees both sides and no body's credit changes.
    asked = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(_("why they are one person"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict, blank=True)  # field → whose value holds; never a value
    counts = models.JSONField(
        default=dict, blank=True
    )  # kind of row → before: kept, absorbed; after: kept, absorbed
    record = models.BinaryField(null=True, blank=True)
    undo_until = models.DateField(_("can be undone until"), null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    warnings: tuple[str, ...] = ()  # what the service that has just merged wants said; not stored

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        ordering = ["-proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                Least("kept", "absorbed"),
                Greatest("kept", "absorbed"),
                condition=Q(state__in=["proposed", "agreed"]),
                name="merge_one_open",
                violation_error_message=_("Merging these two records is already proposed."),
            ),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(state="done"),
                name="merge_absorbs_once",
                violation_error_message=_("This record was merged already."),
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("absorbed")),
                name="merge_of_two",
                violation_error_message=_("A record cannot be merged with itself."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undone"])
                | Q(record__isnull=False, undo_until__isnull=False, done_at__isnull=False),
                name="merge_done_can_be_undone",
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=True) | Q(asked=F("kept")) | Q(asked=F("absorbed")),
                name="merge_asks_one_side",
            ),
        ]
        indexes = [
            models.Index(fields=["kept", "state"], name="merge_kept"),
            models.Index(fields=["absorbed", "state"], name="merge_absorbed"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id} ({self.state})"


class DistinctPair(Checked):
    """«Không phải cùng người»: two people who look alike and are not the same; never proposed again."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class Searches(models.Model):
    """How often somebody has asked in an hour whether a person is known: numbers cannot be tried out one after the other."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hour"], name="searches_per_hour")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour:%d/%m/%Y %H}: {self.count}"
