from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import crypto
from accounts.models import User
from accounts.models.checked import Checked
from campaigns.dates import PartialDate, Precision
from campaigns.models import Organization, Unit
from campaigns.models.directory import in_force
from registrations.identity import mask

if TYPE_CHECKING:
    from campaigns.access import Access


class PersonQuerySet(models.QuerySet["Person"]):
    def within(self, access: Access) -> PersonQuerySet:
        """People who have a registration in view of the access."""
        registration: Any = self.model._meta.get_field("registrations").related_model
        return self.filter(Exists(registration.objects.within(access).filter(person=OuterRef("pk"))))


class Person(Checked):
    """One human being, once: across years, organisations and units."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        UNKNOWN = "unknown", _("Unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    full_name = models.CharField(_("full name"), max_length=120)
    name_folded = models.CharField(max_length=120, editable=False)
    name_sort = models.CharField(max_length=240, editable=False, db_collation="C")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    hamlet = models.CharField(_("hamlet"), max_length=120, blank=True)
    ethnicity = models.CharField(_("ethnic group"), max_length=40, blank=True)
    education = models.CharField(_("schooling"), max_length=60, blank=True)
    skills = models.CharField(_("skills"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    # The record that this one turned out to double; nothing of a merged record is deleted, nothing of it is shown or counted.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        indexes = [
            models.Index(fields=["name_folded", "unit"], name="person_name_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_precision="unknown", birth_date__isnull=True)
                | (~Q(birth_precision="unknown") & Q(birth_date__isnull=False)),
                name="person_birth_iff_precision",
                violation_error_message=_("Enter the date of birth, or leave it empty if nobody knows it."),
            ),
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="person_has_name",
                violation_error_message=_("Enter the full name."),
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def birth(self) -> PartialDate:
        return PartialDate(self.birth_date, Precision(self.birth_precision))


class IdentityNumber(Checked):
    """A number that a person is or was known by; encrypted, found by a keyed index, never shown whole without a trace."""

    class Kind(models.TextChoices):
        CCCD = "cccd", _("Citizen identity card (12 digits)")
        CMND = "cmnd", _("Old identity card (9 digits)")
        PASSPORT = "passport", _("Passport")

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    sealed = models.BinaryField()
    index = models.CharField(max_length=64)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=120, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("identity number")
        ordering = ["person", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["index"],
                condition=Q(superseded_at__isnull=True),
                name="identity_one_person",
                violation_error_message=_("This identity number already belongs to another person."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="identity_one_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(expires_on__gt=F("issued_on")),
                name="identity_range",
                violation_error_message=_("A paper runs out after the day it was issued."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="passport_expires",
                condition=Q(kind="passport", superseded_at__isnull=True, expires_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def value(self) -> str:
        """The whole number; whoever calls this writes a REVEAL entry."""
        return crypto.unseal(bytes(self.sealed), context=f"identity:{self.person_id}")

    @property
    def masked(self) -> str:
        return mask(self.value)


class Phone(Checked):
    """A phone number of the person or the family; shared numbers are normal and say nothing about identity."""

    class Owner(models.TextChoices):
        SELF = "self", _("Own number")
        FAMILY = "family", _("Family's number")

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    sealed = models.BinaryField()
    index = models.CharField(max_length=64, db_index=True)
    owner = models.CharField(_("whose"), max_length=8, choices=Owner.choices, default=Owner.SELF)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("phone")
        constraints = [models.UniqueConstraint(fields=["person", "index"], name="phone_once_per_person")]

    def __str__(self) -> str:
        return "•••"

    @property
    def value(self) -> str:
        return crypto.unseal(bytes(self.sealed), context=f"phone:{self.person_id}")


class GroupStatusQuerySet(models.QuerySet["GroupStatus"]):
    def on(self, day: object) -> GroupStatusQuerySet:
        return self.filter(in_force(day))  # type: ignore[arg-type]


class GroupStatus(Checked):
    """A policy group somebody belongs to in a span of time, with its evidence. Groups overlap and are never summed."""

    class Group(models.TextChoices):
        POOR = "poor", _("Poor household")
        NEAR_POOR = "near_poor", _("Near-poor household")
        ESCAPED_POOR = "escaped_poor", _("Household newly out of poverty")
        DEMOBILISED = "demobilised", _("Demobilised soldier or police")
        MERIT = "merit", _("Relative of a person with merit")
        ORPHAN = "orphan", _("Orphan or in social protection")
        STARTUP = "startup", _("Start-up out of poverty programme")
        MINORITY = "minority", _("Ethnic minority")
        LAND_LOST = "land_lost", _("Household that lost farm land")

    person = models.ForeignKey(Person, models.CASCADE, related_name="groups")
    group = models.CharField(_("group"), max_length=14, choices=Group.choices)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GroupStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy group")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="group_range",
                violation_error_message=_("The group cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(valid_to__isnull=True),
                name="group_open_once",
                violation_error_message=_("This person is already in that group."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_group_display()


class Affiliation(Checked):
    """How a person belongs to a body: as a member, or as child, sibling or grandchild of one (plan III.2)."""

    class Relation(models.TextChoices):
        SELF = "self", _("Member")
        CHILD = "child", _("Child of a member")
        SIBLING = "sibling", _("Sibling of a member")
        GRANDCHILD = "grandchild", _("Grandchild of a member")

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    member_name = models.CharField(_("the member's name"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("affiliation")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"],
                name="affiliation_once",
                violation_error_message=_("The relation to this organisation is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} · {self.organization}"


class Consent(Checked):
    """What a person agreed to, for one purpose, on paper or by mark; never assumed, withdrawable (law 91/2025, decree 356/2025)."""

    class Purpose(models.TextChoices):
        CAMPAIGN = "campaign", _("Follow-up in this campaign")
        BANK = "bank", _("Passing the loan request to a bank")
        ENTERPRISE = "enterprise", _("Passing the file to an enterprise")
        PUBLICATION = "publication", _("Being named as an example")

    class Channel(models.TextChoices):
        PAPER = "paper", _("Signed form")
        SPOKEN = "spoken", _("Spoken before a witness")
        ELECTRONIC = "electronic", _("Electronic")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    given_on = models.DateField(_("given on"))
    channel = models.CharField(_("how"), max_length=10, choices=Channel.choices, default=Channel.PAPER)
    evidence = models.CharField(_("form number or witness"), max_length=160, blank=True)
    text_version = models.CharField(max_length=20, default="2017-1")
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        ordering = ["-given_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_range",
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_open_once",
                violation_error_message=_("A consent for this purpose is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_on:%d/%m/%Y}"
