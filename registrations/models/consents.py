"""The member whose name stands beside a person is a data subject too: what they agreed to themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from registrations.models.people import Affiliation, Consent


class MemberConsent(Checked):
    """What the member of a tie agreed to, for one purpose; the consent of the child says nothing about the parent (law 91/2025)."""

    class Purpose(models.TextChoices):
        NAME = "name", _("Name and membership beside the relative's record")
        CONTACT = "contact", _("Being called about the relative")

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices)
    given_on = models.DateField(_("given on"))
    channel = models.CharField(
        _("how"), max_length=10, choices=Consent.Channel.choices, default=Consent.Channel.PAPER
    )
    evidence = models.CharField(_("form number or witness"), max_length=160, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent of the member")
        ordering = ["purpose", "-given_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="member_consent_range",
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
            models.UniqueConstraint(
                fields=["affiliation", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="member_consent_open_once",
                violation_error_message=_("A consent for this purpose is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_on:%d/%m/%Y}"
