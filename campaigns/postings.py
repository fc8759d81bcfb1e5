"""The postings of a user, read on every page."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.compiled import Compiled
from accounts.models import User
from campaigns.models import Organization, Posting, Unit, UnitSuccession


def postings_of(user_id: int, day: date) -> list[Posting]:
    """The postings of a user in force on a day, best known first; with what was merged into each unit, in the same statement."""
    return POSTINGS.rows(user_id=user_id, day=day)


def _postings(user_id: int, day: date) -> QuerySet[Posting]:
    own = OuterRef("unit__path")
    merged = UnitSuccession.objects.filter(new__path__startswith=own).exclude(old__path__startswith=own)
    return (
        Posting.objects.on(day)
        .filter(user_id=user_id, user__is_active=True)
        .annotate(merged_paths=ArraySubquery(merged.order_by("old__path").values("old__path").distinct()))
        .order_by("-valid_from", "pk")
    )


POSTINGS = Compiled(
    Posting,
    _postings,
    stand_ins={"user_id": -1, "day": date.min},
    related={"user": User, "organization": Organization, "unit": Unit},
    extra=("merged_paths",),
)
