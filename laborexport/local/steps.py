"""Marks in the database of what the runner finished, so that a first run cut short is seen and begun again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from laborexport.local import places

TABLE = "local_runner_steps"
BEGUN, DONE = "begun", "done"


@contextmanager
def _cursor() -> Iterator[Any]:
    connection = psycopg2.connect(os.environ.get("DATABASE_URL", "").strip() or places.DATABASE_URL)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (name text PRIMARY KEY, state text NOT NULL)")
            yield cursor
    finally:
        connection.close()


def state(name: str) -> str | None:
    with _cursor() as cursor:
        cursor.execute(f"SELECT state FROM {TABLE} WHERE name = %s", [name])  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else None


def mark(name: str, value: str) -> None:
    with _cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET state = excluded.state",  # noqa: S608
            [name, value],
        )


def has_people() -> bool:
    """Somebody filled this database without the runner: it is theirs, no demo is put beside it."""
    with _cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_user)")
        return bool(cursor.fetchone()[0])
