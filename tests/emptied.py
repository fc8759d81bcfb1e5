"""After a test that really committed, only tables that hold rows are emptied: a few, where Django makes all hundred and their indexes anew.

A server of somebody else's (`DATABASE_URL`) may not let us pass the guards: there Django empties them.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from laborexport.local import places

MIGRATED = {model._meta.db_table for model in (ContentType, Permission)}  # written by `migrate`


def begin() -> None:
    if places.embedded_database():
        TransactionTestCase._fixture_teardown = lambda _case: empty()  # type: ignore[attr-defined]


def empty() -> None:
    """Waits, as TRUNCATE would, for whoever still writes or reads; neither keys nor guards are asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = replica; LOCK TABLE {', '.join(tables())}")
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE {name})" for name in tables())
        )
        if filled := [name for (name,) in cursor.fetchall()]:
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in filled))


@cache
def tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in found if name not in MIGRATED]
