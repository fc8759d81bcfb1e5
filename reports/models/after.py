"""What comes after a review is signed: its scan, corrections of its figures; and the weekly digest for leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign
from campaigns.models.directory import under
from reports.models.review import AnnualReview

if TYPE_CHECKING:
    from campaigns.access import Access


class SignedScan(models.Model):
    """The paper as it was signed and sealed. The newest is what is handed out; none is changed or removed (trigger)."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpg", "JPEG"

    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="scans")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    note = models.CharField(_("why it is replaced"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "sha256"],
                name="signed_scan_once",
                violation_error_message=_("This very file is already kept with the review."),
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="signed_scan_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind}"


class Correction(models.Model):
    """«Phụ lục đính chính»: what has changed since an issued review, as a numbered paper of its own. Never changed (trigger)."""

    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    as_of = models.DateTimeField()
    changes = models.JSONField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    job = models.CharField(max_length=36)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="correction_number_once"),
            models.UniqueConstraint(fields=["review", "job"], name="correction_once_a_job"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_says_why",
                violation_error_message=_("Write why the figures are corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.number}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def within(self, access: Access) -> DigestQuerySet:
        """Figures of the whole province, the smallest too: for those who look after all of it (decision 24)."""
        rows = self.filter(under(access.paths, "campaign__province__path"))
        return rows if access.may("figures_read") else rows.none()


class Digest(models.Model):
    """«Bản tin tuần»: where the campaign stands on a Monday, and what the week brought."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    week_of = models.DateField(_("week from"))
    content = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-week_of"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "week_of"], name="digest_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.week_of}"
