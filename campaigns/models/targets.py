from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from campaigns.models.directory import Organization, Unit
from campaigns.models.plan import Campaign, Indicator, LegalDocument


class TargetQuerySet(models.QuerySet["Target"]):
    def in_force(self, as_of: object = None) -> TargetQuerySet:
        """Targets not superseded, or as they were known at a moment."""
        if as_of is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=as_of), recorded_at__lte=as_of)


class TargetChange(models.Model):
    """Targets written by one act (a grid, a split, a re-allocation), shown together and taken back together."""

    class Kind(models.TextChoices):
        GRID = "grid", _("Typed into the table")
        SPLIT = "split", _("Divided")
        MOVE = "move", _("Moved to the units that took over")
        UNDO = "undo", pgettext_lazy("change of targets", "Taken back")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="target_changes")
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind of change"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    rule = models.CharField(_("divided by"), max_length=12, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("change of targets")
        verbose_name_plural = _("changes of targets")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="move") | ~Q(reason=""),
                name="target_move_has_act",
                violation_error_message=_("Give the resolution by which the units were rearranged."),
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="target_undo_names_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


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
    amended_by = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by document"),
    )
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    change = models.ForeignKey(TargetChange, models.PROTECT, null=True, blank=True, related_name="made")
    ended_by = models.ForeignKey(TargetChange, models.PROTECT, null=True, blank=True, related_name="ended")
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
            models.CheckConstraint(
                condition=Q(version=1, previous__isnull=True) | Q(version__gt=1, previous__isnull=False),
                name="target_revision_with_previous",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="target_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(superseded_at__isnull=False),
                name="target_ended_is_superseded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit}: {self.label}"

    @property
    def label(self) -> str:
        """«500» or «500–700»."""
        return f"{self.minimum}–{self.maximum}" if self.maximum else str(self.minimum)


class WorkingAge(models.Model):
    """How many people of working age a unit has, by somebody's count: a basis for dividing targets, never worked out here."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="working_ages")
    on = models.DateField(_("counted on"))
    people = models.PositiveIntegerField(_("people of working age"))
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("people of working age")
        verbose_name_plural = _("people of working age")
        ordering = ["unit__code", "-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "on"],
                condition=Q(superseded_at__isnull=True),
                name="working_age_once_a_day",
                violation_error_message=_("There is a figure of that day for this unit already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="working_age_has_source",
                violation_error_message=_("Say where the figures come from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.people} ({self.on:%d/%m/%Y})"


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
            models.UniqueConstraint(
                fields=["campaign", "year", "indicator"],
                name="rise_rule_once",
                violation_error_message=_("The rule is declared for that year already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} > {self.year - 1}"
