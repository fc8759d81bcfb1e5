"""What is asked with ready SQL is what Django would have read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from accounts.compiled import Compiled
from accounts.models import User


@pytest.mark.django_db
def test_rows_are_those_of_the_queryset_with_values_as_django_reads_them() -> None:
    asked = Compiled(User, lambda name: User.objects.filter(username=name), stand_ins={"name": "<name>"})
    made = User.objects.create(username="mai", full_name="Mai 100%s", preferences={"columns": ["a", 1]})
    User.objects.create(username="lan", full_name="Lan")
    (read,) = asked.rows(name="mai")

    assert read == made
    assert model_to_dict(read) == model_to_dict(User.objects.get(pk=made.pk))
    assert read.preferences == {"columns": ["a", 1]}
    assert asked.rows(name="nobody") == []
    read.full_name = "Mai Hai"
    read.save()
    assert User.objects.get(pk=made.pk).full_name == "Mai Hai"


@pytest.mark.django_db
def test_it_is_worked_out_once_and_asked_with_other_values_each_time() -> None:
    for name in ("mai", "lan"):
        User.objects.create(username=name, full_name=name.title())
    asked = Compiled(User, lambda name: User.objects.filter(username=name), stand_ins={"name": "<name>"})
    with CaptureQueriesContext(connection) as seen:
        assert [row.username for name in ("mai", "lan") for row in asked.rows(name=name)] == ["mai", "lan"]

    assert len(seen) == 2
    asked.ask = None  # type: ignore[assignment]
    assert [row.username for row in asked.rows(name="mai")] == ["mai"]
