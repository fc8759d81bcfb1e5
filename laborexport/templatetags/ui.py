"""How numbers, money, dates, names and states look on every page and in every print."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.formats import number_format

from campaigns.models import Role

register = Library()
NBSP = "\N{NO-BREAK SPACE}"
DASH = "—"
DOT = "•"
Number = int | float | Decimal | Fraction


def _written(value: Number, decimals: int) -> str:
    rounded = round(
        Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else Decimal(value),
        decimals,
    )
    text = number_format(abs(rounded), decimals, use_l10n=True, force_grouping=True)
    return f"−{text}" if rounded < 0 else text


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """1234567 → 1.234.567; 201.5 → 201,5; unknown → —; what is no number (a word in a table) stays as it is."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        return str(value)
    whole = value == int(value)
    return _written(value, (0 if whole else 1) if decimals is None else decimals)


@register.filter
def percent(value: Number | None, decimals: int = 0) -> str:
    """0.4567 → 46 %: a share, not a figure already multiplied."""
    return DASH if value is None else f"{_written(value * 100, decimals)}{NBSP}%"


@register.filter
def money(value: Number | None) -> str:
    """80000000 → 80.000.000 đ."""
    if value is None or not isinstance(value, int | float | Decimal | Fraction):
        return DASH if value is None else str(value)  # a number that is not told
    return f"{_written(value, 0)}{NBSP}đ"


@register.filter
def signed(value: Number | None, decimals: int = 0) -> str:
    """A change: +17, −4, 0."""
    if not isinstance(value, int | float | Decimal | Fraction):
        return number(value)
    return f"+{_written(value, decimals)}" if value > 0 else _written(value, decimals)


@register.filter
def plain(value: Any) -> str:
    """A number as machines write it, for attributes: no grouping, a point."""
    return "" if value is None else str(value)


@register.filter
def dash(value: Any) -> Any:
    """Nothing recorded reads as a dash; zero stays zero."""
    return DASH if value is None or value == "" else value


@register.filter
def day(value: date | None) -> str:
    return DASH if value is None else f"{value:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """14:05 22/11/2026 in the time of the campaign."""
    return "" if not value else f"{timezone.localtime(value):%H:%M %d/%m/%Y}"


@register.filter
def partial_date(value: date | None, precision: str = "day") -> str:
    """A date as exactly as it is known: 05/03/1998, 03/1998 or 1998."""
    if value is None:
        return DASH
    return {"year": f"{value.year:04d}", "month": f"{value:%m/%Y}"}.get(str(precision), f"{value:%d/%m/%Y}")


@register.filter
def masked_id(value: str | None) -> str:
    """083198001234 → 083•••••234: the province and the last three."""
    return f"{value[:3]}{DOT * 5}{value[-3:]}" if value and len(value) > 6 else (DOT * 5 if value else DASH)


@register.filter
def masked_phone(value: str | None) -> str:
    """0912345678 → 0912 ••• 678."""
    return f"{value[:4]} {DOT * 3} {value[-3:]}" if value and len(value) > 7 else (DOT * 5 if value else DASH)


@register.filter
def phone(value: str | None) -> str:
    """0912345678 → 0912 345 678."""
    if not value or not value.isdigit() or len(value) < 8:
        return value or DASH
    return f"{value[:-6]} {value[-6:-3]} {value[-3:]}"


@register.filter
def role_name(code: str) -> str:
    return str(Role(code).label)


@register.inclusion_tag("includes/status_tag.html")
def status_tag(kind: str, label: str) -> dict[str, str]:
    """Kinds: ok, warn, err, dup, none, running, locked, info."""
    return {"kind": kind, "label": label}
