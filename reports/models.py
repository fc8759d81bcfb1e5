from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, User
from campaigns.dates import Calendar
from campaigns.models import Campaign

if TYPE_CHECKING:
    from campaigns.access import Access


class AnnualReviewQuerySet(models.QuerySet["AnnualReview"]):
    def within(self, access: Access) -> AnnualReviewQuerySet:
        """The review is the province's, and every body's that signs it."""
        return self if access.may("review_read") else self.none()


class AnnualReview(models.Model):
    """The yearly joint review: its figures are frozen as JSON with a hash before anything is printed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FROZEN = "frozen", _("Figures frozen")
        BUILT = "built", _("Documents ready")
        ISSUED = "issued", _("Issued")

    class Boundaries(models.TextChoices):
        THEN = "then", _("Boundaries of the day")
        NOW = "now", _("Today's boundaries")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    calendar = models.CharField(_("calendar"), max_length=10, choices=Calendar.choices)
    boundaries = models.CharField(
        _("boundaries"), max_length=4, choices=Boundaries.choices, default=Boundaries.THEN
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    as_of = models.DateTimeField(_("figures as of"), null=True, blank=True)
    figures = models.JSONField(null=True, blank=True)
    figures_sha256 = models.CharField(max_length=64, blank=True)
    sections = models.JSONField(default=dict, blank=True)  # the written parts I–V, editable until frozen
    paper = models.JSONField(default=dict, blank=True)  # bodies, duties and papers of the plan, as frozen
    number = models.CharField(_("number"), max_length=80, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = AnnualReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual review")
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "year", "edition"], name="review_edition_once"),
            models.CheckConstraint(
                condition=Q(state="draft", figures__isnull=True, frozen_at__isnull=True, figures_sha256="")
                | (
                    ~Q(state="draft")
                    & Q(figures__isnull=False, frozen_at__isnull=False, as_of__isnull=False)
                    & ~Q(figures_sha256="")
                ),
                name="review_frozen_iff_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(number="") & Q(issued_on__isnull=False)),
                name="review_issued_has_number",
                violation_error_message=_("An issued review needs its number and date."),
            ),
        ]

    READY = (State.BUILT, State.ISSUED)

    def __str__(self) -> str:
        return f"{self.campaign} {self.year}"

    @property
    def is_ready(self) -> bool:
        return self.state in self.READY


class ReviewFile(models.Model):
    """The bytes of a printed review and their hash. Issued ones are final: a trigger refuses to change or remove them (I9)."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        DOCX = "docx", "Word"

    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_final = models.BooleanField(default=False)  # carries number and date; before, it is a draft
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind"], name="review_file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="review_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind}"
