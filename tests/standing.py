"""Rows that stand for all tests of a module: made once; what a test does to them is undone at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")


@contextmanager
def standing(blocker: Any, make: Callable[[], T]) -> Iterator[T]:
    """What `make` made, in a transaction around those of the tests; for a fixture of a module, with its `django_db_blocker`."""
    with blocker.unblock(), transaction.atomic():
        made = make()
        connection.check_constraints()  # now and once: else each test's end would look at all of it again
        yield made
        transaction.set_rollback(True)
