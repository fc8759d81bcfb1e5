from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import crypto
from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Campaign, Organization, Unit
from campaigns.scope import sees_no_persons, units_of
from outreach.models import Event, Market
from registrations.models.registration import Registration

if TYPE_CHECKING:
    from campaigns.access import Access


class EntrySessionQuerySet(models.QuerySet["EntrySession"]):
    def within(self, access: Access) -> EntrySessionQuerySet:
        """An officer's own sessions, of the body and in the area acted for; nobody types into somebody else's."""
        if sees_no_persons(access) or not access.may("person_write"):
            return self.none()
        own = self.filter(units_of(access), officer_id=access.user_id)
        return own if access.sees_everyone else own.filter(organization_id=access.organization_id)

    def overseen(self, access: Access) -> EntrySessionQuerySet:
        """Sessions of everybody a manager answers for: counted, not opened."""
        if not access.may("entry_oversee"):
            return self.none()
        rows = self.filter(units_of(access))
        return rows if access.sees_everyone else rows.filter(organization_id=access.organization_id)

    def open(self) -> EntrySessionQuerySet:
        return self.filter(closed_at__isnull=True)


class EntrySession(Checked):
    """One officer types one paper list. The number is written on the list; what the last line had is offered to the next."""

    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("came from event")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wanted market")
    )
    on = models.DateField(_("date on the list"))
    planned = models.PositiveSmallIntegerField(_("lines on the paper list"), null=True, blank=True)
    note = models.CharField(_("paper list"), max_length=200, blank=True)
    enter_moves = models.BooleanField(default=True)
    seat = models.UUIDField(null=True, blank=True)
    seat_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EntrySessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry session")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__isnull=True) | Q(planned__gte=1, planned__lte=500),
                name="entry_planned_range",
                violation_error_message=_("A paper list has 1 to 500 lines."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="entry_closed_later",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True, seat_at__isnull=True)
                | Q(seat__isnull=False, seat_at__isnull=False),
                name="entry_seat_iff_dated",
            ),
        ]
        indexes = [models.Index(fields=["officer", "-opened_at"], name="entry_officer")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class EntryDraft(models.Model):
    """The line that is being typed, kept on the server and sealed: no browser stores a byte of it."""

    session = models.OneToOneField(EntrySession, models.CASCADE, related_name="draft")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("draft")

    def __str__(self) -> str:
        return f"{self.session_id} v{self.version}"

    @property
    def content(self) -> dict[str, str]:
        typed: dict[str, str] = crypto.unseal_json(bytes(self.sealed), context=f"draft:{self.session_id}")
        return typed


class EntryLine(models.Model):
    """A line of the paper list and what came of it; `made` names the rows it wrote, so that exactly they can be taken back."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("Registered")
        CO_MOBILISED = "co_mobilised", _("Mobilised together")
        ALREADY = "already", _("Registered already")

    UNDO: ClassVar[timedelta] = timedelta(minutes=10)

    session = models.ForeignKey(EntrySession, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("line"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="entry_lines"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    made: Any = models.JSONField(default=dict)  # table → keys; no value of anybody
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("entered line")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"],
                condition=Q(undone_at__isnull=True),
                name="entry_line_once",
                violation_error_message=_("This line of the list is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(registration__isnull=False),
                name="entry_line_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("created_at")),
                name="entry_line_undone_later",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="entry_line_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.position}"

    @property
    def undo_until(self) -> datetime:
        until: datetime = self.created_at + self.UNDO
        return until
