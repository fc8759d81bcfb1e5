"""The way from a number to its people: an address for those who may see every one of them, and none for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from campaigns.access import Access, Action
from campaigns.models import Unit
from campaigns.scope import sees_all_bodies
from reports.asking import Reading
from reports.indicators.area import key_of
from reports.indicators.people import ANY, Behind
from reports.indicators.question import THIS

# Names of the address → fields of `Behind`; absent means not cut by, empty means those of whom it is not known.
NAMES = {"buoc": "step", "ky": "span", "theo": "cut", "la": "first", "va": "second", "gioi": "sex"}
BODIES = ("lead", "credit")


@dataclass(frozen=True)
class Links:
    """The links of one page of figures, which is about a unit (None: the whole area)."""

    reading: Reading
    unit: Unit | None
    access: Access
    todays: Mapping[str, str]  # key → path of the units of today, when the page shows those

    @property
    def shows_people(self) -> bool:
        return self.access.may(Action.PERSON_READ)

    def to(self, number: Behind, row: str = "") -> str:
        """Of the unit of the page, or of the unit in one of its rows."""
        if not self.shows_people or not self._is_own(number) or not self._reaches(row):
            return ""
        place = ".".join((*self._keys, row) if row else self._keys)
        said = urlencode(({"don-vi": place} if place else {}) | written(number))
        return f"{self._base}{said}"

    def _is_own(self, number: Behind) -> bool:
        """A union sees the people it has a share in, and nobody else's."""
        if sees_all_bodies(self.access):
            return True
        return number.cut in BODIES and number.first == self.access.organization_code

    @property
    def is_own_area(self) -> bool:
        return self.access.reaches((self.unit or self.reading.campaign.province).path)

    @cached_property
    def _base(self) -> str:
        address = f"{reverse('reports:people', args=[self.reading.year])}{self.reading.query()}"
        return f"{address}{'&' if '?' in address else '?'}"

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(key_of(step) for step in way_to(self.reading, self.unit))

    def _reaches(self, row: str) -> bool:
        whole = self.reading.campaign.province.path
        place = self.unit.path if self.unit else whole
        if not self.reading.is_now:
            return self.access.reaches(f"{place}{row}." if row else place)
        return self.access.reaches(whole) or self.access.reaches(self.todays.get(row, "") if row else place)


def way_to(reading: Reading, unit: Unit | None) -> list[Unit]:
    """The district and the commune a page stands below."""
    above = unit.parent if unit and unit.is_commune and not reading.is_now else None
    return [step for step in (above, unit) if step]


def links(reading: Reading, unit: Unit | None, access: Access) -> Links:
    todays: dict[str, str] = {}
    if reading.is_now:
        todays = {key_of(one): one.path for one in Unit.objects.filter(valid_to=None).communes()}
    return Links(reading, unit, access, todays)


def written(number: Behind) -> dict[str, str]:
    said = {name: getattr(number, field) for name, field in NAMES.items()}
    usual = {"ky": THIS, "theo": "", "la": ANY, "va": ANY, "gioi": ""}
    return {name: value or "" for name, value in said.items() if value != usual.get(name)}


def read(data: Mapping[str, str], reading: Reading) -> Behind:
    """The number an address means; without a step that of the counting point."""
    given = {field: data[name].replace("\0", "?") for name, field in NAMES.items() if name in data}
    for field in ("first", "second"):
        if given.get(field) == "":
            given[field] = None  # type: ignore[assignment]
    point = reading.given.get("chi-so") or reading.campaign.counting_point
    return Behind(**{"step": point, **given})
