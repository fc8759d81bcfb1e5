from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Organization, Unit
from campaigns.scope import sees_all_bodies, units_of
from outreach.models.events import Event

if TYPE_CHECKING:
    from campaigns.access import Access


class MaterialQuerySet(models.QuerySet["Material"]):
    def with_stock(self) -> MaterialQuerySet:
        """With the copies sent to units and handed out at events."""
        stands, at_event = Q(distributions__taken_back_at__isnull=True), Q(distributions__event__isnull=False)
        copies = models.Sum("distributions__copies", filter=stands & ~at_event)
        handed = models.Sum("distributions__copies", filter=stands & at_event)
        return self.annotate(sent=Coalesce(copies, 0), handed_out=Coalesce(handed, 0)).annotate(
            in_store=models.F("printed") - models.F("sent")
        )


class Material(models.Model):
    """A leaflet, handbook or broadcast piece (plan II.1, III.1)."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        HANDBOOK = "handbook", _("Handbook")
        POSTER = "poster", _("Poster")
        BROADCAST = "broadcast", _("Broadcast or article")

    title = models.CharField(
        _("title"),
        max_length=200,
        unique=True,
        error_messages={"unique": _("A material with this title is already in the list.")},
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    issued_by = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    issued_on = models.DateField(_("published on"))
    printed = models.PositiveIntegerField(_("copies printed"), default=0)
    version = models.PositiveIntegerField(default=1)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        ordering = ["-issued_on", "title"]

    def __str__(self) -> str:
        return self.title


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def within(self, access: Access) -> DistributionQuerySet:
        return self.filter(units_of(access)) if access.may("event_read") else self.none()

    def editable(self, access: Access) -> DistributionQuerySet:
        """What this access may take back: given by its own body, or in its area for those who see everybody."""
        if not access.may("material_write"):
            return self.none()
        found = self.within(access)
        return found if sees_all_bodies(access) else found.filter(organization_id=access.organization_id)

    def standing(self) -> DistributionQuerySet:
        """Without what was recorded by mistake."""
        return self.filter(taken_back_at__isnull=True)


class Distribution(models.Model):
    """Copies of a material handed to a unit, or handed out at an event."""

    material = models.ForeignKey(
        Material, models.PROTECT, related_name="distributions", verbose_name=_("material")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="handouts", verbose_name=_("event")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("handed out by")
    )
    copies = models.PositiveIntegerField(_("copies"))
    on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(
        null=True, blank=True
    )  # recorded by mistake; figures of before keep it
    why = models.CharField(_("why taken back"), max_length=300, blank=True)

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution")
        ordering = ["-on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(copies__gt=0),
                name="distribution_some_copies",
                violation_error_message=_("Enter how many copies were handed out (at least 1)."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(why=""),
                name="distribution_taken_back_says_why",
                violation_error_message=_("Say why it is taken back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} × {self.copies}"
