"""The people behind a number, from the steps of the roll-up, a page at a time by given name.

Of many people a page is met along the index of names; few are looked up by what they are cut by. How many there are decides, and cells know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from accounts.paging import SIZE
from campaigns.access import Access
from registrations.models import Registration
from registrations.pages import BY_NAME, People, beside, key_in, keys_of, page_among
from reports.indicators import cells
from reports.indicators.area import Area
from reports.indicators.cells import Cover
from reports.indicators.facts import POINT_KINDS
from reports.indicators.people import (
    ANY,
    NEWCOMER,
    NOT_NONE,
    Number,
    Part,
    behind,
    how_many,
    positional,
    valued,
)
from reports.indicators.question import Span

FEW = 2500
KEYS = 'counted_keys(s.finer, s.kind, s."on", s.unit, s.market, s.lead)'
# What is cut by columns of the step itself; the rest stands in `finer`.
COLUMNS = {
    "market": ("s.market::text", "NULL::text"),
    "month": ("to_char(s.\"on\", 'YYYY-MM')", "NULL::text"),
    "lead": ("s.lead::text", "s.relation"),
}
WITHOUT_SEX = ("lead", "month", "credit", "shared", "event", NEWCOMER)  # their cells do not know it
OVERLAPPING = ("group", "credit")  # somebody stands in more than one of them


class Listed(NamedTuple):
    page: People
    counted: int


def listed(area: Area, number: Number, access: Access, params: Mapping[str, str], *, whole: bool) -> Listed:
    """The keys of the registrations of a page, of those this reader may see; `whole`: may see every one counted."""
    with cells.told(area.question) as is_told:
        if is_told and in_steps(number):
            return Steps(area, number).read(access, params, whole=whole)
        rows = Registration.objects.within(access).filter(pk__in=behind(area, number))
        page = keys_of(rows, params, order=BY_NAME)
        return Listed(page, how_many(area, number) if whole else 0)


def in_steps(number: Number) -> bool:
    """How many newcomers came to a step is kept of those steps alone that are shown."""
    return number.step in POINT_KINDS or number.counts == number.step


@dataclass(frozen=True)
class Steps:
    """The rows of `CountedStep` as `s` that a number counts."""

    area: Area
    number: Number

    def read(self, access: Access, params: Mapping[str, str], *, whole: bool) -> Listed:
        counted = self.how_many()
        if counted <= FEW:
            return Listed(page_among(self.few(access), Registration.objects.all(), params), counted)
        if not whole:
            return Listed(self.met_by_registration(access, params), counted)
        return Listed(self.met_by_name(access, params, counted), counted)

    @cached_property
    def span(self) -> Span:
        return next(span for span in self.area.question.spans() if span.name == self.number.span)

    @cached_property
    def units(self) -> list[int] | None:
        own, row = self.area.ids, self.number.units
        if own is None or row is None:
            return own if row is None else list(row)
        return sorted(set(own) & set(row))

    @cached_property
    def values(self) -> dict[str, Any]:
        found = {
            "campaign": self.area.question.campaign.pk,
            "counts": self.number.counts,
            "step": self.number.step,
            "sex": self.number.sex,
            "units": self.units,
        }
        for nth, part in enumerate(self.number.parts):
            found |= {f"cut_{nth}": part.cut, f"first_{nth}": part.first, f"second_{nth}": part.second}
        return found

    @cached_property
    def plain(self) -> list[str]:
        """Conditions on what an index holds."""
        first = self.span.first
        found = ["s.campaign = %(campaign)s", "s.kind = %(counts)s"]
        found.append(f"""s."on" BETWEEN DATE '{first}' AND DATE '{self.span.last}'""")
        found.append(f"(s.earlier IS NULL OR s.earlier < DATE '{first}')")
        if self.units is not None:
            found.append("s.unit = ANY(%(units)s::bigint[])")
        if self.number.sex is not None:
            found.append("s.sex = %(sex)s")
        for nth, part in enumerate(self.number.parts):
            if part.cut in COLUMNS:
                found += cut_by(part, nth, COLUMNS[part.cut])
        return found

    @cached_property
    def finer(self) -> list[str]:
        """Conditions on `finer`, which must be fetched."""
        return [
            held_in_finer(
                [f"e ->> 0 = %(cut_{nth})s", "e ->> 1 = %(step)s", *cut_by(part, nth, ("e ->> 2", "e ->> 3"))]
            )
            for nth, part in enumerate(self.number.parts)
            if part.cut not in COLUMNS
        ]

    def rows(self, sql: str, values: Mapping[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.values, **values})
            found: list[Any] = cursor.fetchall()
            return found

    def how_many(self) -> int:
        """By the cells, where one of them says it; else by the steps."""
        conditions = self.plain + self.finer
        in_cells, cover = self.in_cells(), Cover(self.span)
        sql = f"SELECT count(*) FROM reports_countedstep s WHERE {' AND '.join(conditions)}"  # noqa: S608 — likewise
        if in_cells:
            cell = f"SELECT coalesce(sum(people), 0) FROM reports_cell WHERE {' AND '.join(in_cells)} AND {cover.counts}"  # noqa: S608 — likewise
            sql = f"SELECT ({cell}) + ({sql} AND ({cells.between(cover.edges)}))"
        ((found,),) = self.rows(sql, {})
        return int(found)

    def in_cells(self) -> list[str]:
        """The conditions on the cells that add up to this number; none where they cannot."""
        part = self.number.parts[0] if self.number.parts else Part("unit")
        if len(self.number.parts) > 1 or (self.number.sex is not None and part.cut in WITHOUT_SEX):
            return []
        if part.first in (ANY, NOT_NONE) and part.cut in OVERLAPPING:
            return []
        place = "unit IS NULL" if self.units is None else "unit = ANY(%(units)s::bigint[])"
        found = ["campaign = %(campaign)s", f"cut = '{part.cut}'", place, "kind = %(step)s"]
        found += cut_by(part, 0, ('"first"', '"second"'))
        return found if self.number.sex is None else [*found, "sex = %(sex)s"]

    def few(self, access: Access) -> list[str]:
        """All in view, in order."""
        keys = {f"keys_{nth}": words for nth, words in enumerate(self.keys())}
        asked = [f"{KEYS} && %({name})s::text[]" for name in keys]
        view, values = in_view(access)
        sql = f"""WITH few AS MATERIALIZED (
    SELECT s.registration, s.name_sort FROM reports_countedstep s WHERE {" AND ".join(asked + self.plain + self.finer)}
) SELECT s.registration::text FROM few s WHERE {view} ORDER BY s.name_sort, s.registration"""  # noqa: S608 — likewise
        return [key for (key,) in self.rows(sql, keys | values)]

    def keys(self) -> list[list[str]]:
        """Words of the index of which a step has one of each list; they hold the number, and maybe more."""
        number, found = self.number, []
        for part in number.parts:
            if part.first not in (ANY, NOT_NONE) and part.cut != "month":
                found.append([f"{part.cut}/{number.step}/{part.first or ''}"])
            elif part.second not in (ANY, None) and part.cut not in (*COLUMNS, "credit"):
                found.append([f"{part.cut}/{number.step}//{part.second}"])
        if self.units is not None:
            found.append([f"unit/{number.counts}/{unit}" for unit in self.units])
        years = range(self.span.first.year, self.span.last.year + 1)
        return [
            [f"{word}/{year}" for word in words for year in years]
            for words in found or [[f"/{number.counts}/"]]
        ]

    def met_by_registration(self, access: Access, params: Mapping[str, str]) -> People:
        """Along the list of those this reader may see."""
        conditions = ["s.registration = registrations_registration.id", *self.plain, *self.finer]
        sql = f"EXISTS (SELECT 1 FROM reports_countedstep s WHERE {' AND '.join(conditions)} OFFSET 0)"  # noqa: S608 — likewise
        sql, values = positional(sql, self.values)
        counted = RawSQL(sql, values, output_field=BooleanField())  # noqa: S611 — likewise
        rows = Registration.objects.within(access).for_campaign(self.area.question.campaign).filter(counted)
        return keys_of(rows, params, order=BY_NAME, counted=SIZE)

    def met_by_name(self, access: Access, params: Mapping[str, str], counted: int) -> People:
        """Along the steps of this kind, of whom this reader may see all."""
        rows = Registration.objects.within(access)
        key, backwards = key_in(rows, params)
        name = rows.filter(pk=key).values_list("name_sort", flat=True).first() if key else None
        taken = self._along(access, name, key, backwards=backwards)
        page = beside(taken, SIZE, backwards=backwards and name is not None, count=counted)
        return page if name is not None else replace(page, previous=None, first=1)

    def _along(self, access: Access, name: str | None, key: str, *, backwards: bool) -> list[str]:
        view, values = in_view(access)
        way, beyond = ("DESC", "<") if backwards and name is not None else ("ASC", ">")
        start = [] if name is None else [f"(s.name_sort, s.registration) {beyond} (%(name)s, %(key)s::uuid)"]
        order = f"ORDER BY s.name_sort {way}, s.registration {way}"
        # What an index holds is read in the index alone; only of those who are left are the rows fetched.
        among = f"SELECT s.id, s.registration, s.name_sort FROM reports_countedstep s WHERE {' AND '.join(self.plain + start)} {order} OFFSET 0"  # noqa: S608 — likewise
        finer = " AND ".join(["f.id = s.id", *self.finer]).replace("s.finer", "f.finer")
        fetched = f"EXISTS (SELECT 1 FROM reports_countedstep f WHERE {finer} OFFSET 0)"  # noqa: S608 — likewise
        conditions = " AND ".join([view, fetched] if self.finer else [view])
        sql = f"SELECT s.registration::text FROM ({among}) s WHERE {conditions} {order} LIMIT {SIZE + 1}"  # noqa: S608 — likewise
        return [found for (found,) in self.rows(sql, values | {"name": name, "key": key or None})]


def held_in_finer(conditions: list[str]) -> str:
    held = " AND ".join(conditions)
    return f"EXISTS (SELECT 1 FROM jsonb_array_elements(s.finer) e WHERE {held})"  # noqa: S608 — likewise


def cut_by(part: Part, nth: int, columns: tuple[str, str]) -> list[str]:
    first, second = columns
    return [
        *valued(f"({first})", part.first, f"%(first_{nth})s"),
        *valued(f"({second})", part.second, f"%(second_{nth})s"),
    ]


def in_view(access: Access) -> tuple[str, dict[str, Any]]:
    """The condition that this reader may see `s`, looked up for each."""
    try:
        sql, given = Registration.objects.within(access).values("id").query.sql_with_params()
    except EmptyResultSet:
        return "false", {}
    values = {f"view_{nth}": value for nth, value in enumerate(given)}
    sql = sql % tuple(f"%({name})s" for name in values)
    return f"EXISTS (SELECT 1 FROM ({sql}) mine WHERE mine.id = s.registration OFFSET 0)", values  # noqa: S608 — Django's own
