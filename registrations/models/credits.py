from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Organization
from campaigns.scope import sees_all_bodies
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access

NOTE = 400


class CreditProposalQuerySet(models.QuerySet["CreditProposal"]):
    def within(self, access: Access) -> CreditProposalQuerySet:
        """What is proposed about people in view; a union sees what it has a say in."""
        seen = Registration.objects.within(access).filter(pk=OuterRef("registration"))
        rows = self.filter(Exists(seen))
        if sees_all_bodies(access):
            return rows
        return rows.filter(opinions__organization_id=access.organization_id)

    def live(self) -> CreditProposalQuerySet:
        return self.filter(state__in=CreditProposal.LIVE)

    def overdue(self, today: date) -> CreditProposalQuerySet:
        """Shares on which nobody spoke within the term: they stand by themselves, whether or not it is written yet."""
        return self._timed(today).filter(_STANDS)

    def waiting(self, today: date) -> CreditProposalQuerySet:
        """Proposals that can still be answered."""
        return self._timed(today).filter(~_STANDS, state=CreditProposal.State.OPEN)

    def disputes(self, today: date) -> CreditProposalQuerySet:
        """What the bodies do not settle themselves: disputed, or other shares proposed and never answered."""
        late = Q(
            state=CreditProposal.State.OPEN, kind=CreditProposal.Kind.CHANGE, due_on__lt=F("today_there")
        )
        return self._timed(today).filter(Q(state=CreditProposal.State.DISPUTED) | late)

    def _timed(self, today: date) -> CreditProposalQuerySet:
        """The calendar of demo people stands still on the last day of their campaign."""
        last = Least(Value(today), F("registration__campaign__ends_on"))
        there = Case(
            When(registration__is_demo=True, then=last), default=Value(today), output_field=DateField()
        )
        return self.alias(today_there=there)


class CreditProposal(Checked):
    """A share claimed («cùng vận động», holds at once) or other shares asked for (hold once all agree)."""

    class Kind(models.TextChoices):
        JOIN = "join", _("Mobilised together")
        CHANGE = "change", _("Other shares")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        DISPUTED = "disputed", _("Disputed")
        AGREED = "agreed", _("Agreed")
        STOOD = "stood", _("Stands, nobody objected in 5 working days")
        DECIDED = "decided", _("Decided by the coordinator")
        OVERTAKEN = "overtaken", _("Overtaken by later shares")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")

    LIVE: ClassVar[tuple[str, ...]] = (State.OPEN, State.DISPUTED)

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="credit_proposals")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("answer by"))
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason of the decision"), max_length=NOTE, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CreditProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal about credit")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(kind="change", state__in=("open", "disputed")),
                name="credit_one_change",
                violation_error_message=_(
                    "Other shares are already proposed for this person. Answer them first."
                ),
            ),
            models.UniqueConstraint(
                fields=["registration", "organization"],
                condition=Q(kind="join", state__in=("open", "disputed")),
                name="credit_one_claim",
                violation_error_message=_("This organisation has already asked for a share."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "disputed"), closed_at__isnull=True)
                | (~Q(state__in=("open", "disputed")) & Q(closed_at__isnull=False)),
                name="credit_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(reason=""),
                name="credit_decision_has_reason",
                violation_error_message=_(
                    "Give the reason of the decision; both organisations will read it."
                ),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="credit_proposal_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.registration_id} {self.state}"

    def stands_on(self, day: date) -> bool:
        """Whether the term has run out without a word."""
        return self.state == self.State.OPEN and self.kind == self.Kind.JOIN and self.due_on < day


_STANDS = Q(state=CreditProposal.State.OPEN, kind=CreditProposal.Kind.JOIN, due_on__lt=F("today_there"))


class ProposedShare(Checked):
    """A share as it would be; the shares of a proposal add up to 1 when they are written down and again when they hold."""

    proposal = models.ForeignKey(CreditProposal, models.CASCADE, related_name="shares")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    is_lead = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("proposed share")
        ordering = ["-is_lead", "organization__rank"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organization"], name="proposed_once"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(is_lead=True), name="proposed_one_lead"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gte=F("numerator")), name="proposed_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.share}"

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


class CreditOpinion(Checked):
    """What one body says to a proposal; asked when it is made, so that who must answer never changes under it."""

    class Stance(models.TextChoices):
        PROPOSES = "proposes", _("Proposes")
        PENDING = "pending", _("Has not answered yet")
        AGREES = "agrees", _("Agrees")
        DISPUTES = "disputes", _("Does not agree")

    proposal = models.ForeignKey(CreditProposal, models.CASCADE, related_name="opinions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.PENDING)
    note = models.CharField(_("what the organisation says"), max_length=NOTE, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("opinion")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organization"], name="opinion_once"),
            models.CheckConstraint(
                condition=~Q(stance="disputes") | ~Q(note=""),
                name="opinion_says_why",
                violation_error_message=_("Say in a few words why your organisation does not agree."),
            ),
        ]
        indexes = [
            models.Index(fields=["organization"], name="opinion_pending", condition=Q(stance="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.stance}"
