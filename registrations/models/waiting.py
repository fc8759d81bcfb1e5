"""How long somebody may wait before somebody calls, and what came of each call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from registrations.models.milestones import Milestone
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access


class Wait(models.TextChoices):
    """Why a person waits for a call; all but the first are told by a clock."""

    APPOINTMENT = "appointment", _("A call was promised")
    CONTACT = "contact", _("Nobody has been in touch")
    BANK = "bank", _("The bank has not answered")
    DEPARTURE = "departure", _("Selected, not departed")
    CERTIFICATE = "certificate", _("Orientation certificate runs out")
    PASSPORT = "passport", _("Passport runs out")
    CONTRACT = "contract", _("Contract abroad ends")


class StageClock(Checked):
    """How many days until a wait rings, from a day on; the newest row in force holds, older ones say what held before."""

    class Kind(models.TextChoices):
        CONTACT = Wait.CONTACT.value, Wait.CONTACT.label
        BANK = Wait.BANK.value, Wait.BANK.label
        DEPARTURE = Wait.DEPARTURE.value, Wait.DEPARTURE.label
        CERTIFICATE = Wait.CERTIFICATE.value, Wait.CERTIFICATE.label
        PASSPORT = Wait.PASSPORT.value, Wait.PASSPORT.label
        CONTRACT = Wait.CONTRACT.value, Wait.CONTRACT.label

    kind = models.CharField(_("clock"), max_length=12, choices=Kind.choices)
    days = models.PositiveSmallIntegerField(_("days"))
    again = models.PositiveSmallIntegerField(_("days of rest after a call"))
    months = models.PositiveSmallIntegerField(_("months a certificate holds"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    reason = models.CharField(_("why"), max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("stage clock")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="clock_once_a_day",
                violation_error_message=_("This clock already changes on that day."),
            ),
            models.CheckConstraint(
                condition=Q(days__gt=0, days__lte=1000),
                name="clock_has_days",
                violation_error_message=_("Enter a number of days from 1 to 1000."),
            ),
            models.CheckConstraint(
                condition=Q(again__gt=0, again__lte=1000),
                name="clock_rests",
                violation_error_message=_(
                    "Enter after how many days a person is called again, from 1 to 1000."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="certificate", months__isnull=False, months__gt=0, months__lte=240)
                | (~Q(kind="certificate") & Q(months__isnull=True)),
                name="clock_months_of_certificate",
                violation_error_message=_(
                    "Enter how many months the certificate holds; only that clock has months."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="clock_has_reason",
                violation_error_message=_("Say why the clock changes, or which paper says so."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class ContactQuerySet(models.QuerySet["Contact"]):
    def within(self, access: Access) -> ContactQuerySet:
        return self.filter(registration__in=Registration.objects.within(access).values("pk"))

    def standing(self) -> ContactQuerySet:
        """Those that were not taken back as a mis-tap."""
        return self.filter(undone_at__isnull=True)


class Contact(Checked):
    """One attempt to speak with a person and what came of it; never changed, only taken back while it is fresh."""

    class Channel(models.TextChoices):
        CALL = "call", _("Telephone")
        VISIT = "visit", _("Visit at home")
        OFFICE = "office", _("Came to the office")
        MESSAGE = "message", _("Message")

    class Result(models.TextChoices):
        REACHED = "reached", _("Spoken with")
        LATER = "later", _("Call again on")
        WITHDREW = "withdrew", _("Withdraws")
        NO_ANSWER = "no_answer", _("No answer")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="contacts")
    on = models.DateField(_("date"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices, default=Channel.CALL)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    about = models.CharField(_("because of"), max_length=12, choices=Wait.choices, blank=True)
    follow_up_on = models.DateField(_("call again on"), null=True, blank=True)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        ordering = ["-on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="later") | Q(follow_up_on__isnull=False),
                name="contact_later_has_day",
                violation_error_message=_("Enter the day of the next call."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gt=F("on")),
                name="contact_follows_later",
                violation_error_message=_("The next call lies after this one."),
            ),
            models.CheckConstraint(
                condition=Q(result="withdrew", milestone__isnull=False, follow_up_on__isnull=True)
                | (~Q(result="withdrew") & Q(milestone__isnull=True)),
                name="contact_withdrew_iff_milestone",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "-on"], name="contact_registration"),
            models.Index(fields=["recorded_by", "-recorded_at"], name="contact_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.result} {self.on}"
