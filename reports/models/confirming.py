"""What seven equal bodies say of a draft: each confirms its own figures, or says which line is wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from campaigns.models import Organization
from reports.models.review import AnnualReview, ReviewDraft


class Confirmation(models.Model):
    """A body stands by its own figures, named by their hash: other figures are not confirmed by it. Never changed (trigger)."""

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="confirmations")
    draft = models.ForeignKey(ReviewDraft, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="confirmation_of_some_figures"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.sha256[:12]}"


class Objection(models.Model):
    """«Sai ở dòng …»: which line is wrong, what it should be and why; and what the coordinator answered."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        MENDED = "mended", _("Mended in the data")
        REFUSED = "refused", _("Kept as it is, with a reason")
        WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Taken back")

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="objections")
    draft = models.ForeignKey(ReviewDraft, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    line = models.CharField(_("line"), max_length=120)
    label = models.CharField(max_length=200)
    shown = models.CharField(max_length=40)
    wanted = models.CharField(_("it should be"), max_length=40)
    reason = models.CharField(_("why"), max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "organization", "line"],
                condition=Q(state="open"),
                name="objection_one_open_per_line",
                violation_error_message=_("Your organisation has already objected to this line."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(wanted=""),
                name="objection_says_why",
                violation_error_message=_("Write what the figure should be and why."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="objection_open_iff_unanswered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "mended"]) | ~Q(answer=""),
                name="objection_answer_says_why",
                violation_error_message=_("Write what was mended, or why the figure stays."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.line}"


class Recommendation(models.Model):
    """«Kiến nghị» of a body, for section V; one text per body and review."""

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="recommendations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    text = models.TextField(_("recommendations"), max_length=4000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["organization__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "organization"],
                name="recommendation_once",
                violation_error_message=_("Your organisation has already written its recommendations."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Reminder(models.Model):
    """A body was reminded that its confirmation is wanted, by the clock or by the coordinator."""

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="reminders")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    on = models.DateField()
    days_late = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "organization", "on"],
                name="reminder_once_a_day",
                violation_error_message=_("This organisation has already been reminded today."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.on}"
