from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, User
from campaigns.dates import Calendar
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under

if TYPE_CHECKING:
    from campaigns.access import Access


class AnnualReviewQuerySet(models.QuerySet["AnnualReview"]):
    def within(self, access: Access) -> AnnualReviewQuerySet:
        """The joint review is every body's that signs it; a report is read by whoever answers for the people it counts."""
        if not access.may("review_read"):
            return self.none()
        joint = Q(organization__isnull=True, unit__isnull=True)
        if not access.may("report_read"):
            return self.filter(joint)
        here = under(access.paths, "unit__path") | Q(
            under(access.paths, "campaign__province__path"), unit__isnull=True
        )
        own = Q() if access.sees_everyone else Q(organization_id=access.organization_id)
        return self.filter(joint | (here & own))

    def joint(self) -> AnnualReviewQuerySet:
        """Reviews of all bodies together, without the reports of one body or one district."""
        return self.filter(organization__isnull=True, unit__isnull=True)

    def light(self) -> AnnualReviewQuerySet:
        """Without the large columns, for lists."""
        return self.defer("figures", "sections", "paper")


class AnnualReview(models.Model):
    """The yearly joint review, or the report of a body or a district: figures come to rest with a hash before they are signed."""

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
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("administrative unit")
    )
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
    sections = models.JSONField(
        default=dict, blank=True
    )  # parts somebody has written over what is made from figures
    paper = models.JSONField(default=dict, blank=True)  # bodies, duties and papers of the plan, as frozen
    asked_at = models.DateTimeField(null=True, blank=True)  # since when the bodies are asked to confirm
    due_on = models.DateField(_("confirm by"), null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["campaign", "year", "organization", "unit", "edition"],
                nulls_distinct=False,
                name="review_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, due_on__isnull=True)
                | Q(asked_at__isnull=False, due_on__isnull=False),
                name="review_asked_iff_due",
                violation_error_message=_("Say until when the organisations are to confirm."),
            ),
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

    @property
    def is_joint(self) -> bool:
        return self.organization_id is None and self.unit_id is None

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_asked(self) -> bool:
        """The bodies look through their figures now."""
        return self.is_draft and self.asked_at is not None

    @cached_property
    def draft(self) -> ReviewDraft | None:
        """The newest draft of its figures."""
        return self.drafts.order_by("-number").first()

    @property
    def standing(self) -> Standing | None:
        """What a print shows: frozen figures, else those of the newest draft."""
        if self.figures is not None and self.as_of is not None:
            return Standing(self.figures, self.paper, self.as_of, self.figures_sha256)
        draft = self.draft
        return Standing(draft.figures, draft.paper, draft.as_of, draft.figures_sha256) if draft else None


class Standing(NamedTuple):
    figures: dict[str, Any]
    paper: dict[str, Any]
    as_of: datetime
    sha256: str


class ReviewDraft(models.Model):
    """Figures made for people to look through, with each body's own part. Rows are never changed (trigger)."""

    review = models.ForeignKey(AnnualReview, models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)
    parts = models.JSONField(default=dict)  # code of a body → its own lines and their hash
    paper = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    job = models.CharField(max_length=36, blank=True)  # the work that made it: begun again it makes no second
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_draft_number_once"),
            models.UniqueConstraint(
                fields=["review", "job"], condition=~Q(job=""), name="review_draft_once_a_job"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.number}"


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
    shows = models.CharField(max_length=64, blank=True)  # hash of what was printed: figures, text, paper
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind"], name="review_file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="review_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind}"
