"""Pages of people by the id of their neighbour: an address never holds a name, not even as a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from accounts.paging import COUNT_UP_TO, SIZE, Page

NEWEST = ("-stage_on", "id")
BY_NAME = ("name_sort", "id")
LONGEST = ("stage_on", "-id")  # the index of NEWEST, read backwards


COUNTED = 1000  # beyond it nobody reads how many there are


@dataclass(frozen=True, slots=True)
class People(Page[Any]):
    """A page whose rows are people, or their keys; `first` is the place of its first row, where it is known."""

    first: int | None = None
    at_least: int = COUNTED

    @property
    def span(self) -> str:
        """1–50: the places of the rows shown, where they are known and there are more."""
        if self.first is None or not (self.previous or self.next):
            return ""
        return f"{number_format(self.first)}–{number_format(self.first + len(self.rows) - 1)}"

    @property
    def count_text(self) -> str:
        if self.count is None:
            return gettext("more than %(n)s people") % {"n": number_format(self.at_least)}
        return ngettext("%(n)s person", "%(n)s people", self.count) % {"n": number_format(self.count)}


def page_of(
    rows: QuerySet[Any], params: Mapping[str, str], *, order: tuple[str, ...], size: int = SIZE
) -> People:
    """The page behind `?after=` or before `?before=` a row; a key that is not in view shows the first page."""
    page = keys_of(rows, params, order=order, size=size)
    found = {str(row.pk): row for row in rows.order_by().filter(pk__in=page.rows)}
    return replace(page, rows=[found[key] for key in page.rows if key in found])


def keys_of(
    rows: QuerySet[Any],
    params: Mapping[str, str],
    *,
    order: tuple[str, ...],
    size: int = SIZE,
    counted: int = COUNTED,
) -> People:
    """As `page_of`, the keys alone. The first so many keys of the list are both its count and, for a reader who stays among them, its pages."""
    key, backwards = key_in(rows, params)
    known = _keys(rows, order, counted + 1)
    start = _start(known, key, size, backwards=backwards)
    if key and len(known) > counted and (key not in known or start + size >= len(known)):
        page = _further(rows, order, key, backwards=backwards, size=size)
        if page is not None:
            return replace(page, at_least=counted)
    return _among(known, start, size, counted)


def page_among(
    known: list[str], rows: QuerySet[Any], params: Mapping[str, str], *, size: int = SIZE
) -> People:
    """The page of a list whose keys are all known, in order."""
    key, backwards = key_in(rows, params)
    return _among(known, _start(known, key, size, backwards=backwards), size, len(known))


def key_in(rows: QuerySet[Any], params: Mapping[str, str]) -> tuple[str, bool]:
    """The neighbour an address names, and whether its page stands before it."""
    backwards = "before" in params and "after" not in params
    return _key(rows, params.get("before" if backwards else "after", "")), backwards


def _among(known: list[str], start: int, size: int, counted: int) -> People:
    taken = known[start : start + size]
    return People(
        rows=taken,
        previous=taken[0] if start and taken else None,
        next=taken[-1] if len(known) > start + size else None,
        count=None if len(known) > counted else len(known),
        first=start + 1,
        at_least=counted,
    )


def _start(known: list[str], key: str, size: int, *, backwards: bool) -> int:
    """Where the page begins among the keys known; at the front for a key that is not among them."""
    if key not in known:
        return 0
    return max(0, known.index(key) - size) if backwards else known.index(key) + 1


def _further(
    rows: QuerySet[Any], order: tuple[str, ...], key: str, *, backwards: bool, size: int
) -> People | None:
    """A page beyond what is counted, by the values of its neighbour; none for a key that is not in view."""
    fields = [name.lstrip("-") for name in order]
    values = rows.filter(pk=key).order_by().values_list(*fields).first()
    if values is None:
        return None
    directions = [name.startswith("-") != backwards for name in order]
    way = [f"{'-' if down else ''}{name}" for name, down in zip(fields, directions, strict=True)]
    taken = _keys(rows.filter(_beyond(fields, directions, values)), tuple(way), size + 1)
    return beside(taken, size, backwards=backwards)


def beside(found: list[str], size: int, *, backwards: bool, count: int | None = None) -> People:
    """The page after a neighbour, or before it: of the keys found that way, one more than a page where there are more."""
    more, taken = len(found) > size, found[:size]
    if backwards:
        taken.reverse()
    before, after = (more, True) if backwards else (True, more)
    return People(
        rows=taken,
        previous=taken[0] if taken and before else None,
        next=taken[-1] if taken and after else None,
        count=count,
    )


def _keys(rows: QuerySet[Any], order: tuple[str, ...], most: int) -> list[str]:
    """As text: a thousand keys are counted, fifty are used."""
    text = Cast("pk", CharField())
    return list(rows.order_by(*order).annotate(as_text=text).values_list("as_text", flat=True)[:most])


def count_of(rows: QuerySet[Any]) -> int | None:
    """How many, or None for more than anybody reads."""
    n = rows.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    return None if n > COUNT_UP_TO else n


def _key(rows: QuerySet[Any], text: str) -> str:
    """The key an address names; what is none names nobody."""
    try:
        return str(rows.model._meta.pk.to_python(text)) if text else ""
    except (ValidationError, ValueError):
        return ""


def _beyond(fields: list[str], directions: list[bool], key: tuple[Any, ...]) -> Q:
    """Rows after a key. That the first field is not before it is said by itself: by this an index starts where the page does."""
    condition, equal = Q(), Q()
    for name, down, value in zip(fields, directions, key, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{fields[0]}__{'lte' if directions[0] else 'gte'}": key[0]}) & condition
