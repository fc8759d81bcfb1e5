from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.dates import PartialDate, Precision
from outreach.models import Enterprise, Market
from registrations.models.registration import Registration


class Milestone(Checked):
    """Something that happened on a day, known since a moment. A correction supersedes the row and keeps it."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        CONSULTED = "consulted", _("Consulted")
        SELECTED = "selected", _("Selected")
        TRAINING = "training", _("In training")
        CONTRACTED = "contracted", _("Contract signed")
        VISA = "visa", _("Visa granted")
        DEPARTED = "departed", _("Departed")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RESUMED = "resumed", _("Resumed")

    class Reason(models.TextChoices):
        COST = "cost", _("Cost too high")
        HEALTH = "health", _("Health")
        FAMILY = "family", _("Family")
        NOT_SELECTED = "not_selected", _("Not selected")
        LANGUAGE = "language", _("Language or skills")
        LOAN_REFUSED = "loan_refused", _("Loan refused")
        OTHER_JOB = "other_job", _("Found work at home")
        ORDER_CANCELLED = "order_cancelled", _("Job order cancelled")
        OTHER = "other", _("Other")

    class Outcome(models.TextChoices):
        ON_TIME = "on_time", _("At the end of the contract")
        EARLY = "early", _("Before the end")
        OVERSTAYED = "overstayed", _("Stayed without right")
        DECEASED = "deceased", _("Deceased or missing")
        DEPORTED = "deported", _("Deported")

    class JobAfter(models.TextChoices):
        IN_PROVINCE = "in_province", _("Work in the province")
        OUTSIDE = "outside", _("Work outside the province")
        STARTUP = "startup", _("Own business")
        ABROAD_AGAIN = "abroad_again", _("Going abroad again")
        UNKNOWN = "unknown", _("Unknown")

    # The step that must have happened, on the same day or before (I5).
    NEEDS: ClassVar[dict[str, str]] = {
        "consulted": "registered",
        "selected": "registered",
        "training": "selected",
        "contracted": "selected",
        "visa": "selected",
        "departed": "selected",
        "returned": "departed",
        "withdrawn": "registered",
        "resumed": "withdrawn",
    }

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="milestones", db_index=False
    )  # `milestone_registration` begins with it
    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("date"))
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("market")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("enterprise")
    )
    through_centre = models.BooleanField(_("through the employment service centre"), default=False)
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True)
    outcome = models.CharField(_("how the stay ended"), max_length=12, choices=Outcome.choices, blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    job_after = models.CharField(_("work after return"), max_length=14, choices=JobAfter.choices, blank=True)
    ends_on = models.DateField(_("contract ends on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    correction_reason = models.CharField(_("why corrected"), max_length=200, blank=True)

    warnings: tuple[str, ...] = ()  # what the service that has just written the row wants said; not stored

    class Meta:
        verbose_name = _("milestone")
        ordering = ["on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(superseded_at__isnull=True) & ~Q(kind__in=["withdrawn", "resumed"]),
                name="milestone_once",
                violation_error_message=_(
                    "This step is already recorded. Correct it instead of adding it again."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(precision="unknown"),
                name="milestone_is_dated",
                violation_error_message=_("Enter the date of the step; month and year are enough."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(reason=""),
                name="milestone_withdrawn_has_reason",
                violation_error_message=_("Choose why the person withdrew."),
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawn") | Q(reason=""),
                name="milestone_reason_only_withdrawn",
                violation_error_message=_("A reason for withdrawing belongs to a withdrawal only."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="returned") | ~Q(outcome=""),
                name="milestone_returned_has_outcome",
                violation_error_message=_("Say how the stay abroad ended."),
            ),
            models.CheckConstraint(
                condition=Q(kind="returned") | Q(outcome="", job_after=""),
                name="milestone_outcome_only_returned",
                violation_error_message=_(
                    "How the stay ended and the work afterwards belong to a return only."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["selected", "departed"]) | Q(market__isnull=False),
                name="milestone_has_market",
                violation_error_message=_("Choose the market."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="selected") | Q(enterprise__isnull=False) | Q(through_centre=True),
                name="milestone_selected_by_whom",
                violation_error_message=_(
                    "Name the licensed enterprise that selected the person, or tick the employment service centre: bodies of the plan do not select."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(kind="departed", ends_on__gt=F("on")),
                name="milestone_contract_ends_later",
                violation_error_message=_("The contract abroad ends after the departure."),
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="milestone_superseded_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "on"], name="milestone_kind_on", condition=Q(superseded_at__isnull=True)
            ),
            # With the moment: who was last heard from when is answered without touching a row.
            models.Index(
                fields=["registration", "kind"], include=["recorded_at"], name="milestone_registration"
            ),
            models.Index(fields=["recorded_at"], include=["registration"], name="milestone_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def when(self) -> PartialDate:
        return PartialDate(self.on, Precision(self.precision))

    @property
    def days_late(self) -> int:
        """How many days after it happened it was recorded; of a month or year counted from its last day."""
        last = self.when.last
        return max((timezone.localtime(self.recorded_at).date() - last).days, 0) if last else 0

    @property
    def is_backdated(self) -> bool:
        """Recorded more than 30 days after it happened: shown as a late entry."""
        return self.days_late > 30
