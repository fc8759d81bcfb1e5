"""Who waits on the way and why, today: the clocks of `registrations.waiting`, counted by reason, unit and leading body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Value

from campaigns.access import Access
from campaigns.models import Campaign, Organization, Unit
from campaigns.models.directory import under
from registrations import clocks
from registrations.models import Registration, Wait
from registrations.waiting import rows
from reports.indicators.area import key_of
from reports.indicators.hiding import small
from reports.indicators.telling import HIDDEN, is_told
from reports.indicators.veil import cover

Found = tuple[str, int, int | None, int]  # reason, unit, leading body, how many


@dataclass(frozen=True, slots=True)
class WaitRow:
    """How many wait for each reason of `Waits.reasons`, in the same order."""

    key: str
    name: str
    counts: tuple[Any, ...]  # numbers, or that one is not told
    path: str = ""  # of a unit

    @property
    def total(self) -> Any:
        return sum(self.counts) if all(map(is_told, self.counts)) else HIDDEN


@dataclass(frozen=True, slots=True)
class Waits:
    """One person may wait for two reasons and then counts in both columns."""

    day: date
    reasons: tuple[str, ...]
    by_unit: tuple[WaitRow, ...]
    by_body: tuple[WaitRow, ...]
    total: WaitRow
    is_told: bool = True  # of a single unit of others nothing is

    @property
    def hides(self) -> bool:
        rows = (*self.by_unit, *self.by_body, self.total)
        return not all(is_told(count) for row in rows for count in row.counts)

    @property
    def labels(self) -> list[str]:
        return [str(Wait(reason).label) for reason in self.reasons]


def waits(campaign: Campaign, day: date, unit: Unit | None = None, access: Access | None = None) -> Waits:
    """Of the whole area by district, of a district by commune; every table adds up to the same total.

    With an access small numbers of others are hidden, as `veil` does; of another unit alone nothing is told.
    """
    outside = access is not None and not access.reaches((unit or campaign.province).path)
    if outside and unit is not None:
        return Waits(day, (), (), (), WaitRow("", "", ()), is_told=False)
    found = _whole(campaign, day, unit)
    return _veiled(found, access) if access and outside else found


def _veiled(found: Waits, access: Access) -> Waits:
    """Reason by reason; a row with a hidden number has no total, and a reason of which few wait has none either."""
    own = {
        "by_unit": [access.reaches(row.path) for row in found.by_unit],
        "by_body": [False] * len(found.by_body),
    }
    hidden: dict[str, set[tuple[int, int]]] = {"by_unit": set(), "by_body": set(), "total": set()}
    for n, whole in enumerate(found.total.counts):
        covers = {
            name: cover([row.counts[n] for row in getattr(found, name)], mine) for name, mine in own.items()
        }
        if small(whole) or any(exposed for _rows, exposed in covers.values()):
            covers = {
                name: ({r for r, is_own in enumerate(mine) if not is_own}, True) for name, mine in own.items()
            }
            hidden["total"].add((0, n))
        for name, (chosen, _exposed) in covers.items():
            hidden[name] |= {(r, n) for r in chosen}
    (total,) = _dotted([found.total], hidden["total"])
    by_unit, by_body = (_dotted(getattr(found, name), hidden[name]) for name in ("by_unit", "by_body"))
    return replace(found, total=total, by_unit=by_unit, by_body=by_body)


def _dotted(rows: Iterable[WaitRow], hidden: set[tuple[int, int]]) -> tuple[WaitRow, ...]:
    return tuple(
        replace(row, counts=tuple(HIDDEN if (r, n) in hidden else one for n, one in enumerate(row.counts)))
        for r, row in enumerate(rows)
    )


def _whole(campaign: Campaign, day: date, unit: Unit | None) -> Waits:
    found = _counted(campaign, day, unit)
    reasons = tuple(reason for reason in Wait.values if any(row[0] == reason for row in found))
    places, bodies = _places(found, unit), dict(Organization.objects.values_list("pk", "short_name"))
    by_unit: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
    by_body: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for row in found:
        by_unit[places[row[1]]].append(row)
        by_body[str(row[2] or ""), bodies.get(row[2] or 0, "")].append(row)
    return Waits(
        day=day,
        reasons=reasons,
        by_unit=tuple(
            _row(key, name, of, reasons, path) for (key, name, path), of in sorted(by_unit.items())
        ),
        by_body=tuple(_row(key, name, of, reasons) for (key, name), of in sorted(by_body.items())),
        total=_row("", "", found, reasons),
    )


def _counted(campaign: Campaign, day: date, unit: Unit | None) -> list[Found]:
    """All reasons in one statement; appointments that lie ahead wait for nobody."""
    base = Registration.objects.for_campaign(campaign).filter(merged_into__isnull=True)
    if unit is not None:
        base = base.filter(under((unit.path,), "unit_path"))
    ringing = clocks.on(day)
    parts = [_by_unit_and_body(rows(base, wait, day, ringing), wait) for wait in Wait.values]
    return list(parts[0].union(*parts[1:], all=True))


def _by_unit_and_body(found: Any, wait: str) -> Any:
    named = found.annotate(wait=Value(wait, output_field=CharField()), lead=F("bodies__0"))
    return named.order_by().values_list("wait", "unit_id", "lead").annotate(n=Count("pk"))


def _places(found: Iterable[Found], unit: Unit | None) -> dict[int, tuple[str, str, str]]:
    """Unit of a registration → key, name and path of the row it is counted in: its district, or in a district itself."""
    units = Unit.objects.filter(pk__in={row[1] for row in found}).select_related("parent")
    shown = {one.pk: (one.parent if unit is None and one.is_commune and one.parent else one) for one in units}
    return {pk: (key_of(place), place.name, place.path) for pk, place in shown.items()}


def _row(key: str, name: str, found: Iterable[Found], reasons: Iterable[str], path: str = "") -> WaitRow:
    sums: dict[str, int] = defaultdict(int)
    for reason, _unit, _body, count in found:
        sums[reason] += count
    return WaitRow(key, name, tuple(sums[reason] for reason in reasons), path)
