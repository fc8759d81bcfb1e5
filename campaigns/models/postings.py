"""Who works where as what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models.directory import Organization, Unit, in_force

if TYPE_CHECKING:
    from campaigns.access import Access


class Role(models.TextChoices):
    """What somebody is posted as; `campaigns.access.GRANTS` says what each may do."""

    OFFICER = "officer", _("Officer")
    MANAGER = "manager", _("Manager of an organisation")
    COORDINATOR = "coordinator", _("Coordinator")
    LEADER = "leader", _("Leader")
    JOB_CENTRE = "job_centre", _("Employment service centre")
    BANK = "bank", _("Bank credit officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class PostingQuerySet(models.QuerySet["Posting"]):
    def within(self, access: Access) -> PostingQuerySet:
        """Postings in the units the access reaches."""
        return self.filter(unit__in=Unit.objects.within(access))

    def on(self, day: date) -> PostingQuerySet:
        return self.filter(in_force(day))

    def about(self, words: str) -> PostingQuerySet:
        """Postings of accounts by a part of their name."""
        return self.filter(Q(user__username__icontains=words) | Q(user__full_name__icontains=words))


class Posting(models.Model):
    """A user working for an organisation in a unit, in a role, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("account"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("administrative unit"))
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["user__username", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="posting_ends_after_start",
                violation_error_message=_("A posting cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "unit", "role"],
                condition=Q(valid_to__isnull=True),
                name="posting_open_once",
                violation_error_message=_("This account already has the same open posting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.unit} · {self.get_role_display()}"
