from __future__ import annotations

import uuid
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.checked import Checked
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from campaigns.scope import sees_all_bodies, sees_no_persons
from imports.models import Row
from outreach.models import Channel, Event, Invitee, JobOrder, Market, Programme
from registrations.models.people import Person

if TYPE_CHECKING:
    from campaigns.access import Access


def known_at(as_of: datetime | None, prefix: str = "") -> Q:
    """Facts held to be true at a moment (None = now): recorded by then and not superseded until after it."""
    if as_of is None:
        return Q(**{f"{prefix}superseded_at__isnull": True})
    return Q(**{f"{prefix}recorded_at__lte": as_of}) & (
        Q(**{f"{prefix}superseded_at__isnull": True}) | Q(**{f"{prefix}superseded_at__gt": as_of})
    )


def words() -> Func:
    """What the index of words holds of a registration: its name, its areas, its areas with each of its bodies."""
    parts = ("name_folded", "unit_path", "bodies")
    return Func(*parts, function="registration_words", output_field=SearchVectorField())


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def within(self, access: Access) -> RegistrationQuerySet:
        """Registrations in the area; a union sees those it has credit in, the Front, DOLISA and the job centre all."""
        if sees_no_persons(access) or not access.may("person_read"):
            return self.none()
        here = self.filter(under(access.paths, "unit_path"), merged_into__isnull=True)
        return here if sees_all_bodies(access) else here.filter(bodies__contains=[access.organization_id])

    def for_campaign(self, campaign: Campaign) -> RegistrationQuerySet:
        return self.filter(campaign=campaign)

    def open(self) -> RegistrationQuerySet:
        return self.exclude(stage__in=Registration.CLOSED)


