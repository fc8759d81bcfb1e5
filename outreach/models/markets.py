from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.directory import in_force


class Market(models.Model):
    """A country or territory people go to work in."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    rank = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("market")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """The form under the law in which somebody goes abroad (law 69/2020, article 5)."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=160)
    clause = models.CharField(_("clause of the law"), max_length=80, blank=True)
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("channel")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def on(self, day: date) -> ProgrammeQuerySet:
        return self.filter(in_force(day))


class Programme(models.Model):
    """A programme inside a market, such as EPS, IM Japan or technical interns; not the same as market or channel."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    market = models.ForeignKey(Market, models.PROTECT, related_name="programmes")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    age_min = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    requirements = models.TextField(_("requirements"), blank=True)
    source = models.CharField(_("legal basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("runs from"), null=True, blank=True)
    valid_to = models.DateField(_("runs to"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        ordering = ["market__rank", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="programme_range",
                violation_error_message=_("A programme cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name
