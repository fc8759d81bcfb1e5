from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class AuditEntry(models.Model):
    """One thing somebody did or saw. A trigger refuses UPDATE and DELETE; values of identity numbers never enter."""

    class Kind(models.TextChoices):
        WRITE = "write", _("Change")
        READ = "read", _("View")
        SEARCH = "search", _("Search")
        REVEAL = "reveal", _("Reveal")
        EXPORT = "export", _("Export")
        DENY = "deny", _("Refused")
        SIGN_IN = "sign_in", _("Sign-in")

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    request_id = models.CharField(max_length=36, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=30, blank=True)
    role = models.CharField(max_length=20, blank=True)
    unit_path = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_ids = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            GinIndex(fields=["object_ids"], name="audit_object_ids"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["kind", "-id"], name="audit_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_label} {self.action}"


class AuditLink(models.Model):
    """One link of the hash chain, written by a deferred trigger at commit, so that only the commit itself is serialised."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.pk}: {self.hash[:12]}"
