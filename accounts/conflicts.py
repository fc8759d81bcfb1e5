"""Two people change one row: the second is told, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models


class Conflict(Exception):
    """The row changed after it was shown. Carries the row as it is now and what the writer wanted to write."""

    def __init__(self, current: models.Model, fields: Mapping[str, Any]) -> None:
        super().__init__(f"{current._meta.label} {current.pk} was changed meanwhile")
        self.current = current
        self.fields = dict(fields)


def check_version(row: Any, version: int | None, fields: Mapping[str, Any]) -> None:
    """Refuse to write over a version that the writer has not seen; None means that nobody looked at it before."""
    if version is not None and row.version != version:
        raise Conflict(row, fields)
