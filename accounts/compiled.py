"""Questions that every page asks: their SQL is worked out once, not anew for each request, which takes Django milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(eq=False)
class Compiled(Generic[M]):
    """Rows of `model` with the rows in `related`; `extra` annotations become attributes.

    `ask` gets stand-ins by name and makes the queryset; where a stand-in stands, `rows()` later puts the value of that name. A
    stand-in equals nothing else in the query.
    """

    model: type[M]
    ask: Callable[..., QuerySet[M]]
    stand_ins: dict[str, Any]
    related: dict[str, type[Model]] = field(default_factory=dict)
    extra: tuple[str, ...] = ()

    def rows(self, **values: Any) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            return [self._made(iter(row)) for row in cursor.fetchall()]

    @cached_property
    def _sql(self) -> str:
        columns = [one.attname for one in fields(self.model)]
        for name, model in self.related.items():
            columns += [f"{name}__{one.attname}" for one in fields(model)]
        sql, params = self.ask(**self.stand_ins).values_list(*columns, *self.extra).query.sql_with_params()
        names = {stand_in: name for name, stand_in in self.stand_ins.items()}
        parts = sql.split("%s")  # a sign of per cent is written twice
        return (
            "".join(f"{part}%({names[param]})s" for part, param in zip(parts, params, strict=False))
            + parts[-1]
        )

    def _made(self, values: Iterator[Any]) -> M:
        made = instance(self.model, values)
        for name, model in self.related.items():
            setattr(made, name, instance(model, values))
        for name in self.extra:
            setattr(made, name, next(values))
        return made


def fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def instance(model: type[M], values: Iterator[Any]) -> M:
    """One row, its values read as Django reads them."""
    read = [told(one, next(values)) for one in fields(model)]
    return model.from_db(connection.alias, [one.attname for one in fields(model)], read)


def told(one: Field[Any, Any], value: Any) -> Any:
    convert = getattr(one, "from_db_value", None)
    return convert(value, None, connection) if convert else value
