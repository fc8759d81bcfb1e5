"""Reads single cells: each reader takes what stands there and adds what it repaired or could not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import fold, nfc, title_case
from campaigns.dates import PartialDate
from imports.readings import Reading, Severity
from registrations import identity
from registrations.importing import dates, words

YES = {"x", "co", "v", "1", "yes", "dung", "✓", "đ", "d"}
ASK, ERROR = Severity.ASK, Severity.ERROR

_ETH = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_UNSEEN = re.compile(
    r"[^\S \n]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_NO_NAME = re.compile(r"[^\w\s.,'’()-]|_")
_ODD = re.compile(rf"{_UNSEEN.pattern}|{_FULL_WIDTH.pattern}|[ÐðƉɖ]|\s\s|\n")

# Tried in this order; what a step leaves is the next one's beginning.
CLEANINGS: tuple[tuple[str, Callable[[str], str], object], ...] = (
    (
        "composed",
        lambda text: unicodedata.normalize("NFC", text),
        gettext_lazy("Letters and accents that stood apart were put together."),
    ),
    ("eth", lambda text: text.translate(_ETH), gettext_lazy("A letter that only looks like Đ became Đ.")),
    (
        "full_width",
        lambda text: _FULL_WIDTH.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text),
        gettext_lazy("Wide letters and digits became usual ones."),
    ),
    (
        "unseen",
        lambda text: _UNSEEN.sub(lambda found: " " if found[0].isspace() else "", text),
        gettext_lazy("Characters that cannot be seen were taken out."),
    ),
    ("spaces", lambda text: " ".join(text.split()), gettext_lazy("Needless spaces were taken out.")),
)


def prepare(reading: Reading) -> None:
    """The words of a row, ready to be read: what the sheet meant, and each cell cleaned; every change is told."""
    tell_changes(reading)
    reading.words = {key: clean(reading, key, raw) for key, raw in reading.raw.items()}


def tell_changes(reading: Reading) -> None:
    """Cells that were not in Unicode, and «nt»: what stood there, and what it was read as. Turned back, the sheet's words count."""
    for key, (code, stood, *made) in reading.stood.items():
        message = str(words.STOOD[code]) % {"text": stood}
        if reading.repair(key, code, message, made[0] if made else reading.raw[key], stood):
            reading.raw[key] = made[0] if made else reading.raw[key]
            reading.stood[key] = [code, stood]
        elif not made:
            reading.stood[key] = [code, stood, reading.raw[key]]
            reading.raw[key] = stood


def clean(reading: Reading, key: str, raw: str) -> str:
    """NFC, Vietnamese Đ, nothing invisible; told step by step. Turned back, the cell has to be typed anew."""
    if unicodedata.is_normalized("NFC", raw) and not _ODD.search(raw):
        return raw
    text = raw
    for code, step, message in CLEANINGS:
        made = step(text)
        if made != text and not reading.repair(key, code, str(message), nfc(made)):
            told = _("This cell holds characters that no record can keep. Type its words anew.")
            reading.add(key, ERROR, "not_clean", told, nfc(made))
        text = made
    return nfc(text)


def is_yes(text: str) -> bool:
    return fold(text) in YES or text.strip().lower() in YES


def full_name(reading: Reading) -> tuple[str, bool]:
    """The name, and whether it must stay as it is written."""
    name = reading.words.get("full_name", "")
    proper = title_case(name)
    if not name:
        reading.add("full_name", ERROR, "name_missing", _("The full name is missing. Write it in this cell."))
    elif re.search(r"\d", name):
        message = _("A name has no digits. Check whether the columns have slipped.")
        reading.add("full_name", ERROR, "name_with_digits", message, name)
    elif _NO_NAME.search(name):
        message = _("The name has signs that no name has; letters may have been lost. Write it anew.")
        reading.add("full_name", ERROR, "name_with_signs", message, name)
    elif proper != name:
        message = _("Capital letters were set as in a name.")
        if not reading.repair("full_name", "name_case", message, proper):
            return name, True
    return proper, False


def sex(reading: Reading) -> str:
    """From the sex column, else from which of the two birth-year columns is filled, else unknown."""
    text = fold(reading.words.get("sex", ""))
    if text in {"nam", "male", "m"}:
        return identity.Sex.MALE.value
    if text in {"nu", "female", "f"}:
        return identity.Sex.FEMALE.value
    if text:
        reading.add("sex", ASK, "sex_unknown_word", _("Write “Nam” or “Nữ”."))
    if reading.raw.get("birth_male") and not reading.raw.get("birth_female"):
        return identity.Sex.MALE.value
    if reading.raw.get("birth_female") and not reading.raw.get("birth_male"):
        return identity.Sex.FEMALE.value
    return identity.Sex.UNKNOWN.value


def birth(reading: Reading, year: int | None) -> PartialDate:
    """The date of birth; «x» in a column of men or women says the sex only."""
    years = [key for key in ("birth_male", "birth_female") if reading.raw.get(key)]
    filled = [key for key in ("birth", *years) if reading.raw.get(key)]
    if len(years) == 2:
        filled = years[:1]
        message = _("Both year columns are filled. Leave only the right one.")
        reading.add("birth_female", ERROR, "two_births", message)
    told = [key for key in filled if key == "birth" or not is_yes(reading.words[key])]
    found = [dates.read(reading, key, year) for key in told]
    if len(found) == 2 and any(one.surely_before(other) for one, other in (found, found[::-1])):
        message = _("Two columns tell different years of birth. Leave only the right one.")
        reading.add(told[1], ERROR, "two_births", message)
    return found[0] if found else PartialDate.unknown()


def registered_on(reading: Reading, default: PartialDate) -> PartialDate:
    return dates.read(reading, "registered_on") if reading.raw.get("registered_on") else default


def plain(reading: Reading, *keys: str) -> dict[str, str]:
    return {key: reading.words.get(key, "") for key in keys}
