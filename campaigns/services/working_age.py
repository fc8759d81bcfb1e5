"""People of working age by unit, as somebody counted them: a basis for dividing targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from campaigns.access import Access, Action
from campaigns.models import Unit, WorkingAge


@transaction.atomic
def set_working_age(*, access: Access, on: date, source: str, figures: Mapping[int, int]) -> int:
    """Write what a source says of a day; a figure of the same day is superseded. Gives the number of units written."""
    access.require(Action.TARGET_WRITE)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=figures)}
    if outside := [unit.name for unit in units.values() if not access.reaches(unit.path)]:
        raise ValidationError(_("Outside your area: %s.") % ", ".join(outside))
    standing = {row.unit_id: row for row in held(units, on)}
    news = {
        pk: people
        for pk, people in figures.items()
        if pk not in standing or (standing[pk].people, standing[pk].source) != (people, source)
    }
    moment = now()
    WorkingAge.objects.filter(pk__in=[standing[pk].pk for pk in news if pk in standing]).update(
        superseded_at=moment
    )
    made = [
        WorkingAge(
            unit_id=pk, on=on, people=people, source=source, recorded_at=moment, recorded_by_id=access.user_id
        )
        for pk, people in news.items()
    ]
    for row in made[:1]:
        row.clean_fields(exclude=["unit", "recorded_by"])
    WorkingAge.objects.bulk_create(made)
    if made:
        told = {
            units[pk].code: [standing[pk].people if pk in standing else None, n] for pk, n in news.items()
        }
        changes = {"on": on, "source": source, "people": told}
        audit.record("working_age.set", *made, access=access, changes=changes)
    return len(made)


def held(units: Iterable[int], on: date) -> list[WorkingAge]:
    rows = WorkingAge.objects.filter(unit__in=list(units), on=on, superseded_at=None)
    return list(rows.select_for_update(of=("self",)))


def known(units: Iterable[Unit], day: date) -> dict[int, WorkingAge]:
    """The newest figure of each unit up to a day; units nobody counted are missing."""
    rows = WorkingAge.objects.filter(unit__in=list(units), on__lte=day, superseded_at=None).order_by("on")
    return {row.unit_id: row for row in rows}
