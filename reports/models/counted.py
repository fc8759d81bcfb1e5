"""The roll-up: every step once with what it is counted by, and how many there are of a kind. Derived, and kept by `reports.folding`.

The rows name what they were made from by plain numbers, not by foreign keys: nothing must ever wait for them or be refused because of them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func


class Touched(models.Model):
    """What has changed so that somebody may be counted otherwise; written by triggers in the writer's own transaction.

    Whom it concerns is found when it is folded, not when it is written: meanwhile others may come to register from the same event.
    """

    registration = models.UUIDField(null=True)
    event = models.UUIDField(null=True)
    organization = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.registration or self.event or self.organization)


def keys() -> Func:
    """Words a step is found by, of each way it is cut: `cut/kind/first/year` and, where two things are cut by, `cut/kind//second/year`."""
    parts = ("finer", "kind", "on", "unit", "market", "lead")
    return Func(*parts, function="counted_keys", output_field=ArrayField(models.TextField()))


class CountedStep(models.Model):
    """A step as it is counted: a span counts it when its day lies in it and `earlier`, the same step of this person before it, does not."""

    campaign = models.BigIntegerField()
    person = models.UUIDField(db_index=True)
    registration = models.UUIDField(db_index=True)
    step = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    on = models.DateField()
    earlier = models.DateField(null=True)
    vague = models.BooleanField()
    unit = models.BigIntegerField()
    market = models.BigIntegerField(null=True)
    lead = models.BigIntegerField(null=True)
    relation = models.CharField(max_length=8)
    sex = models.CharField(max_length=8)
    name_sort = models.CharField(max_length=240, default="", db_collation="C")
    finer = models.JSONField(
        default=list
    )  # what else it is cut by: cut, kind, first, second, sex, people, parts

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign", "on"],
                include=["kind", "earlier", "vague", "unit", "market", "lead", "relation", "sex"],
                name="counted_step_on",
            ),
            # The people behind a number, by given name: many of a kind are met along it, few are looked up by their keys.
            models.Index(
                fields=["campaign", "kind", "name_sort", "registration"],
                include=["id", "on", "earlier", "unit", "market", "lead", "relation", "sex"],
                name="counted_step_named",
            ),
            GinIndex(keys(), name="counted_step_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Cell(models.Model):
    """How many people a part of a month holds of one cut; without a unit: everywhere. The cuts are those of `indicators.cutting`."""

    campaign = models.BigIntegerField()
    cut = models.CharField(max_length=12)
    unit = models.BigIntegerField(null=True)
    month = models.DateField()  # its first day; December is cut in two, where the official year ends
    kind = models.CharField(max_length=12)
    earlier = models.DateField(null=True)
    first = models.TextField(null=True)  # noqa: DJ001 — not known is not empty
    second = models.TextField(null=True)  # noqa: DJ001 — likewise
    sex = models.CharField(max_length=8)
    people = models.IntegerField()
    vague = models.IntegerField()
    parts = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "cut", "unit", "month", "kind", "earlier", "first", "second", "sex"],
                nulls_distinct=False,
                name="cell_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut} {self.kind} {self.month}: {self.people}"
