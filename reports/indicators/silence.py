"""Who has not reported: units and bodies of which nothing new was recorded for a while, counted from the entries themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from campaigns.dates import VIETNAM
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from campaigns.succession import in_order
from registrations.models import Credit, Milestone, known_at
from reports.indicators.area import key_of
from reports.indicators.question import moment_of

SPANS = (30, 60, 90)  # days without an entry that can be asked about


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit or body; `last` is the day of its last entry, None when there never was one."""

    key: str
    name: str
    above: str
    last: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Silence:
    day: date
    days: int
    since: date
    units: tuple[Silent, ...]
    of_units: int
    bodies: tuple[Silent, ...]
    of_bodies: int


def silence(campaign: Campaign, day: date, days: int, unit: Unit | None = None) -> Silence:
    """Communes in force on the day, longest silent first, and the bodies of the plan that mobilise; in one unit or everywhere."""
    since = day - timedelta(days=days)
    area = under(((unit or campaign.province).path,))
    communes = in_order(Unit.objects.filter(area).on(day).communes().select_related("parent"))
    parties = set(campaign.parties.values_list("organization", flat=True))
    bodies = list(Organization.objects.mobilising().filter(pk__in=parties))
    by_unit, by_body = last_entries(campaign, day, unit)
    units = [
        _silent(day, key_of(one), one.name, one.parent.name if one.parent else "", by_unit.get(one.pk))
        for one in communes
    ]
    others = [_silent(day, body.code, body.short_name, "", by_body.get(body.pk)) for body in bodies]
    return Silence(day, days, since, _quiet(units, since), len(units), _quiet(others, since), len(others))


def last_entries(
    campaign: Campaign, day: date, unit: Unit | None
) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """The moment of the last entry by commune, and by leading body."""
    steps = Milestone.objects.filter(registration__campaign=campaign, recorded_at__lte=moment_of(day))
    if unit is not None:
        steps = steps.filter(registration__unit__in=Unit.objects.filter(under((unit.path,))).values("pk"))
    by_unit = steps.order_by().values_list("registration__unit").annotate(at=Max("recorded_at"))
    leads = Credit.objects.filter(known_at(None), is_lead=True, registration__milestones__in=steps)
    by_body = (
        leads.order_by().values_list("organization").annotate(at=Max("registration__milestones__recorded_at"))
    )
    return dict(by_unit), dict(by_body)


def _silent(day: date, key: str, name: str, above: str, at: datetime | None) -> Silent:
    last = at.astimezone(VIETNAM).date() if at else None
    return Silent(key, name, above, last, (day - last).days if last else None)


def _quiet(found: Iterable[Silent], since: date) -> tuple[Silent, ...]:
    quiet = [one for one in found if one.last is None or one.last < since]
    return tuple(sorted(quiet, key=lambda one: (one.last is not None, one.last or since, one.name)))
