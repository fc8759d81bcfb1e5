"""The roll behind a printed figure: the people of one number, asked with the very statement that counts them.

A cut names a step and what it is cut by, in the codes that the frozen figures hold; `people` answers with one row for each person counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from campaigns.models import Organization
from outreach.models import Enterprise, Market
from reports.indicators.area import Area, area_of, key_of
from reports.indicators.cutting import BANDS
from reports.indicators.loans import borrowers
from reports.indicators.people import ANY, NOT_NONE, Number, Part, rows
from reports.indicators.question import PREVIOUS, THIS, Question

CENTRE, NOBODY = "centre", "nobody"
BORROWED = "borrowed"  # not a step: a loan was paid out
YOUTH = {"youth": "yes", "youth_unknown": None}  # a reading of the age, printed among the groups
COLUMNS = 'c.registration_id, c.person_id, c.unit_id, c."on", c.precision, c.market_id'
Cut = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """One person as the figure knew them: by which registration, in which unit, on which day."""

    registration: UUID
    person: Any
    unit: int
    on: date
    precision: str
    market: int | None


def people(question: Question, cut: Cut) -> list[Counted]:
    """Everybody a figure counts, once; a cut it does not know is an error, not everybody."""
    area = area_of(question)
    if cut["kind"] == BORROWED:
        return [
            Counted(item.registration, item.person, item.unit, item.paid_on, "day", None)
            for item in borrowers(area, cut)
        ]
    if cut.get("span", THIS) not in {asked.name for asked in question.spans()}:
        return []
    return [Counted(*row) for row in rows(area, number_of(area, cut), COLUMNS)]


def number_of(area: Area, cut: Cut) -> Number:
    """The same number in the words of `indicators.people`."""
    span = cut.get("span", THIS)
    if span == PREVIOUS and "month" in cut:  # figures name the months of their own year
        year, month = cut["month"].split("-")
        cut = {**cut, "month": f"{int(year) - 1}-{month}"}
    parts = [PARTS[name](value) for name, value in cut.items() if name not in OTHER]
    if "relation" in cut and "lead" not in cut:
        parts.append(Part("lead", NOT_NONE))
    return Number(cut["kind"], span, tuple(parts), cut.get("sex"), units_of(area, cut))


OTHER = ("kind", "span", "sex", "district", "commune")


def units_of(area: Area, cut: Cut) -> tuple[int, ...] | None:
    found: Iterable[int] | None = None
    if "district" in cut:
        found = (pk for pk in area.home if area.district_code(pk) == cut["district"])
    if "commune" in cut:
        among = area.home if found is None else found
        found = (pk for pk in among if key_of(area.home[pk]) == cut["commune"])
    return None if found is None else tuple(found)


def _key(model: type[Model], **code: str) -> str:
    """Frozen figures hold codes, facts hold keys; of a code that is gone nobody is found."""
    known = model._default_manager.filter(**code).values_list("pk", flat=True).first()
    return str(known or 0)


def _market(code: str) -> Part:
    return Part("market", _key(Market, code=code) if code else None)


def _lead(code: str) -> Part:
    return Part("lead", _key(Organization, code=code))


def _group(code: str) -> Part:
    return Part("age", second=YOUTH[code]) if code in YOUTH else Part("group", code)


def _age(code: str) -> Part:
    return Part("age", code if code in BANDS else None)


def _enterprise(licence: str) -> Part:
    if licence in (CENTRE, NOBODY):
        return Part("enterprise", None, "yes" if licence == CENTRE else "no")
    return Part("enterprise", _key(Enterprise, licence_number=licence))


PARTS: dict[str, Callable[[str], Part]] = {
    "market": _market,
    "lead": _lead,
    "relation": lambda name: Part("lead", second=name),
    "group": _group,
    "age": _age,
    "enterprise": _enterprise,
    "reason": lambda code: Part("reason", code),
    "outcome": lambda code: Part("ending", code),
    "job": lambda code: Part("ending", ANY, code),
    "month": lambda month: Part("month", month),
    "shared": lambda _yes: Part("shared"),
}
