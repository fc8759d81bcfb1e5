"""The test databases are copies of one that was migrated once: it stays on the embedded server until a migration changes.

A server of somebody else's (`DATABASE_URL`) keeps nothing of ours: there each test database is migrated by itself.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
import psycopg2
from django.conf import settings
from django.db import connection
from django.db.migrations.state import ProjectState

from laborexport.local import places

PREFIX = "laborexport_template_"
LOCK = 202_1117  # two workers must not make it at once
MAKE = "import pytest, django; django.setup(); from tests import template; template.made()"


def named() -> str:
    """By every migration, and by the Django that ran them."""
    seen = hashlib.sha256(django.__version__.encode())
    for floor in settings.FLOORS:
        for file in sorted((places.BASE / floor / "migrations").glob("*.py")):
            seen.update(file.name.encode() + file.read_bytes())
    return PREFIX + seen.hexdigest()[:12]


def made() -> str | None:
    """The name of the template, migrated if it is not there; None on a server that is not ours."""
    if not places.embedded_database():
        return None
    name = named()
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname, datistemplate FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = dict(cursor.fetchall())
        for other in [other for other, whole in found.items() if other != name or not whole]:
            cursor.execute(f'ALTER DATABASE "{other}" IS_TEMPLATE false')
            cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')
        if not found.get(name):
            _migrated(name)
            cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')  # said last: it is whole
    return name


def begin() -> Callable[[], object]:
    """Make it in a process beside the workers, while they read the house in; answers what waits for that process.

    Whoever needs it waits for the lock, and makes it if this was in vain.
    """
    if not places.embedded_database() or _is_there():
        return lambda: None
    return subprocess.Popen([sys.executable, "-c", MAKE], cwd=places.BASE).wait


def _is_there() -> bool:
    with _maintenance() as cursor:
        cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [named()])
        return cursor.fetchone() == (True,)


def _migrated(name: str) -> None:
    known, before = connection.settings_dict, str(connection.settings_dict["NAME"])
    test_name, known["TEST"]["NAME"] = known["TEST"]["NAME"], name
    try:
        with _rendered_alone():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        known["NAME"], known["TEST"]["NAME"] = before, test_name
        settings.DATABASES["default"]["NAME"] = before


@contextmanager
def _rendered_alone() -> Iterator[None]:
    """After a step of a migration only the model it changed is made anew, not all that are tied to it: 1.7 s instead of 24.

    For DDL a table needs no more of its neighbours than their names and keys. Marked as delayed: a step
    that runs Python (`RunPython`) is given all models afresh by Django. test_template.py compares the schema with the models.
    """
    state_of: Any = ProjectState
    whole = state_of._find_reload_model

    def alone(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    state_of._find_reload_model = alone
    try:
        yield
    finally:
        state_of._find_reload_model = whole


@contextmanager
def _maintenance() -> Iterator[Any]:
    link = psycopg2.connect(host=str(places.POSTGRES_RUN), user=places.DATABASE_NAME, dbname="postgres")
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()
