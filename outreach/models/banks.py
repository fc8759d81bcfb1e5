from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Organization, Unit


class BankBranch(models.Model):
    """A branch that answers loan referrals; its credit officers are posted to the bank in the branch's unit."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("bank"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=160)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

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
