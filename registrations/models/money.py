from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Campaign, Organization, Unit
from outreach.models import Market
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access


class Training(Checked):
    """A course before departure: language, skill or orientation (certificate valid 24 months, TT 21/2021 art. 12)."""

    class Kind(models.TextChoices):
        LANGUAGE = "language", _("Language")
        SKILL = "skill", _("Skill")
        ORIENTATION = "orientation", _("Orientation")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="trainings")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    place = models.CharField(_("place"), max_length=160, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    certified_on = models.DateField(_("certificate date"), null=True, blank=True)
    valid_to = models.DateField(_("certificate valid until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("training")
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="training_range",
                violation_error_message=_("A course cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("certified_on")),
                name="training_certificate_range",
                violation_error_message=_("A certificate runs out after the day it was given."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_to"],
                name="training_valid_to",
                condition=Q(kind="orientation", valid_to__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_on:%d/%m/%Y}"


class Support(Checked):
    """Money the state pays towards the costs of a person in a policy group (TTLT 09/2016); whole đồng."""

    class Kind(models.TextChoices):
        LANGUAGE = "language", _("Language course")
        SKILL = "skill", _("Skill course")
        ORIENTATION = "orientation", _("Orientation course")
        HEALTH = "health", _("Health check")
        PAPERS = "papers", _("Passport, visa, records")
        TRAVEL = "travel", _("Travel and meals")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="supports")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    paid_on = models.DateField(_("paid on"))
    payer = models.CharField(_("paid by"), max_length=120)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    warnings: tuple[str, ...] = ()  # what the service that has just written the row wants said; not stored

    class Meta:
        verbose_name = _("support")
        ordering = ["-paid_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                name="support_once",
                violation_error_message=_("This support was already paid; it is paid once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class AllowanceRate(Checked):
    """What the introducer gets per market from a day on (plan III.1); whole đồng; a paper must back it."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("market"))
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    document = models.CharField(_("by document"), max_length=160)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("allowance rate")
        ordering = ["market__rank", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "valid_from"],
                name="allowance_rate_once",
                violation_error_message=_("This market already has a rate from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="allowance_rate_range",
                violation_error_message=_("A rate cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.amount}"


class AllowanceEntryQuerySet(models.QuerySet["AllowanceEntry"]):
    def within(self, access: Access) -> AllowanceEntryQuerySet:
        if not access.may("allowance_read"):
            return self.none()
        return self.filter(registration__in=Registration.objects.within(access).values("pk"))


class AllowanceEntry(Checked):
    """What is due to the introducer of one person: born at selection, once, paid by the job centre, never by the worker (I6)."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="allowance")
    rate = models.ForeignKey(AllowanceRate, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    due_on = models.DateField(_("due since"))
    introducer = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("introducer")
    )
    payer = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("paid by"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    receipt = models.CharField(_("receipt"), max_length=60, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AllowanceEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowance")
        ordering = ["-due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | ~Q(receipt=""),
                name="allowance_paid_has_receipt",
                violation_error_message=_("Enter the receipt number."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="allowance_paid_or_cancelled",
                violation_error_message=_("An allowance is either paid or cancelled, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.amount}"


class StockObservation(Checked):
    """How many are working abroad on a day, as somebody counted them: observed, never departures minus returns (I4)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    on = models.DateField(_("date"))
    total = models.PositiveIntegerField(_("working abroad"))
    female = models.PositiveIntegerField(_("women among them"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("stock observation")
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "on"],
                condition=Q(superseded_at__isnull=True),
                name="stock_once_a_day",
                violation_error_message=_("This unit already has a count for that day."),
            ),
            models.CheckConstraint(
                condition=Q(female__isnull=True) | Q(female__lte=F("total")),
                name="stock_women",
                violation_error_message=_("There cannot be more women than people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.on}: {self.total}"
