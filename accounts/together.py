"""Rows of several tables in one statement: a form that writes to ten tables asks the database once, a list of five hundred people, too.

A table's rows travel as one JSON text, and the table itself says what its words are. A parameter for each value, as
`bulk_create` sends them, costs more than everything else that is done with a row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model


def insert(*tables: Sequence[Model]) -> None:
    """Foreign keys are checked when all rows stand; keys that the database gives come back in the order of the rows."""
    parts: list[str] = []
    values: list[str] = []
    asked: list[tuple[str, Sequence[Model]]] = []
    for rows in filter(None, tables):
        sql, text = _statement(rows)
        if isinstance(rows[0]._meta.pk, AutoField):
            sql += f" RETURNING {_quoted(str(rows[0]._meta.pk.column))} AS key"
            asked.append((f"part{len(parts)}", rows))
        parts.append(f"part{len(parts)} AS ({sql})")
        values.append(text)
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


def _statement(rows: Sequence[Model]) -> tuple[str, str]:
    """How rows of one table are written, and the rows."""
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    columns, cells = [str(field.column) for field in fields], attrgetter(*(field.attname for field in fields))
    names, table = ", ".join(map(_quoted, columns)), _quoted(meta.db_table)
    text = json.dumps(
        [dict(zip(columns, cells(row), strict=True)) for row in rows], ensure_ascii=False, default=_as_text
    )
    sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 — names of our own
    return sql, text


def _as_text(value: Any) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, bytes | memoryview):
        return rf"\x{bytes(value).hex()}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
