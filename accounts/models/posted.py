from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class PostedForm(models.Model):
    """A form that has acted, and the page it led to; sending it again leads there and does nothing else."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.UUIDField()
    route = models.CharField(max_length=80, blank=True)
    redirect = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="posted_form_acts_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.created_at:%d/%m/%Y %H:%M}"
