"""Who has not reported: units and bodies of which nothing new was recorded for a while, counted from the entries themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q, QuerySet

from campaigns.dates import VIETNAM
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from campaigns.succession import in_order
from registrations.models import Milestone, known_at
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
class SilentDistrict:
    """The silent communes of one district, the longest silent first, and how many communes it has."""

    name: str
    units: tuple[Silent, ...]
    of: int

    @property
    def never(self) -> int:
        return sum(1 for one in self.units if one.last is None)

    @property
    def longest(self) -> int | None:
        """Days since the oldest last entry of those that ever entered anything."""
        return max((one.days for one in self.units if one.days is not None), default=None)


@dataclass(frozen=True, slots=True)
class Silence:
    day: date
    days: int
    since: date
    units: tuple[Silent, ...]
    of_units: int
    districts: tuple[SilentDistrict, ...]
    bodies: tuple[Silent, ...]
    of_bodies: int


def silence(campaign: Campaign, day: date, days: int, unit: Unit | None = None) -> Silence:
    """Communes in force on the day, longest silent first, and the bodies of the plan that mobilise; in one unit or everywhere."""
    since = day - timedelta(days=days)
    area = under(((unit or campaign.province).path,))
    communes = in_order(Unit.objects.filter(area).on(day).communes().select_related("parent"))
    parties = set(campaign.parties.values_list("organization", flat=True))
    bodies = list(Organization.objects.mobilising().filter(pk__in=parties))
    steps = entries(campaign, day, unit)
    by_unit, by_body = _lately(steps, since)
    by_unit |= _last(steps, "registration__unit", {one.pk for one in communes} - by_unit.keys())
    silent = {one.pk for one in bodies} - by_body.keys()
    by_body |= _last(steps, "registration__credits__organization", silent, LEAD)
    units = [
        _silent(day, key_of(one), one.name, one.parent.name if one.parent else "", by_unit.get(one.pk))
        for one in communes
    ]
    others = [_silent(day, body.code, body.short_name, "", by_body.get(body.pk)) for body in bodies]
    quiet = _quiet(units, since)
    return Silence(
        day, days, since, quiet, len(units), _districts(quiet, units), _quiet(others, since), len(others)
    )


LEAD = known_at(None, "registration__credits__") & Q(registration__credits__is_lead=True)


def entries(campaign: Campaign, day: date, unit: Unit | None) -> QuerySet[Milestone]:
    """Every step recorded by then, also those put right since."""
    steps = Milestone.objects.filter(registration__campaign=campaign, recorded_at__lte=moment_of(day))
    if unit is not None:
        steps = steps.filter(registration__unit__in=Unit.objects.filter(under((unit.path,))).values("pk"))
    return steps.order_by()


Moments = dict[int, datetime]


def _lately(steps: QuerySet[Milestone], since: date) -> tuple[Moments, Moments]:
    """Units, and bodies that lead, with an entry since: the moment of the last. Found along the index of what was recorded, in one reading."""
    recent = steps.filter(recorded_at__gte=datetime.combine(since, time.min, tzinfo=VIETNAM))
    rows = recent.values_list("registration__unit", "registration__bodies__0").annotate(at=Max("recorded_at"))
    units: Moments = {}
    bodies: Moments = {}
    for unit, body, at in rows:
        units[unit] = max(at, units.get(unit, at))
        if body:
            bodies[body] = max(at, bodies.get(body, at))
    return units, bodies


def _last(steps: QuerySet[Milestone], by: str, silent: set[int], *also: Q) -> Moments:
    """The moment of the last entry of each that was silent: all their entries are looked through, in the index."""
    if not silent:
        return {}
    # In one filter: a second one would ask it of another row of the credit.
    theirs = steps.filter(*also, **{f"{by}__in": silent})
    return dict(theirs.values_list(by).annotate(at=Max("recorded_at")))


def _districts(quiet: tuple[Silent, ...], units: Iterable[Silent]) -> tuple[SilentDistrict, ...]:
    """Districts in the order of their units; those of which everybody reported are not among them."""
    of, silent = Counter(one.above for one in units), defaultdict(list)
    for one in quiet:
        silent[one.above].append(one)
    return tuple(SilentDistrict(name, tuple(silent[name]), of[name]) for name in of if name in silent)


def _silent(day: date, key: str, name: str, above: str, at: datetime | None) -> Silent:
    last = at.astimezone(VIETNAM).date() if at else None
    return Silent(key, name, above, last, (day - last).days if last else None)


def _quiet(found: Iterable[Silent], since: date) -> tuple[Silent, ...]:
    quiet = [one for one in found if one.last is None or one.last < since]
    return tuple(sorted(quiet, key=lambda one: (one.last is not None, one.last or since, one.name)))
