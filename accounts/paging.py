"""Pages of a long list by key, not by offset: the thousandth page costs what the first costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

Row = TypeVar("Row", bound=Model)
SIZE = 50
COUNT_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page: its rows, the keys of its neighbours, and how many rows there are in all."""

    rows: list[Row]
    previous: str | None
    next: str | None
    count: int | None

    @property
    def count_text(self) -> str:
        if self.count is None:
            return gettext("more than %(n)s rows") % {"n": number_format(COUNT_UP_TO)}
        return ngettext("%(n)s row", "%(n)s rows", self.count) % {"n": number_format(self.count)}


def keyset(
    rows: QuerySet[Row], params: Mapping[str, str], *, order: tuple[str, ...], size: int = SIZE
) -> Page[Row]:
    """The page that `?after=` or `?before=` asks for; `order` must end in a unique, never empty field."""
    fields = [name.lstrip("-") for name in order]
    after, before = _read(rows, fields, params.get("after")), _read(rows, fields, params.get("before"))
    backwards = before is not None and after is None
    directions = [name.startswith("-") != backwards for name in order]
    key = before if backwards else after
    found = rows if key is None else rows.filter(_beyond(fields, directions, key))
    ordering = [F(n).desc() if down else F(n).asc() for n, down in zip(fields, directions, strict=True)]
    taken = list(found.order_by(*ordering)[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    has_previous, has_next = (more, True) if backwards else (key is not None, more)
    return Page(
        rows=taken,
        previous=_write(taken[0], fields) if taken and has_previous else None,
        next=_write(taken[-1], fields) if taken and has_next else None,
        count=_count(rows),
    )


def _count(rows: QuerySet[Any]) -> int | None:
    n = rows.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    return None if n > COUNT_UP_TO else n


def _beyond(fields: list[str], directions: list[bool], key: list[Any]) -> Q:
    condition, equal = Q(), Q()
    for name, down, value in zip(fields, directions, key, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition


def _write(row: Model, fields: list[str]) -> str:
    values = json.dumps([str(getattr(row, name)) for name in fields], ensure_ascii=False)
    return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")


def _read(rows: QuerySet[Any], fields: list[str], text: str | None) -> list[Any] | None:
    """The key in an address; a key that somebody has bent is no key, and the first page is shown."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(fields):
            return None
        meta = rows.model._meta
        names = [meta.pk.name if name == "pk" else name for name in fields]
        return [meta.get_field(n).to_python(v) for n, v in zip(names, values, strict=True)]
    except (ValueError, binascii.Error, ValidationError):
        return None
