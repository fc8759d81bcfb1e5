from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.dates import Precision
from campaigns.models import Unit
from outreach.models import Event, Market, Programme
from registrations.models.people import Person
from registrations.models.registration import Registration


class Profile(models.Model):
    """What was known of a registered person for counting, since when; rewritten by `services.profile.refresh` when it changes.

    The one row per registration that holds now is what tables group by; older rows let any table be computed as of a moment.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="profiles")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    sex = models.CharField(max_length=8, choices=Person.Sex.choices)
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=8, choices=Precision.choices)
    groups = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    relations = models.JSONField(default=dict, blank=True)  # organisation code → relation
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(superseded_at__isnull=True), name="profile_one_valid"
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="profile_unit", condition=Q(superseded_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} since {self.recorded_at:%d/%m/%Y}"
