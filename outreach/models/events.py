from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Campaign, Organization, Unit
from campaigns.scope import sees_all_bodies, sees_no_persons, units_of
from outreach.models.partners import Enterprise

if TYPE_CHECKING:
    from campaigns.access import Access


class EventQuerySet(models.QuerySet["Event"]):
    def within(self, access: Access) -> EventQuerySet:
        """Events held in the area of the access; they are no secret among the bodies, their invited lists are."""
        return self.filter(units_of(access)) if access.may("event_read") else self.none()

    def editable(self, access: Access) -> EventQuerySet:
        """Events that this access may change: organised by its body, or any in its area for those who see everybody."""
        if not access.may("event_write"):
            return self.none()
        if sees_all_bodies(access):
            return self.within(access)
        ours = EventOrganizer.objects.filter(event=OuterRef("pk"), organization_id=access.organization_id)
        return self.within(access).filter(Exists(ours))

    def for_list(self) -> EventQuerySet:
        """With place, organisers and the head-count that is valid now."""
        organizers = EventOrganizer.objects.select_related("organization")
        return (
            self.select_related("unit", "unit__parent")
            .prefetch_related(models.Prefetch("organizers", organizers))
            .annotate(turns=_valid_count("turns"), turns_female=_valid_count("turns_female"))
        )

    def with_numbers(self) -> EventQuerySet:
        """With what the task list of an event tells: numbers only, no names."""
        return self.for_list().annotate(
            invited=_number(Invitee.objects.filter(walked_in=False)),
            present=_number(Invitee.objects.filter(attended_at__isnull=False)),
            partners_invited=_number(EventPartner.objects.all()),
            partners_coming=_number(EventPartner.objects.filter(answer="coming")),
        )


def _number(rows: models.QuerySet[Any]) -> Coalesce:
    """How many rows of an event there are."""
    per_event = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=models.Count("pk"))
    return Coalesce(models.Subquery(per_event.values("n")), 0)


def _valid_count(field: str) -> models.Subquery:
    valid = EventCount.objects.filter(event=OuterRef("pk"), superseded_at__isnull=True)
    return models.Subquery(valid.values(field))


class Event(Checked):
    """A gathering of the plan's kinds (§II–III), where people are informed, advised, taught, heard or checked on."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information meeting")
        TRAINING = "training", _("Training of officers")
        CONSULTATION = "consultation", _("Consultation")
        DIALOGUE = "dialogue", _("Dialogue with enterprises")
        CONFERENCE = "conference", _("Conference or seminar")
        SITE_VISIT = "site_visit", _("Visit to a training site")
        SUPERVISION = "supervision", _("Supervision")
        REVIEW = "review", _("Review meeting")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    # Unions inform; only a licensed enterprise or the employment service centre may advise (law 69/2020 art. 7, decree 283/2026 art. 53.3).
    NEEDS_ADVISER: ClassVar[tuple[str, ...]] = (Kind.CONSULTATION, Kind.DIALOGUE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("campaign"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("date"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    place = models.CharField(_("place of the event"), max_length=200, blank=True)
    adviser_enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("advising enterprise"),
    )
    adviser_centre = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("advising employment service centre"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    minutes = models.TextField(_("minutes"), blank=True)
    findings = models.TextField(_("findings"), blank=True)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        ordering = ["-on", "title"]
        indexes = [
            models.Index(fields=["unit", "-on"], name="event_unit_on"),
            models.Index(fields=["-on", "-id"], name="event_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["consultation", "dialogue"])
                | Q(adviser_enterprise__isnull=False)
                | Q(adviser_centre__isnull=False),
                name="event_consultation_has_adviser",
                violation_error_message=_(
                    "Name a licensed enterprise or the employment service centre as adviser: unions inform, they do not advise or select "
                    "(law 69/2020, article 7)."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="event_cancelled_says_why",
                violation_error_message=_("Say why the event is cancelled."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventOrganizer(Checked):
    """A body that holds the event; several share it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="organizers")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_lead", "organization__rank"]
        constraints = [
            models.UniqueConstraint(fields=["event", "organization"], name="event_organizer_once"),
            models.UniqueConstraint(fields=["event"], condition=Q(is_lead=True), name="event_one_lead"),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class EventPartner(Checked):
    """An enterprise invited to an event, and its answer."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("No answer yet")
        COMING = "coming", _("Coming")
        DECLINED = "declined", _("Declined")

    event = models.ForeignKey(Event, models.CASCADE, related_name="partners")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    invited_on = models.DateField(_("invited on"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.WAITING)

    class Meta:
        ordering = ["enterprise__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "enterprise"],
                name="event_partner_once",
                violation_error_message=_("This enterprise is already invited."),
            )
        ]

    def __str__(self) -> str:
        return str(self.enterprise)


class EventCount(Checked):
    """Head-counts of an event: turns, not persons. Corrections keep the old row, so that an old report can be recomputed."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="counts")
    turns = models.PositiveIntegerField(_("people present"))
    turns_female = models.PositiveIntegerField(_("women among them"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(superseded_at__isnull=True), name="event_count_one_valid"
            ),
            models.CheckConstraint(
                condition=Q(turns_female__isnull=True) | Q(turns_female__lte=F("turns")),
                name="event_count_women",
                violation_error_message=_("There cannot be more women than people present."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.turns)


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def within(self, access: Access) -> InviteeQuerySet:
        """People on the invited lists of events that this access may work on."""
        if sees_no_persons(access):
            return self.none()
        return self.filter(event__in=Event.objects.editable(access).values("pk"))


class Invitee(Checked):
    """Somebody invited to an event, by the number on the paper list; a person only if they register later."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitees")
    number = models.PositiveIntegerField(_("number on the list"))
    full_name = models.CharField(_("full name"), max_length=120)
    name_folded = models.CharField(max_length=120, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune, ward or township"),
    )
    proposed_by = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    attended_at = models.DateTimeField(_("present at"), null=True, blank=True)
    walked_in = models.BooleanField(_("came uninvited"), default=False)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited person")
        ordering = ["number"]
        indexes = [models.Index(fields=["name_folded"], name="invitee_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="invitee_number_once",
                violation_error_message=_("This number is already on the list."),
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="invitee_birth_year",
                violation_error_message=_("Write the year of birth with four digits, for example 1998."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.full_name}"
