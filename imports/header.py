"""Finds the header of a list among title lines, over one row or two, by the words people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.text import fold, nfc
from imports.parsing import Sheet, SheetRow, text_of

Vocabulary = Mapping[str, Sequence[str]]  # column key → folded synonyms; the first is the usual word
SEARCHED_ROWS = 25


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header ends and which sheet column means what."""

    last_row: int
    columns: dict[int, str]  # position → key
    labels: dict[int, str]  # position → words in the sheet
    unmapped: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def find(sheet: Sheet, vocabulary: Vocabulary, *, needed: str) -> Header | None:
    """The row (with the one below, when it completes it) that names most columns; None when no row names the needed one."""
    best: Header | None = None
    rows = sheet.rows[:SEARCHED_ROWS]
    for index, row in enumerate(rows):
        below = (
            rows[index + 1] if index + 1 < len(rows) and rows[index + 1].number == row.number + 1 else None
        )
        for header in (_read(row, None, vocabulary), _read(row, below, vocabulary) if below else None):
            if (
                header
                and needed in header.columns.values()
                and (best is None or len(header.columns) > len(best.columns))
            ):
                best = header
    return best


def _read(row: SheetRow, below: SheetRow | None, vocabulary: Vocabulary) -> Header | None:
    upper = [nfc(text_of(value)) for value in row.cells]
    if below is None:
        return _match(row.number, {i: text for i, text in enumerate(upper) if text}, vocabulary)
    lower = [nfc(text_of(value)) for value in below.cells]
    labels, group = {}, ""
    for i in range(max(len(upper), len(lower))):
        group = (upper[i] if i < len(upper) else "") or group
        own, sub = (upper[i] if i < len(upper) else ""), (lower[i] if i < len(lower) else "")
        if sub and len(sub) <= 30:
            labels[i] = f"{group} {sub}".strip()
        elif own:
            labels[i] = own
    subs = sum(1 for i, text in enumerate(lower) if text and key_of(labels.get(i, ""), vocabulary))
    return _match(below.number, labels, vocabulary) if subs >= 2 else None


def _match(last_row: int, labels: dict[int, str], vocabulary: Vocabulary) -> Header:
    columns: dict[int, str] = {}
    unmapped, doubled = [], []
    for position, label in labels.items():
        key = key_of(label, vocabulary)
        if key is None:
            unmapped.append(label)
        elif key in columns.values():
            doubled.append(label)
        else:
            columns[position] = key
    return Header(last_row, columns, labels, unmapped, doubled)


def key_of(label: str, vocabulary: Vocabulary) -> str | None:
    """The column a heading means: the exact words first, then the longest synonym the heading starts with."""
    folded = " ".join(
        fold(label).replace("/", " ").replace("(", " ").replace(")", " ").replace(".", " ").split()
    )
    if not folded:
        return None
    for key, words in vocabulary.items():
        if folded in words:
            return key
    starts = [
        (len(word), key)
        for key, words in vocabulary.items()
        for word in words
        if len(word) > 3 and folded.startswith(word)
    ]
    return max(starts)[1] if starts else None
