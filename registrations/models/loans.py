from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Role
from campaigns.scope import units_of
from outreach.models import BankBranch
from registrations.models.people import Consent
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access


class LoanReferralQuerySet(models.QuerySet["LoanReferral"]):
    def within(self, access: Access) -> LoanReferralQuerySet:
        """A bank sees what was sent to its branch, nothing else; a body sees the referrals of the people it sees."""
        if not access.may("loan_read"):
            return self.none()
        if access.role == Role.BANK:
            branches = BankBranch.objects.filter(units_of(access), organization_id=access.organization_id)
            return self.filter(branch__in=branches.values("pk"))
        return self.filter(registration__in=Registration.objects.within(access).values("pk"))

    def open(self) -> LoanReferralQuerySet:
        return self.filter(state__in=LoanReferral.OPEN)


class LoanReferral(Checked):
    """A request passed to a bank branch, with the bank's answer. Not a loan ledger. Amounts in whole đồng."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent to the bank")
        RECEIVED = "received", _("Received by the bank")
        NEEDS_PAPERS = "needs_papers", _("Papers missing")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        DISBURSED = "disbursed", _("Paid out")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Purpose(models.TextChoices):
        COST = "cost", _("Costs of going abroad")
        DEPOSIT = "deposit", _("Deposit (EPS)")

    # Moves the bank makes; `withdrawn` is the sender's.
    NEXT: ClassVar[dict[str, tuple[str, ...]]] = {
        State.SENT: (State.RECEIVED,),
        State.RECEIVED: (State.NEEDS_PAPERS, State.APPROVED, State.REFUSED),
        State.NEEDS_PAPERS: (State.RECEIVED, State.APPROVED, State.REFUSED),
        State.APPROVED: (State.DISBURSED, State.REFUSED),
        State.REFUSED: (),
        State.DISBURSED: (),
        State.WITHDRAWN: (),
    }
    OPEN: ClassVar[tuple[str, ...]] = (State.SENT, State.RECEIVED, State.NEEDS_PAPERS, State.APPROVED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="loans")
    branch = models.ForeignKey(BankBranch, models.PROTECT, related_name="+", verbose_name=_("bank branch"))
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices, default=Purpose.COST)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", verbose_name=_("consent"))
    requested = models.PositiveBigIntegerField(_("amount asked for (đồng)"))
    approved = models.PositiveBigIntegerField(_("amount approved (đồng)"), null=True, blank=True)
    disbursed = models.PositiveBigIntegerField(_("amount paid out (đồng)"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.SENT)
    state_on = models.DateField(_("since"))
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    warnings: tuple[str, ...] = ()  # what the service that has just written the row wants said; not stored

    objects = LoanReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan referral")
        ordering = ["-state_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "branch", "purpose"],
                condition=Q(state__in=["sent", "received", "needs_papers", "approved"]),
                name="loan_one_open",
                violation_error_message=_("A referral to this branch for the same purpose is still open."),
            ),
            models.CheckConstraint(
                condition=Q(requested__gt=0),
                name="loan_asks_for_something",
                violation_error_message=_("Enter the amount asked for, in đồng."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "disbursed"], approved__isnull=False)
                | (~Q(state__in=["approved", "disbursed"]) & Q(disbursed__isnull=True)),
                name="loan_approved_has_amount",
                violation_error_message=_("Enter the amount the bank approved, in đồng."),
            ),
            models.CheckConstraint(
                condition=Q(state="disbursed", disbursed__isnull=False, disbursed__gt=0)
                | (~Q(state="disbursed") & Q(disbursed__isnull=True)),
                name="loan_disbursed_iff_amount",
                violation_error_message=_("Enter the amount paid out, in đồng."),
            ),
            models.CheckConstraint(
                condition=Q(disbursed__isnull=True) | Q(disbursed__lte=F("approved")),
                name="loan_pays_what_was_approved",
                violation_error_message=_("More cannot be paid out than was approved."),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "state", "-state_on"], name="loan_branch_state"),
            models.Index(
                fields=["state_on"], name="loan_unanswered", condition=Q(state__in=["sent", "received"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} → {self.branch_id} ({self.state})"


class LoanPast(models.Model):
    """Which registration a referral hung on until two records were merged, or a merge was undone."""

    referral = models.ForeignKey(LoanReferral, models.CASCADE, related_name="past")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        ordering = ["until"]
        indexes = [models.Index(fields=["until"], name="loan_past_until")]

    def __str__(self) -> str:
        return f"{self.referral_id} · {self.until}"


class LoanStepQuerySet(models.QuerySet["LoanStep"]):
    def moves(self) -> LoanStepQuerySet:
        """What brought a referral from one state to the next, in order; of corrected answers also those that held before."""
        return self.filter(is_note=False).order_by("recorded_at", "pk")

    def standing(self) -> LoanStepQuerySet:
        return self.filter(superseded_at__isnull=True)


class LoanStep(Checked):
    """One move in the life of a referral, or a note that moves nothing. What turned out to be wrong is superseded, never changed."""

    class Refusal(models.TextChoices):
        NOT_ELIGIBLE = "not_eligible", _("Not in a group that may borrow")
        OLD_DEBT = "old_debt", _("Overdue debt")
        NO_COLLATERAL = "no_collateral", _("No collateral")
        NO_CONTRACT = "no_contract", _("No contract yet")
        NO_FUNDS = "no_funds", _("No funds this period")
        OTHER = "other", _("Other")

    referral = models.ForeignKey(LoanReferral, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=LoanReferral.State.choices)
    on = models.DateField(_("date"))
    amount = models.PositiveBigIntegerField(_("amount (đồng)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=14, choices=Refusal.choices, blank=True)
    papers = models.CharField(_("missing papers"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_note = models.BooleanField(default=False)  # the referral stayed where it stood
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    correction_reason = models.CharField(_("why corrected"), max_length=200, blank=True)

    objects = LoanStepQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="loan_step_superseded_later",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") ^ Q(reason=""),
                name="loan_step_refused_has_reason",
                violation_error_message=_("Choose the reason for the refusal."),
            ),
            models.CheckConstraint(
                condition=~Q(state="needs_papers") | ~Q(papers=""),
                name="loan_step_names_papers",
                violation_error_message=_("Say which papers are missing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.on}"
