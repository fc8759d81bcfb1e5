"""What is said of a list as a whole: columns it lacks, places passed over, sheets not read."""

from __future__ import annotations

from typing import Any

from django import template

from imports.models import Batch, Row
from registrations.importing.columns import CONSEQUENCES, UNKEPT
from registrations.importing.furniture import WORDS, Why

register = template.Library()


@register.filter
def consequence(key: str) -> str:
    """What follows when a list has no such column."""
    return str(CONSEQUENCES[key])


@register.filter
def is_unkept(key: str) -> bool:
    return key in UNKEPT


@register.filter
def passed_over(why: str) -> str:
    return str(WORDS[Why(why)])


@register.filter
def some_unread(columns: dict[str, Any]) -> bool:
    """Whether a sheet was not read; one that is hidden and no list is the business of whoever made the file."""
    return any(
        sheet["why"] and not (sheet["hidden"] and sheet["why"] == "no_header") for sheet in columns["sheets"]
    )


@register.filter
def is_old_excel(filename: str) -> bool:
    return filename.lower().endswith(".xls")


@register.filter
def is_hidden_in(row: Row, batch: Batch) -> bool:
    """Whether somebody had hidden the row in the sheet."""
    sheets = batch.columns.get("sheets", ())
    return any(row.number in sheet["hidden_rows"] for sheet in sheets if sheet["name"] == row.sheet)
