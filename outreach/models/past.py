from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from campaigns.models import Unit
from outreach.models.events import Event


class EventPast(models.Model):
    """What an event counted as before it was changed: the event itself holds only what is known now."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="past")
    kind = models.CharField(max_length=14)
    state = models.CharField(max_length=10)
    on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organizers = ArrayField(models.BigIntegerField(), default=list)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["event", "superseded_at"], name="event_past_until")]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.state}"
