"""Rows of several tables in one statement: a form that writes to ten tables asks the database once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.sql import InsertQuery


def insert(*tables: Sequence[Model]) -> None:
    """Foreign keys are checked when all rows stand; a key that the database gives is not read back."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in filter(None, tables):
        query = InsertQuery(type(rows[0]))
        fields = [field for field in type(rows[0])._meta.concrete_fields if not isinstance(field, AutoField)]
        query.insert_values(fields, list(rows))
        for sql, params in query.get_compiler(connection=connection).as_sql():
            parts.append(f"part{len(parts)} AS ({sql})")
            values += params
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT", values)
    for rows in tables:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
