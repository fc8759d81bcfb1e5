"""The rows tests begin with are the same, however often they were written before."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from campaigns.models import Target
from tests import emptied, template
from tests.factories import campaigns
from tests.factories.again import Again


def rows() -> dict[str, Any]:
    """Everything in the tables of the house, without moments."""
    return {
        model.__name__: [
            {name: value for name, value in model_to_dict(row).items() if not isinstance(value, datetime)}
            for row in model._base_manager.order_by("pk")
        ]
        for model in campaigns.house.models
    }


@pytest.mark.django_db
def test_the_house_written_again_is_the_house_that_was_made() -> None:
    house = Again(campaigns.built, campaigns.house.models)
    with transaction.atomic():
        house()
        first = rows()
        transaction.set_rollback(True)
    assert not any(rows().values())
    begun = timezone.now()
    again = house()

    assert rows() == first
    assert all(first.values())
    assert all(moment >= begun for moment in Target.objects.values_list("recorded_at", flat=True))
    for username, posting in again.postings.items():
        posting.refresh_from_db()
        assert (posting.user.username, posting.unit.path) == (username, again.access(username).unit_path)
    connection.check_constraints()
    assert campaigns.unit("9", "Mới", campaigns.Kind.COMMUNE).pk > max(row["id"] for row in first["Unit"])


@pytest.mark.django_db
def test_a_house_that_is_changed_leaves_the_next_one_as_it_was() -> None:
    with transaction.atomic():
        campaigns.house().bao_thanh.short_name = "Khác"
        transaction.set_rollback(True)
    assert campaigns.house().bao_thanh.short_name == "Bảo Thạnh"


@pytest.mark.django_db
def test_the_house_fills_no_table_that_is_not_written_again() -> None:
    with CaptureQueriesContext(connection) as asked:
        campaigns.built()
    written = {words[2].strip('"') for row in asked if (words := row["sql"].split())[0] == "INSERT"}

    assert written == {model._meta.db_table for model in campaigns.house.models}


@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_gone_after_it_and_what_migrations_wrote_stays() -> None:
    kept = {name: count(name) for name in emptied.MIGRATED}
    house = campaigns.house()
    with transaction.atomic():
        audit.record("tests.left", house.bao_thanh, access=None)  # a guard forbids to delete it

    emptied.empty()

    assert [name for name in emptied.tables() if count(name)] == []
    assert {name: count(name) for name in emptied.MIGRATED} == kept
    assert all(kept.values())


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_only_when_nobody_writes_any_more() -> None:
    """A worker that was killed may still have a statement under way."""
    other = connection.copy()
    with closing(other), transaction.atomic(using=connection.alias):
        other.set_autocommit(False)
        other.cursor().execute("INSERT INTO accounts_signinthrottle VALUES ('a', 1, now())")
        connection.cursor().execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            emptied.empty()


def test_a_template_that_stands_is_not_made_again(
    django_db_setup: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made, or on somebody else's server not wanted, it begins no process."""
    monkeypatch.setattr(template.subprocess, "Popen", None)

    assert template.begin()() is None


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