class Registration(Checked):
    """A person's way through one campaign. Where it stands is a column; how it came there are its milestones."""

    class Stage(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        CONSULTED = "consulted", _("Consulted")
        SELECTED = "selected", _("Selected")
        TRAINING = "training", _("In training")
        CONTRACTED = "contracted", _("Contract signed")
        VISA = "visa", _("Visa granted")
        DEPARTED = "departed", _("Departed")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # Which steps may follow; steps in between may be skipped when nobody recorded them, selection never.
    NEXT: ClassVar[dict[str, tuple[str, ...]]] = {
        Stage.REGISTERED: (Stage.CONSULTED, Stage.SELECTED, Stage.WITHDRAWN),
        Stage.CONSULTED: (Stage.SELECTED, Stage.WITHDRAWN),
        Stage.SELECTED: (Stage.TRAINING, Stage.CONTRACTED, Stage.VISA, Stage.DEPARTED, Stage.WITHDRAWN),
        Stage.TRAINING: (Stage.CONTRACTED, Stage.VISA, Stage.DEPARTED, Stage.WITHDRAWN),
        Stage.CONTRACTED: (Stage.VISA, Stage.DEPARTED, Stage.WITHDRAWN),
        Stage.VISA: (Stage.DEPARTED, Stage.WITHDRAWN),
        Stage.DEPARTED: (Stage.RETURNED,),
        Stage.RETURNED: (),
        Stage.WITHDRAWN: ("resumed",),  # «đăng ký lại»: the registration goes on from where it stood
    }
    CLOSED: ClassVar[tuple[str, ...]] = (Stage.RETURNED, Stage.WITHDRAWN)
    BEGINNING: ClassVar[tuple[str, ...]] = (Stage.REGISTERED, Stage.CONSULTED)
    UNDER_WAY: ClassVar[tuple[str, ...]] = (Stage.SELECTED, Stage.TRAINING, Stage.CONTRACTED, Stage.VISA)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("commune at registration")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wanted market")
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    job_order = models.ForeignKey(
        JobOrder, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job order")
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("came from event")
    )
    invitee = models.OneToOneField(Invitee, models.SET_NULL, null=True, blank=True, related_name="+")
    import_row = models.ForeignKey(Row, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.REGISTERED)
    stage_on = models.DateField(_("since"))
    # Follow from milestones and contacts (`services.stages`, `services.contacts`), so that who waits is found in an index.
    selected_on = models.DateField(null=True, blank=True, editable=False)
    contract_until = models.DateField(null=True, blank=True, editable=False)
    heard_on = models.DateField(null=True, blank=True, editable=False)
    call_on = models.DateField(null=True, blank=True, editable=False)
    # Follow from the person, the commune and the credit that holds; the database writes them (migration 0013), whoever changes those.
    name_folded = models.CharField(max_length=120, default="", blank=True, editable=False)
    name_sort = models.CharField(max_length=240, default="", blank=True, editable=False, db_collation="C")
    unit_path = models.CharField(max_length=80, default="", blank=True, editable=False, db_collation="C")
    bodies = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)  # the lead first
    note = models.CharField(_("note"), max_length=400, blank=True)
    is_demo = models.BooleanField(default=False)
    # The registration of the same person in this campaign that this one became part of; its steps and credit ended then.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        ordering = ["-stage_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign"],
                condition=~Q(stage="returned"),
                name="registration_one_open",
                violation_error_message=_(
                    "This person is already registered in this campaign; a new registration is possible only after return."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="registration_not_merged_into_itself"
            ),
        ]
        indexes = [
            # With whose they are: a page, a count or a search is answered without touching a row that is not shown.
            models.Index(
                fields=["campaign", "-stage_on", "id"],
                include=["unit_path", "bodies", "name_folded"],
                name="registration_newest",
                condition=Q(merged_into__isnull=True),
            ),
            models.Index(
                fields=["campaign", "name_sort", "id"],
                include=["unit_path", "bodies", "name_folded"],
                name="registration_named",
                condition=Q(merged_into__isnull=True),
            ),
            models.Index(
                fields=["campaign", "unit_path", "-stage_on", "id"],
                include=["bodies"],
                name="registration_place",
                condition=Q(merged_into__isnull=True),
            ),
            GinIndex(words(), name="registration_words", condition=Q(merged_into__isnull=True)),
            GinIndex(fields=["bodies"], name="registration_bodies", condition=Q(merged_into__isnull=True)),
            models.Index(fields=["campaign", "stage", "-stage_on"], name="registration_stage"),
            models.Index(
                "campaign",
                Greatest("stage_on", "heard_on"),
                "id",
                include=["stage_on", "heard_on", "unit", "unit_path", "bodies"],
                name="registration_unheard",
                condition=Q(
                    stage__in=["registered", "consulted"], call_on__isnull=True, merged_into__isnull=True
                ),
            ),
            models.Index(
                fields=["campaign", "selected_on", "id"],
                include=["heard_on", "unit", "unit_path", "bodies"],
                name="registration_selected",
                condition=Q(
                    stage__in=["selected", "training", "contracted", "visa"],
                    call_on__isnull=True,
                    merged_into__isnull=True,
                ),
            ),
            models.Index(
                fields=["campaign", "contract_until", "id"],
                name="registration_contract",
                condition=Q(stage="departed", call_on__isnull=True, contract_until__isnull=False),
            ),
            models.Index(
                fields=["campaign", "call_on", "id"],
                name="registration_call",
                condition=Q(call_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.campaign_id} · {self.stage}"

    @property
    def is_open(self) -> bool:
        return self.stage not in self.CLOSED

    @property
    def next_stages(self) -> tuple[str, ...]:
        return self.NEXT[self.stage]


class Credit(Checked):
    """A body's share in having mobilised somebody. Shares of a registration add up to exactly 1, with exactly one lead (I3)."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        PROPOSED = "proposed", _("Waiting for confirmation")
        DISPUTED = "disputed", _("Disputed")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="credits")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    is_lead = models.BooleanField(_("lead"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("credit")
        ordering = ["-is_lead", "organization__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "organization"],
                condition=Q(superseded_at__isnull=True),
                name="credit_once",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(superseded_at__isnull=True, is_lead=True),
                name="credit_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gte=F("numerator")), name="credit_is_a_share"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "registration"],
                name="credit_organization",
                condition=Q(superseded_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.share}"

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)
