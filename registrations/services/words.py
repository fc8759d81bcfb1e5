"""Dates and amounts inside sentences."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.context import now
from campaigns.dates import VIETNAM, PartialDate, as_partial, format_partial


def shown(value: PartialDate | date) -> str:
    """05/03/2018, 03/2018 or 2018: no more than is known."""
    return format_partial(as_partial(value)) or "—"


def money(amount: int) -> str:
    """80.000.000 đ"""
    return f"{amount:,} đ".replace(",", ".")


def today() -> date:
    """The day on which facts are being recorded, in Vietnam; a past day while history is written."""
    return now().astimezone(VIETNAM).date()


def first_day(on: PartialDate) -> date:
    """The day a step is filed under; a step without any date is refused."""
    if on.on is None:
        raise ValidationError({"on": _("Enter the date of the step; month and year are enough.")})
    return on.on
