"""Rows that most tests begin with: made by the models once in a process, then written again as they were, in one statement."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

T = TypeVar("T")


@dataclass
class Again(Generic[T]):
    """`make()` and the rows it wrote into the tables of `models`; their moments are those of the second writing.

    The keys are kept: they were drawn from the sequences of this database, which give none twice.
    """

    make: Callable[[], T]
    models: Sequence[type[Model]]
    kept: tuple[str, bytes] | None = None

    def __call__(self) -> T:
        if self.kept is None:
            last = {
                model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in self.models
            }
            made = self.make()
            self.kept = "; ".join(inserted(model, last[model]) for model in self.models), pickle.dumps(made)
            return made
        statement, made_before = self.kept
        with connection.cursor() as cursor:
            cursor.execute(statement, {"now": timezone.now()})
        return pickle.loads(made_before)  # type: ignore[no-any-return]


def inserted(model: type[Model], after: int) -> str:
    """The statement that writes the rows of a table with keys behind `after`; moments are left to be filled in."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns = [quote(field.column) for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        # As text, but for moments: so each value comes back exactly as it stands there.
        moments = [field.get_internal_type() == "DateTimeField" for field in model._meta.concrete_fields]
        read = [name if moment else f"{name}::text" for name, moment in zip(columns, moments, strict=True)]
        cursor.execute(f"SELECT {', '.join(read)} FROM {quote(table)} WHERE id > %s ORDER BY id", [after])
        rows = [", ".join(literal(cursor, value) for value in row) for row in cursor.fetchall()]
    return f"INSERT INTO {quote(table)} ({', '.join(columns)}) VALUES ({'), ('.join(rows)})"


def literal(cursor: Any, value: Any) -> str:
    if isinstance(value, datetime):
        return "%(now)s"
    return str(cursor.mogrify("%s", [value]).decode()).replace("%", "%%")
