"""Text of the years before Unicode: TCVN3 (fonts «.VnTime»), VNI («VNI-Times»), and UTF-8 that was read as Windows-1252.

Text that is Unicode Vietnamese already is never touched. Tables: TCVN 5712:1993 (VN3) and VNI-Windows, written down here from the standards.
Converting comes before any clean-up: in TCVN3 the letter «ư» is the invisible U+00AD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import filterfalse

from imports.syllables import is_vietnamese


class Encoding(StrEnum):
    TCVN3 = "tcvn3"
    VNI = "vni"
    UTF8 = "utf8"  # bytes of UTF-8 taken for Windows-1252: «Nguyá»…n»


UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1eff]")

# Small letters with marks, and the seven capitals that have a code; a capital with a tone is a small letter in a font «.Vn…H».
TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# Signs that neither Unicode Vietnamese nor VNI uses inside a word.
_TCVN3_SIGN = re.compile("(?<=[^\\W\\d_])[¡-¬\xad®µ-¹»-¾Ç×ß÷þ]|[§¨©ª«¬\xad®µ-¹»-¾](?=[^\\W\\d_])")


def _vni() -> dict[str, str]:
    """Base letter and mark in every mixture of small and capital, as Caps Lock leaves them."""
    tones = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
    roof = dict(zip("âáàåãä", ["", *"\u0301\u0300\u0309\u0303\u0323"], strict=True))
    bowl = dict(zip("êéèúüë", ["", *"\u0301\u0300\u0309\u0303\u0323"], strict=True))
    small = dict(zip("íìæóòîñôö", "íìỉĩịỵđơư", strict=True))
    small |= {base + mark: base + tone for base in "aeouy" for mark, tone in tones.items()}
    small |= {sign + mark: small[sign] + tone for sign in "ôö" for mark, tone in tones.items()}
    small |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in roof.items()}
    small |= {"a" + mark: "a\u0306" + tone for mark, tone in bowl.items()}
    del small["yï"]  # «ỵ» is one sign
    found: dict[str, str] = {}
    for signs, letter in small.items():
        letter = unicodedata.normalize("NFC", letter)
        capitals = {signs.upper(), signs[0].upper() + signs[1:]}
        found |= {signs: letter, signs[0] + signs[1:].upper(): letter} | dict.fromkeys(
            capitals, letter.upper()
        )
    return found


VNI = _vni()
_VNI_WORDS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
# A mark that is no Vietnamese letter of its own, behind a base it can stand on; «ñ» and «ö» stand alone.
_VNI_SIGN = re.compile("[AaEeOoUuYyÔôÖö][ÄÅËÏØÛÜäåëïøûü]|[ÑñÖö]|(?<=[^\\W\\d_])[Ææî]")


# The first byte of a letter of UTF-8 and one that may follow, as Windows-1252 shows them.
_UTF8_SIGN = re.compile("[Â-ô][^\\x00-\\x7f]")


def of_font(font: str) -> Encoding | None:
    """The encoding that a font is drawn for: the best evidence there is."""
    if re.match(r"vni\b|vni[-_ ]", font, re.IGNORECASE):
        return Encoding.VNI
    return Encoding.TCVN3 if font.lower().startswith(".vn") else None


def recognise(text: str, font: str = "") -> Encoding | None:
    """The encoding of a cell, where it leaves no doubt; None for Unicode and for what could be both."""
    if text.isascii() or UNICODE_ONLY.search(unicodedata.normalize("NFC", text)):
        return None
    if from_utf8(text) is not None:
        return Encoding.UTF8
    if (known := of_font(font)) is not None:
        return known
    for sign, encoding in ((_TCVN3_SIGN, Encoding.TCVN3), (_VNI_SIGN, Encoding.VNI)):
        if sign.search(text) and holds(text, decode(text, encoding)):
            return encoding
    return None


def holds(text: str, made: str) -> bool:
    """A conversion makes Vietnamese of every word it changes; what it leaves, such as «UBND», proves nothing."""
    words = zip(text.split(" "), made.split(" "), strict=True)  # a broken «à» ends in a no-break space
    changed = [new for old, new in words if new != old]
    return bool(changed) and all(map(is_vietnamese, changed))


def decode(text: str, encoding: Encoding, font: str = "") -> str:
    """The text in Unicode (NFC). A font «.Vn…H» draws capitals; without it a word follows its ASCII letters."""
    if encoding == Encoding.UTF8:
        return from_utf8(text) or text
    if encoding == Encoding.VNI:
        return unicodedata.normalize("NFC", _VNI_WORDS.sub(lambda found: VNI[found[0]], text))
    made = "".join(TCVN3.get(char, char) for char in text)
    if text_is_capital(text) or (font.lower().startswith(".vn") and font.upper().endswith("H")):
        return made.upper()
    words = made.split(" ")
    begin = [
        word[:1].isupper() for word, old in zip(words, text.split(" "), strict=True) if old[:1].isascii()
    ]
    if len(words) > 1 and begin and all(begin):  # «Bùi Thị ái» among capitals: «Á» has no code of its own
        return " ".join(word[:1].upper() + word[1:] for word in words)
    return made


def text_is_capital(text: str) -> bool:
    """All letters that have a capital of their own are capitals: «BÕN TRE»."""
    plain = [char for char in text if char.isascii() and char.isalpha()]
    return bool(plain) and all(char.isupper() for char in plain)


def from_utf8(text: str) -> str | None:
    """«Nguyá»…n» is Nguyễn: the bytes of UTF-8, each taken for a character of Windows-1252; None when they are none."""
    if not _UTF8_SIGN.search(text):
        return None
    try:
        made = b"".join(_byte(char) for char in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    made = unicodedata.normalize("NFC", made)
    words = [word for word in made.split() if not word.isascii()]
    return made if made != text and words and all(map(is_vietnamese, words)) else None


def _byte(char: str) -> bytes:
    """Windows-1252, whose five holes programs pass on as they are."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A cell that was brought into Unicode, with what stood there."""

    text: str
    original: str
    encoding: Encoding


