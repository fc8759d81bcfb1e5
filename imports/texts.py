"""Text files as tables: their encoding, their separator, and the ways in which people save digits from being read as a number."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from imports.legacy import recognise

SEPARATORS = ";\t,"
LOOKED_AT = 50  # lines
_GUARDED = re.compile(r'="([^"]*)"|\'(\d.*)')  # ="083…" and '083… are how a spreadsheet keeps digits as text


def table(text: str) -> Iterator[list[str]]:
    """The rows of a table, split by the sign that splits most of them alike; `sep=;` on top says it itself."""
    said = re.match(r"sep=(.)\r?\n", text)
    separator = said[1] if said else max(SEPARATORS, key=lambda sign: _fit(text, sign))
    if said:
        yield []  # the line that says so: the rows below keep their numbers
    for row in csv.reader(io.StringIO(text[said.end() :] if said else text), delimiter=separator):
        yield [_unguarded(cell) for cell in row]


def _fit(text: str, separator: str) -> int:
    """How many cells stand in lines that are split alike; a comma inside an address splits no two lines alike."""
    lines = csv.reader(io.StringIO("\n".join(text.splitlines()[:LOOKED_AT])), delimiter=separator)
    widths = Counter(len(line) for line in lines if len(line) > 1)
    return max((width * times for width, times in widths.items()), default=0)


def _unguarded(cell: str) -> str:
    found = _GUARDED.fullmatch(cell)
    return (found[1] if found[1] is not None else found[2]) if found else cell


def decoded(content: bytes) -> str | None:
    """The text of a file in one of the encodings that offices save in; None when it is none."""
    for encoding in (_wide(content) or "utf-8-sig", _eight_bits(content)):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None


def _wide(content: bytes) -> str:
    """UTF-16 by its mark, or by the zeros that stand beside the letters of separators and digits."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    low, high = content[1:2000:2].count(0), content[:2000:2].count(0)
    most = len(content[:2000]) // 4
    return "utf-16-le" if low > most else "utf-16-be" if high > most else ""


def _eight_bits(content: bytes) -> str:
    """One byte a letter: TCVN3 and VNI look like Windows-1252; else it is the Vietnamese Windows-1258."""
    lines = content.decode("latin-1").splitlines()
    return (
        "latin-1" if any(recognise(part) for line in lines for part in re.split("[;,\t]", line)) else "cp1258"
    )
