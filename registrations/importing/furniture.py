"""Rows of a list in which nobody stands: totals, numbers of columns, parts, repeated headers, remarks and signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from accounts.text import fold, nfc
from imports.header import Header
from imports.sheet import SheetRow, text_of
from registrations.importing.words import TOTALS


class Why(StrEnum):
    """Why a row was passed over."""

    TITLE = "title"
    BLANK = "blank"
    TOTAL = "total"
    NUMBERING = "numbering"
    NUMBER_ONLY = "number_only"
    HEADER_AGAIN = "header_again"
    SECTION = "section"
    FOOT = "foot"
    ELSEWHERE = "elsewhere"

    @property
    def is_plain(self) -> bool:
        """Nothing stands there that would have to be shown."""
        return self in {Why.BLANK, Why.NUMBER_ONLY, Why.NUMBERING, Why.HEADER_AGAIN}


WORDS = {
    Why.TITLE: _("Above the headings"),
    Why.BLANK: _("Blank"),
    Why.TOTAL: _("Total"),
    Why.NUMBERING: _("Numbers of the columns"),
    Why.NUMBER_ONLY: _("Only a running number"),
    Why.HEADER_AGAIN: _("The headings once more"),
    Why.SECTION: _("Heading of a part of the list"),
    Why.FOOT: _("Remark or signature below the list"),
    Why.ELSEWHERE: _("Words outside the columns that are read"),
}
NAMES_SOMEBODY = ("identity", "birth", "birth_male", "birth_female", "phone")
_FOOT = re.compile(
    r"(?:người|cán bộ) (?:lập|tổng hợp|kiểm tra)|lập biểu|ghi chú|lưu ý\s*:|nơi nhận|(?:phó )?(?:chủ tịch|bí thư|trưởng ban)\b"
    r"|t\.?m\.|k\.?t\.|xác nhận|thủ trưởng|.*\bngày\b.*\btháng\b.*\bnăm\b"
)
_PART = re.compile(
    r"(?:[ivx]+|[a-h]|\d+)\s*[./)-]\s*\S.*|(?:xã|phường|thị trấn|tt|huyện|ấp|khu phố|chi hội|chi đoàn|tổ)\b.*"
)
_PART_NUMBER = re.compile(r"^\s*(?:[IVX]+|[A-H]|\d{1,2})\s*[./)-]+\s*")
_TOTAL = re.compile(r"(?:tổng|cộng)\b")
MOST_DIGITS = 6  # of a number of people
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn)\s+\S", re.IGNORECASE)


class Scan:
    """Goes down one list and says of each row why nobody stands in it, if nobody does."""

    def __init__(self, found: Header) -> None:
        self.labels = {place: fold(label) for place, label in found.labels.items() if label}
        self.signed = False

    def why(self, row: SheetRow, raw: Mapping[str, str]) -> Why | None:
        texts = [nfc(text_of(value)) for value in row.cells]
        if self._is_header(texts):
            return Why.HEADER_AGAIN
        if numbers_the_columns(list(raw.values())):
            return Why.NUMBERING
        if is_total(raw):
            return Why.TOTAL
        if any(raw.get(key) for key in NAMES_SOMEBODY):
            return None
        self.signed = self.signed or any(_FOOT.match(text.lower()) for text in texts if text)
        if self.signed and not raw.get("number", "").isdigit():
            return Why.FOOT
        if is_part(raw, texts):
            return Why.SECTION
        if set(raw) <= {"number"}:
            return Why.NUMBER_ONLY if raw and sum(map(bool, texts)) == 1 else Why.ELSEWHERE
        return None

    def _is_header(self, texts: list[str]) -> bool:
        same = [place for place, text in enumerate(texts) if text and fold(text) == self.labels.get(place)]
        return len(same) >= 3 and len(same) * 2 > sum(map(bool, texts))


def is_total(raw: Mapping[str, str]) -> bool:
    """«Tổng cộng», also with its number under some column; Tống and Công are names of people."""
    words = nfc(raw.get("number", "")), nfc(raw.get("full_name", ""))
    said = any(_TOTAL.match(text.lower()) or fold(text).startswith(TOTALS) for text in words)
    return said and not raw.get("birth") and sum(map(str.isdigit, raw.get("identity", ""))) <= MOST_DIGITS


def is_part(raw: Mapping[str, str], texts: list[str]) -> bool:
    """«I. Xã An Hiệp», «Ấp 3»: one cell of words, with no more than a number of the part beside it."""
    words = [text for text in texts if text and not re.fullmatch(r"[IVX]+|[A-H]|\d{1,3}", text.strip(" .)"))]
    if len(words) != 1 or not set(raw) <= {"number", "full_name"}:
        return False
    numbered = raw.get("number", "").isdigit()
    return bool(_PART.fullmatch(words[0].lower())) and not numbered


def place_named(row: SheetRow) -> tuple[str, str] | None:
    """The commune that the heading of a part names."""
    for value in row.cells:
        text = _PART_NUMBER.sub("", nfc(text_of(value)))
        if is_commune(text):
            return "from_section", text
    return None


def is_commune(text: str) -> bool:
    return _COMMUNE.match(nfc(text)) is not None


def numbers_the_columns(texts: list[str]) -> bool:
    """«(1) (2) (3)» under the header: one number after the other, at least three."""
    digits = [text.strip("() ") for text in texts]
    if len(digits) < 3 or not all(text.isdigit() and len(text) <= 2 for text in digits):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(digits))
