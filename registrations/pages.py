"""Pages of people by the id of their neighbour: an address never holds a name, not even as a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from accounts.paging import COUNT_UP_TO, SIZE, Page

NEWEST = ("-stage_on", "id")
BY_NAME = ("person__name_sort", "id")
LONGEST = ("stage_on", "-id")  # the index of NEWEST, read backwards


@dataclass(frozen=True, slots=True)
class People(Page[Any]):
    """A page whose rows are people."""

    @property
    def count_text(self) -> str:
        if self.count is None:
            return gettext("more than %(n)s people") % {"n": number_format(COUNT_UP_TO)}
        return ngettext("%(n)s person", "%(n)s people", self.count) % {"n": number_format(self.count)}


def page_of(
    rows: QuerySet[Any], params: Mapping[str, str], *, order: tuple[str, ...], size: int = SIZE
) -> People:
    """The page behind `?after=` or before `?before=` a row; a key that is not in view shows the first page."""
    backwards = "before" in params and "after" not in params
    key = _read(rows, order, params.get("before" if backwards else "after", ""))
    backwards = backwards and key is not None
    directions = [name.startswith("-") != backwards for name in order]
    fields = [name.lstrip("-") for name in order]
    found = rows if key is None else rows.filter(_beyond(fields, directions, key))
    ordering = [F(n).desc() if down else F(n).asc() for n, down in zip(fields, directions, strict=True)]
    taken = list(found.order_by(*ordering)[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    has_previous, has_next = (more, True) if backwards else (key is not None, more)
    return People(
        rows=taken,
        previous=str(taken[0].pk) if taken and has_previous else None,
        next=str(taken[-1].pk) if taken and has_next else None,
        count=count_of(rows),
    )


def count_of(rows: QuerySet[Any]) -> int | None:
    """How many, or None for more than anybody reads."""
    n = rows.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    return None if n > COUNT_UP_TO else n


def _read(rows: QuerySet[Any], order: tuple[str, ...], text: str) -> tuple[Any, ...] | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    fields = [name.lstrip("-") for name in order]
    return rows.filter(pk=key).values_list(*fields).first()


def _beyond(fields: list[str], directions: list[bool], key: tuple[Any, ...]) -> Q:
    condition, equal = Q(), Q()
    for name, down, value in zip(fields, directions, key, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition
