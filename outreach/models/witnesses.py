from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Organization, Unit
from campaigns.scope import units_of
from outreach.models.markets import Market

if TYPE_CHECKING:
    from campaigns.access import Access


class WitnessQuerySet(models.QuerySet["Witness"]):
    def within(self, access: Access) -> WitnessQuerySet:
        return self.filter(units_of(access)) if access.may("event_write") else self.none()


class Witness(models.Model):
    """A returnee who has agreed to speak at events («người thật, việc thật», plan II.2 and III.3)."""

    full_name = models.CharField(_("full name"), max_length=120)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("commune, ward or township")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("market"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member of")
    )
    story = models.TextField(_("story"), blank=True)
    consent_on = models.DateField(_("agreed on"))
    withdrawn_on = models.DateField(_("agreement withdrawn on"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = WitnessQuerySet.as_manager()

    class Meta:
        verbose_name = _("witness")
        ordering = ["unit__code", "full_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("consent_on")),
                name="witness_withdrawn_after_consent",
                violation_error_message=_("The agreement cannot be withdrawn before it was given."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name
