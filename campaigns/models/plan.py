from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.dates import Calendar
from campaigns.models.directory import Organization, Unit

if TYPE_CHECKING:
    from campaigns.access import Access


class Indicator(models.TextChoices):
    """What a target counts; also the three figures shown on every progress display."""

    REGISTERED = "registered", _("Registered")
    SELECTED = "selected", _("Selected")
    DEPARTED = "departed", _("Departed")


class LegalDocument(models.Model):
    """A paper that binds: every target, duty and rate cites one."""

    number = models.CharField(_("number"), max_length=120)
    issued_on = models.DateField(_("date"))
    issuers = models.CharField(_("issuing bodies"), max_length=300)
    title = models.CharField(_("subject of the document"), max_length=500)
    cited_as = models.CharField(_("cited as"), max_length=200, blank=True)
    file = models.FileField(_("scan"), upload_to="legal/", blank=True)

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["issued_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issued_on"],
                name="legal_document_once",
                violation_error_message=_("This document is already in the register."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Campaign(models.Model):
    """A coordinated campaign of several bodies over some years."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=80)
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="+", verbose_name=_("founding document")
    )
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("province"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    calendar = models.CharField(
        _("calendar"), max_length=10, choices=Calendar.choices, default=Calendar.CALENDAR
    )
    counting_point = models.CharField(
        _("counting point"), max_length=12, choices=Indicator.choices, default=Indicator.DEPARTED
    )
    recipients = models.JSONField(_("recipients"), default=list, blank=True)
    purpose = models.TextField(_("purpose of the campaign"), blank=True)
    headings = models.JSONField(_("headings of the clauses"), default=dict, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message=_("A campaign cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def years(self) -> list[int]:
        """Years that have targets: those wholly inside the period."""
        first = (
            self.starts_on.year
            if self.starts_on <= date(self.starts_on.year, 1, 1)
            else self.starts_on.year + 1
        )
        return list(range(first, self.ends_on.year + 1))

    def working_day(self, today: date) -> date:
        """The day that new facts are dated by default: today, or the last day of a campaign that is over."""
        return max(self.starts_on, min(today, self.ends_on))


class CampaignOrganization(models.Model):
    """A body's place in the joint header and in the signature grid (the lead body signs last)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    header_rank = models.PositiveSmallIntegerField(_("place in the header"))
    signature_rank = models.PositiveSmallIntegerField(_("place among the signatures"))
    is_lead = models.BooleanField(_("lead body"), default=False)
    header_line = models.CharField(_("line in the header"), max_length=120, blank=True)
    signature_line = models.CharField(_("line above the signature"), max_length=120, blank=True)
    authority = models.CharField(_("authority prefix (TM., KT.)"), max_length=60, blank=True)
    signatory_title = models.CharField(_("signatory's title"), max_length=80, blank=True)
    signatory_name = models.CharField(_("signatory's name"), max_length=80, blank=True)

    class Meta:
        ordering = ["campaign", "header_rank"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organization"], name="campaign_party_once"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(is_lead=True),
                name="campaign_one_lead",
                violation_error_message=_("A campaign has exactly one lead body."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.organization}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def reportable_by(self, access: Access) -> DutyQuerySet:
        """Duties the own body leads or shares; the coordinator reports on all."""
        if access.may("plan_write"):
            return self
        return self.filter(
            models.Exists(
                DutyParty.objects.filter(duty=models.OuterRef("pk"), organization_id=access.organization_id)
            )
        )


class Duty(models.Model):
    """One task the plan lays on its parties, with the clause it stands in."""

    class State(models.TextChoices):
        OPEN = "open", _("Not started")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="duties")
    number = models.PositiveSmallIntegerField(_("order"))
    clause = models.CharField(_("clause"), max_length=30)
    text = models.TextField(_("text"))
    due_from = models.DateField(_("from"), null=True, blank=True)
    due_to = models.DateField(_("due"), null=True, blank=True)
    yearly = models.BooleanField(_("every year"), default=False)
    state = models.CharField(_("state of the duty"), max_length=10, choices=State.choices, default=State.OPEN)
    evidence = models.TextField(_("evidence of the duty"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["campaign", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_from__isnull=True) | Q(due_to__isnull=True) | Q(due_to__gte=F("due_from")),
                name="duty_range",
                violation_error_message=_("A duty cannot be due before it begins."),
            ),
            models.UniqueConstraint(fields=["campaign", "number"], name="duty_number_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on__isnull=True)),
                name="duty_done_iff_dated",
                violation_error_message=_("Give the date on which the duty was done, and only then."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(evidence=""),
                name="duty_done_needs_evidence",
                violation_error_message=_("Say what shows that the duty was done (document, minutes, list)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.text[:60]}"


class DutyParty(models.Model):
    """Who leads or shares a duty: one of the bodies, or a party outside them by name."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=120, blank=True)
    is_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_lead", "organization__rank", "label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) ^ ~Q(label=""), name="duty_party_one_of_two"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.label)


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def writable_by(self, access: Access) -> WorkPlanQuerySet:
        """Plans of the own body; the coordinator may help every body."""
        return self if access.may("plan_write") else self.filter(organization_id=access.organization_id)


class WorkPlan(models.Model):
    """The yearly plan a body makes for its own part (clause III.2)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="work_plans")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("document number"), max_length=80, blank=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        ordering = ["-year", "organization__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organization", "year"],
                name="work_plan_once_a_year",
                violation_error_message=_("This organisation already has a plan for that year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}"


class Activity(models.Model):
    """One line of a work plan."""

    work_plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="activities")
    text = models.CharField(_("activity"), max_length=400)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
