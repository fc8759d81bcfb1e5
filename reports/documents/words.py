"""Numbers, dates and comparisons as official Vietnamese papers write them (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\N{NO-BREAK SPACE}"
UNKNOWN = "–"  # nobody knows; zero is written 0
MANY = 200  # per cent above which people say how many times
OUTSIDE = "x"  # the question does not arise in this row
DOTS = "…"
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def grouped(value: int | float | Decimal, decimals: int = 0) -> str:
    """1234567 → 1.234.567, 12.5 → 12,5."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"−{text}" if rounded < 0 else text


def number(value: int | float | None) -> str:
    """Whole numbers without decimals, others with as many as they need, two at most."""
    if value is None:
        return UNKNOWN
    two = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    decimals = 0 if two == two.to_integral() else 1 if two == two.quantize(Decimal("0.1")) else 2
    return grouped(two, decimals)


def percent(value: float | None) -> str:
    """93.1 → 93,1 %; a round hundred is still 100,0 %, so that columns line up."""
    return UNKNOWN if value is None else f"{grouped(value, 1)}{NBSP}%"


def people(value: int | None) -> str:
    return f"{number(value)}{NBSP}người"


def money(value: int | None) -> str:
    """80000000 → 80 triệu đồng."""
    if value is None:
        return UNKNOWN
    return f"{number(Decimal(value) / 1_000_000)}{NBSP}triệu đồng"  # type: ignore[arg-type]


def day(value: date | str) -> str:
    """05/03/2019; also of an ISO date out of frozen figures."""
    return f"{as_date(value):%d/%m/%Y}"


def as_date(value: date | str) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def long_day(value: date | str | None) -> str:
    """ngày 05 tháng 02 năm 2019: a zero before days under 10 and months 1 and 2 only; dots until it is known."""
    if not value:
        return f"ngày {DOTS} tháng {DOTS} năm {DOTS}"
    on = as_date(value)
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def moment(value: datetime) -> str:
    return f"{value:%H:%M} ngày {value:%d/%m/%Y}"


def against(now: int, before: int | None) -> str:
    """«tăng 150 người (26,3 %)»; safe where there was nothing or nothing is known."""
    if before is None:
        return "chưa có số liệu cùng kỳ để so sánh"
    if now == before:
        return "bằng cùng kỳ năm trước"
    way = "tăng" if now > before else "giảm"
    if before == 0:
        return f"{way} {people(abs(now - before))} so cùng kỳ (cùng kỳ không phát sinh)"
    share = Decimal(abs(now - before) * 100) / Decimal(before)
    size = f"gấp {times(now, before)} lần" if share > MANY else percent(float(share))
    return f"{way} {people(abs(now - before))} ({size}) so cùng kỳ"


def of_target(achieved: int, minimum: int) -> str:
    """«đạt 93,1 % chỉ tiêu»; without a target there is nothing to be measured by, and 312,5 % says how many times it is."""
    if not minimum:
        return "chưa có chỉ tiêu để so sánh"
    share = Decimal(achieved * 100) / Decimal(minimum)
    said = f"đạt {percent(float(share))} chỉ tiêu"
    return f"{said} (gấp {times(achieved, minimum)} lần)" if share > MANY else said


def times(now: int, before: int) -> str:
    return number((Decimal(now) / Decimal(before)).quantize(Decimal("0.1"), ROUND_HALF_UP))  # type: ignore[arg-type]


def listed(items: list[str]) -> str:
    """a, b và c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} và {items[-1]}" if items else ""


TIED = re.compile(r"(?<=\d) (?=(?:%|người|cuộc|lượt|triệu|tỷ|đồng|huyện|xã)(?!\w))")


def typeset(text: str) -> str:
    """«93,1 %» and «150 người» of somebody's own text are not torn apart at the end of a line either."""
    return TIED.sub(NBSP, text)


def plain(text: str) -> str:
    """The same words whether or not spaces hold them together: forms give back ordinary ones."""
    return text.replace(NBSP, " ")
