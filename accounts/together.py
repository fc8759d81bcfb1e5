"""Rows of several tables in one statement: a form that writes to ten tables asks the database once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.sql import InsertQuery


def insert(*tables: Sequence[Model]) -> None:
    """Foreign keys are checked when all rows stand; keys that the database gives come back in the order of the rows."""
    parts: list[str] = []
    values: list[Any] = []
    asked: list[tuple[str, Sequence[Model]]] = []
    for rows in filter(None, tables):
        meta = type(rows[0])._meta
        query = InsertQuery(type(rows[0]))
        fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
        query.insert_values(fields, list(rows))
        ((sql, params),) = query.get_compiler(connection=connection).as_sql()
        if isinstance(meta.pk, AutoField):
            sql += f" RETURNING {connection.ops.quote_name(str(meta.pk.column))} AS key"
            asked.append((f"part{len(parts)}", rows))
        parts.append(f"part{len(parts)} AS ({sql})")
        values += params
    if not parts:
        return
    keys = " UNION ALL ".join(f"SELECT key FROM {name}" for name, _rows in asked)  # noqa: S608 — names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {keys or 'SELECT'}", values)
        given = iter(cursor.fetchall() if keys else ())
    for _name, rows in asked:
        for row in rows:
            (row.pk,) = next(given)
    for rows in tables:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
