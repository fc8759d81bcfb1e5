from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Organization, Unit
from campaigns.scope import units_of
from outreach.models.events import Event

if TYPE_CHECKING:
    from campaigns.access import Access


class MaterialQuerySet(models.QuerySet["Material"]):
    def with_stock(self) -> MaterialQuerySet:
        """With the copies sent to units and handed out at events."""
        copies = models.Sum("distributions__copies", filter=Q(distributions__event__isnull=True))
        handed = models.Sum("distributions__copies", filter=Q(distributions__event__isnull=False))
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

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution")
        ordering = ["-on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(copies__gt=0),
                name="distribution_some_copies",
                violation_error_message=_("Enter how many copies were handed out (at least 1)."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.material} × {self.copies}"
