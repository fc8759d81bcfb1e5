from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.conflicts import check_version

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row], pk: Any, version: int | None = None) -> Row:
    """The row, locked for this transaction; refused when it is no longer what the writer opened (None: never mind)."""
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=pk)
    check_version(row, version, {})
    return row
