"""The database that the tests are given is the one the models describe, however quickly it was migrated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model

MODELS = apps.get_models(include_auto_created=True)
OURS = [model for model in MODELS if model._meta.app_label in settings.FLOORS]


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_each_table_has_the_columns_keys_constraints_and_indexes_of_its_model(
    cursor: Any, model: type[Model]
) -> None:
    table = model._meta.db_table
    fields: list[Any] = list(model._meta.local_concrete_fields)
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    assert set(cursor.fetchall()) == {(field.column, written(cursor, field), field.null) for field in fields}

    found = connection.introspection.get_constraints(cursor, table)
    keys = {tie["columns"][0]: tie["foreign_key"] for tie in found.values() if tie["foreign_key"]}
    assert keys == {
        field.column: (field.target_field.model._meta.db_table, field.target_field.column)
        for field in fields
        if field.many_to_one or field.one_to_one
    }
    wanted = {rule.name for rule in [*model._meta.constraints, *model._meta.indexes]}
    assert wanted <= set(found)
    unique = {tie["columns"][0] for tie in found.values() if tie["unique"] and len(tie["columns"]) == 1}
    assert {field.column for field in fields if field.unique} <= unique


def written(cursor: Any, field: Any) -> str:
    """A type as PostgreSQL itself writes it."""
    cursor.execute("SELECT format_type(to_regtype(%s), to_regtypemod(%s))", [field.db_type(connection)] * 2)
    return str(cursor.fetchone()[0])


def test_every_table_belongs_to_a_model(cursor: Any) -> None:
    known = {model._meta.db_table for model in MODELS}
    assert set(connection.introspection.table_names(cursor)) - known == {"django_migrations"}
