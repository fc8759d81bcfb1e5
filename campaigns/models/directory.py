from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from campaigns.access import Access


def in_force(on: date, start: str = "valid_from", end: str = "valid_to") -> Q:
    """Rows whose validity (both days included, empty = open) holds on a day."""
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )


def ordered(start: str = "valid_from", end: str = "valid_to") -> Q:
    """A span, open on either side, that does not end before it starts."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)})


def under(paths: tuple[str, ...], field: str = "path") -> Q:
    """Rows whose unit path lies under one of the given paths; none for no path."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class UnitQuerySet(models.QuerySet["Unit"]):
    def within(self, access: Access) -> UnitQuerySet:
        """The units an access reaches: its own, all below, and what they were before they were merged."""
        return self.filter(under(access.paths))

    def on(self, day: date) -> UnitQuerySet:
        return self.filter(in_force(day))

    def communes(self) -> UnitQuerySet:
        return self.filter(kind__in=Unit.COMMUNE_KINDS)

    def districts(self) -> UnitQuerySet:
        return self.filter(kind__in=Unit.DISTRICT_KINDS)


class Unit(models.Model):
    """One version of an administrative unit. The statistics office reuses codes, so a code is an identity only with its dates."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", pgettext_lazy("kind of unit", "District")
        WARD = "ward", _("Ward")
        TOWNSHIP = "township", _("Township")
        COMMUNE = "commune", pgettext_lazy("kind of unit", "Commune")

    COMMUNE_KINDS = (Kind.WARD, Kind.TOWNSHIP, Kind.COMMUNE)
    DISTRICT_KINDS = (Kind.CITY, Kind.DISTRICT)

    code = models.CharField(_("code"), max_length=10, db_index=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=60)
    name_folded = models.CharField(max_length=80, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(max_length=80, unique=True, editable=False)
    level = models.PositiveSmallIntegerField(editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    # When the house heard of the unit and of its end; null: with the reference data, as if always.
    recorded_at = models.DateTimeField(null=True, editable=False)
    end_recorded_at = models.DateTimeField(null=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                nulls_distinct=False,
                name="unit_code_once_per_start",
                violation_error_message=_("This code already has a unit that starts on that day."),
            ),
            models.CheckConstraint(condition=Q(path__endswith="."), name="unit_path_ends_with_dot"),
            models.CheckConstraint(
                condition=ordered(),
                name="unit_ends_after_start",
                violation_error_message=_("A unit cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_commune(self) -> bool:
        return self.kind in self.COMMUNE_KINDS

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or self.valid_to >= day
        )


class UnitAlias(models.Model):
    """Another spelling of a unit's name met in papers."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=80)
    name_folded = models.CharField(max_length=80, db_index=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """What became of a unit: an edge from the old to the new, with its day and resolution."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merged into")
        ENLARGE = "enlarge", _("Enlarged")
        UPGRADE = "upgrade", _("Changed kind")
        RENAME = "rename", _("Renamed")
        SPLIT = "split", _("Split")
        ABOLISH = "abolish", _("Abolished")

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="predecessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("date"))
    act = models.CharField(_("resolution"), max_length=80)
    certainty = models.CharField(_("certainty"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(null=True, editable=False)  # null: as `Unit.recorded_at`

    class Meta:
        ordering = ["on", "old__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "on"], nulls_distinct=False, name="unit_succession_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="abolish", new__isnull=True) | (~Q(kind="abolish") & Q(new__isnull=False)),
                name="unit_succession_has_new",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '—'} ({self.on:%d/%m/%Y})"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def mobilising(self) -> OrganizationQuerySet:
        """The bodies that mobilise people and can hold credit."""
        return self.filter(kind__in=Organization.MOBILISING)


class Organization(models.Model):
    """A body that takes part; its names, abbreviations and titles are dated (`OrganizationName`)."""

    class Kind(models.TextChoices):
        FRONT = "front", _("Fatherland Front")
        UNION = "union", _("Union")
        LABOUR = "labour", _("Labour department")
        JOB_CENTRE = "job_centre", _("Employment service centre")
        BANK = "bank", _("Bank")

    MOBILISING: ClassVar[tuple[str, ...]] = (Kind.FRONT, Kind.UNION, Kind.LABOUR)

    code = models.SlugField(_("code"), max_length=30, unique=True)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    sees_everyone = models.BooleanField(_("sees everyone in its area"), default=False)
    rank = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.short_name

    def name_on(self, day: date) -> OrganizationName | None:
        """What the body was called on a day; reads prefetched names without a query."""
        return next((name for name in self.names.all() if name.holds_on(day)), None)


class OrganizationName(models.Model):
    """The name, abbreviation and signatory title of a body in a span of time."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names")
    name = models.CharField(_("full name of the organisation"), max_length=160)
    abbreviation = models.CharField(_("abbreviation in document numbers"), max_length=30)
    signatory_title = models.CharField(_("signatory's title"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["organization", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "valid_from"],
                nulls_distinct=False,
                name="organization_name_once_per_start",
            ),
            models.CheckConstraint(
                condition=ordered(),
                name="organization_name_range",
                violation_error_message=_("A name cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class OrganizationSuccession(models.Model):
    """One body taking over from another."""

    old = models.ForeignKey(Organization, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Organization, models.PROTECT, related_name="predecessions")
    on = models.DateField(_("date"))
    act = models.CharField(_("act"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="organization_succession_once")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
