"""Money as people write it: whole đồng, with triệu and tỷ, dots or commas between the thousands."""

from __future__ import annotations

import re

from django.utils.translation import gettext

NBSP = "\N{NO-BREAK SPACE}"
MOST = 9_000_000_000_000_000  # beyond this it is a slip of the key, and no column holds it

_UNITS = {
    "": 1,
    "ng": 1_000,
    "nghìn": 1_000,
    "nghin": 1_000,
    "ngàn": 1_000,
    "ngan": 1_000,
    "k": 1_000,
    "tr": 1_000_000,
    "trđ": 1_000_000,
    "triệu": 1_000_000,
    "trieu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
    "ty": 1_000_000_000,
    "ti": 1_000_000_000,
}
_CURRENCY = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|₫)\.?$")
_WRITTEN = re.compile(
    r"""(?P<whole>\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*|\d+)
        (?:[.,](?P<part>\d{1,9}))?
        \s*(?P<unit>[^\W\d_]*)(?P<rest>\d{1,2})?""",
    re.VERBOSE,
)


def parse_money(text: str) -> int:
    """80000000, 80.000.000, 80,000,000 đ, 80tr, 80 triệu, 1,5 tỷ and 1tr2 in whole đồng."""
    clean = " ".join(text.lower().split())
    written = _WRITTEN.fullmatch(_CURRENCY.sub("", clean))
    unit = written and _UNITS.get(written["unit"])
    if not written or not unit:
        raise ValueError(_how_to_write(text))
    whole = int(re.sub(r"\D", "", written["whole"])) * unit
    amount = whole + _fraction(text, written["part"] or written["rest"] or "", unit)
    if (written["part"] and written["rest"]) or (written["rest"] and unit < 1_000) or amount > MOST:
        raise ValueError(_how_to_write(text))
    return amount


def _fraction(text: str, digits: str, unit: int) -> int:
    """What stands behind the comma, in đồng; less than one đồng does not exist."""
    amount, left = divmod(int(digits or 0) * unit, int(f"1{'0' * len(digits)}"))
    if left or (digits and unit == 1):
        raise ValueError(_how_to_write(text))
    return amount


def _how_to_write(text: str) -> str:
    return gettext("“%(text)s” is no amount of money. Write for example 80.000.000 or 80tr.") % {
        "text": text.strip()
    }


def format_money(amount: int) -> str:
    """80000000 → 80.000.000 đ."""
    return f"{amount:,}".replace(",", ".") + f"{NBSP}đ"
