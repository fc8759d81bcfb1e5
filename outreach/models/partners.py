from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.directory import in_force
from outreach.models.markets import Market

if TYPE_CHECKING:
    from campaigns.access import Access


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
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="enterprise_status_range",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "valid_from"],
                name="enterprise_status_once_a_day",
                violation_error_message=_("An act of that day is already recorded for this enterprise."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.valid_from:%d/%m/%Y}"
