from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models.directory import Organization, Unit
from campaigns.models.plan import Campaign, Indicator, LegalDocument


class TargetQuerySet(models.QuerySet["Target"]):
    def in_force(self, as_of: object = None) -> TargetQuerySet:
        """Targets not superseded, or as they were known at a moment."""
        if as_of is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=as_of), recorded_at__lte=as_of)


class Target(models.Model):
    """A number to reach: whose, where, in which year, of which force, by which paper. Revisions keep the old row."""

    class Force(models.TextChoices):
        REQUIRED = "required", _("Required")
        SET = "set", _("Set")
        STRIVE = "strive", _("To strive for")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("administrative unit"))
    indicator = models.CharField(
        _("counts"), max_length=12, choices=Indicator.choices, default=Indicator.DEPARTED
    )
    minimum = models.PositiveIntegerField(_("minimum"))
    maximum = models.PositiveIntegerField(_("maximum"), null=True, blank=True)
    force = models.CharField(_("force"), max_length=10, choices=Force.choices)
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="+", verbose_name=_("by document")
    )
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    quote = models.CharField(_("words of the document"), max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["year", "organization__rank", "unit__code", "minimum"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "year", "organization", "unit", "indicator", "document", "force"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="target_one_in_force",
                violation_error_message=_(
                    "Such a target already stands for that year, organisation and unit. Revise it instead."
                ),
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="target_range",
                violation_error_message=_("The maximum must not be smaller than the minimum."),
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="target_revision_has_reason",
                violation_error_message=_("Give the reason for changing the target."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit}: {self.label}"

    @property
    def label(self) -> str:
        """«500» or «500–700»."""
        return f"{self.minimum}–{self.maximum}" if self.maximum else str(self.minimum)


class RiseRule(models.Model):
    """«Năm sau tăng hơn năm trước»: the year must exceed the year before."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rise_rules")
    year = models.PositiveSmallIntegerField(_("year"))
    indicator = models.CharField(
        _("counts"), max_length=12, choices=Indicator.choices, default=Indicator.DEPARTED
    )
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="+", verbose_name=_("by document")
    )
    clause = models.CharField(_("clause"), max_length=60)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "year", "indicator"], name="rise_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} > {self.year - 1}"
