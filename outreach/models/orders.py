from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.checked import Checked
from campaigns.models import Organization
from campaigns.models.directory import in_force
from outreach.models.markets import Channel, Market, Programme
from outreach.models.partners import Enterprise


class JobOrderQuerySet(models.QuerySet["JobOrder"]):
    def open_on(self, day: date) -> JobOrderQuerySet:
        """Orders that still take people on a day."""
        return self.filter(in_force(day, "opened_on", "deadline"))


class JobOrder(Checked):
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

    objects = JobOrderQuerySet.as_manager()

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

    @property
    def offered_by(self) -> str:
        sender = self.enterprise or self.through_centre
        return str(sender or "")


class CostLine(Checked):
    """One line of the cost sheet of a job order, in whole đồng."""

    class Kind(models.TextChoices):
        SERVICE_FEE = "service_fee", _("Service fee")
        DEPOSIT = "deposit", _("Deposit")
        BROKER = "broker", _("Broker money")
        TRAINING = "training", _("Training and language")
        HEALTH = "health", _("Health check")
        PAPERS = "papers", _("Passport, visa and papers")
        TICKET = "ticket", _("Air ticket")
        FUND = "fund", _("Fund for workers abroad")
        OTHER = "other", _("Other")

    class Payer(models.TextChoices):
        WORKER = "worker", _("Worker")
        ENTERPRISE = "enterprise", _("Enterprise")
        STATE = "state", _("State budget")

    job_order = models.ForeignKey(JobOrder, models.CASCADE, related_name="costs")
    kind = models.CharField(_("kind of cost"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    label = models.CharField(_("item"), max_length=120)
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    payer = models.CharField(_("borne by"), max_length=10, choices=Payer.choices, default=Payer.WORKER)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Law 69/2020, article 7: broker money is never taken from the worker.
            models.CheckConstraint(
                condition=~Q(kind="broker", payer="worker") | Q(amount=0),
                name="cost_broker_not_from_worker",
                violation_error_message=_(
                    "Broker money may not be taken from the worker (law 69/2020, article 7)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount}"
