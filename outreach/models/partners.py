from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Organization, Unit
from campaigns.models.directory import in_force
from campaigns.scope import units_of

if TYPE_CHECKING:
    from campaigns.access import Access


class Market(models.Model):
    """A country or territory people go to work in."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    rank = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("market")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """The form under the law in which somebody goes abroad (law 69/2020, article 5)."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=160)
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("channel")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A programme inside a market, such as EPS, IM Japan or technical interns; not the same as market or channel."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    market = models.ForeignKey(Market, models.PROTECT, related_name="programmes")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    age_min = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("programme")
        ordering = ["market__rank", "name"]

    def __str__(self) -> str:
        return self.name


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def within(self, access: Access) -> EnterpriseQuerySet:
        """Licensed enterprises are public knowledge for whoever may read partners; nobody else has one in view."""
        return self if access.may("partner_read") else self.none()

    def licensed_on(self, day: date) -> EnterpriseQuerySet:
        """Enterprises that may advise and recruit on a day: licence valid, not suspended, returned or revoked."""
        barred = EnterpriseStatus.objects.filter(in_force(day), enterprise=OuterRef("pk")).exclude(
            status=EnterpriseStatus.Status.ACTIVE
        )
        return self.filter(in_force(day, "licence_from", "licence_to")).filter(~Exists(barred))


class Enterprise(models.Model):
    """A company licensed to send workers abroad."""

    name = models.CharField(_("name"), max_length=200)
    name_folded = models.CharField(max_length=200, editable=False, db_index=True)
    licence_number = models.CharField(
        _("licence number"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("An enterprise with this licence number is already in the register.")},
    )
    licence_from = models.DateField(_("licence valid from"))
    licence_to = models.DateField(_("licence valid to"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.CharField(_("web site"), max_length=120, blank=True)
    markets = models.ManyToManyField(
        Market, related_name="+", blank=True, verbose_name=_("authorised markets")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_source = models.CharField(_("source of the check"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(licence_to__isnull=True) | Q(licence_to__gte=F("licence_from")),
                name="enterprise_licence_range",
                violation_error_message=_("The licence cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseStatus(models.Model):
    """A dated act on a licence: suspended, returned, revoked (or active again)."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        RETURNED = "returned", _("Licence returned")
        REVOKED = "revoked", _("Licence revoked")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.valid_from:%d/%m/%Y}"


class JobOrder(models.Model):
    """A demand for workers: market, occupation, places, wage, and what it costs the worker."""

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="job_orders",
        verbose_name=_("enterprise"),
    )
    through_centre = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("through the employment service centre"),
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("market"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name=_("channel"))
    occupation = models.CharField(_("occupation"), max_length=120)
    places = models.PositiveIntegerField(_("places"))
    wage = models.DecimalField(_("monthly wage"), max_digits=12, decimal_places=2, null=True, blank=True)
    wage_currency = models.CharField(_("currency"), max_length=3, blank=True)
    requirements = models.TextField(_("requirements"), blank=True)
    opened_on = models.DateField(_("opened on"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("job order")
        ordering = ["-opened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) ^ Q(through_centre__isnull=False),
                name="job_order_one_sender",
                violation_error_message=_(
                    "Name either the enterprise or the employment service centre, not both."
                ),
            ),
            models.CheckConstraint(
                condition=Q(places__gt=0),
                name="job_order_has_places",
                violation_error_message=_("Enter how many places there are (at least 1)."),
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=F("opened_on")),
                name="job_order_deadline",
                violation_error_message=_("The deadline cannot be before the opening day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market}: {self.occupation} ({self.places})"


class CostLine(models.Model):
    """One line of the cost sheet of a job order, in whole đồng."""

    class Payer(models.TextChoices):
        WORKER = "worker", _("Worker")
        ENTERPRISE = "enterprise", _("Enterprise")
        STATE = "state", _("State budget")

    job_order = models.ForeignKey(JobOrder, models.CASCADE, related_name="costs")
    label = models.CharField(_("item"), max_length=120)
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    payer = models.CharField(_("paid by"), max_length=10, choices=Payer.choices, default=Payer.WORKER)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount}"


class BankBranch(models.Model):
    """A branch that answers loan referrals; its credit officers are posted to the bank in the branch's unit."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("bank"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=160)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("bank branch")
        ordering = ["organization__rank", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "unit"],
                name="bank_branch_once",
                violation_error_message=_("This bank already has a branch in that unit."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WitnessQuerySet(models.QuerySet["Witness"]):
    def within(self, access: Access) -> WitnessQuerySet:
        return self.filter(units_of(access)) if access.may("event_write") else self.none()


class Witness(models.Model):
    """A returnee who has agreed to speak at events («người thật, việc thật», plan II.2 and III.3)."""

    full_name = models.CharField(_("full name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("market"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member of")
    )
    story = models.TextField(_("story"), blank=True)
    consent_on = models.DateField(_("agreed on"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = WitnessQuerySet.as_manager()

    class Meta:
        verbose_name = _("witness")
        ordering = ["unit__code", "full_name"]

    def __str__(self) -> str:
        return self.full_name