Place = tuple[int, int]  # row number, position in the row


def convert(
    columns: Sequence[Sequence[object]], numbers: Sequence[int], fonts: Mapping[Place, str]
) -> dict[Place, Conversion]:
    """Every text that is not in Unicode. A doubtful one, such as «Bình» among VNI, follows its column, else its sheet.

    Equal texts are looked at once: among a hundred thousand cells few differ, and fewer are doubtful.
    """
    texts = [_beyond_ascii(cells) for cells in columns]
    doubtful = [{text for text in mine if not UNICODE_ONLY.search(text)} for mine in texts]
    certain = {text: recognise(text) for text in set().union(*doubtful)}
    sheet = _only(certain.values())
    found: dict[Place, Conversion] = {}
    for place, mine in enumerate(doubtful):
        is_mixed = len(mine) < len(texts[place])  # some cells are in Unicode
        beside = None if is_mixed else _only(certain[text] for text in mine) or sheet
        if not (fonts or beside or any(certain[text] for text in mine)):
            continue
        for number, text in zip(numbers, columns[place], strict=True):
            if text in mine and (made := _conversion(text, fonts.get((number, place), ""), beside)):
                found[number, place] = made
    return found


def _beyond_ascii(cells: Iterable[object]) -> set[str]:
    texts = (cell for cell in cells if isinstance(cell, str))
    try:
        return set(filterfalse(str.isascii, cells))  # type: ignore[arg-type]
    except TypeError:  # a number or a day among the texts
        return set(filterfalse(str.isascii, texts))


def _only(encodings: Iterable[Encoding | None]) -> Encoding | None:
    """What doubtful cells are in: the one encoding that others beside them certainly have."""
    found = set(encodings) - {None}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _conversion(text: str, font: str, beside: Encoding | None) -> Conversion | None:
    encoding = recognise(text, font) or beside
    made = decode(text, encoding, font) if encoding else text
    return Conversion(made, text, encoding) if encoding and holds(text, made) else None
