"""Finds the header of a list among title lines, over one row or two, by the words people use and those their body has taught."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.text import fold, nfc
from imports.parsing import Sheet, SheetRow, text_of

Known = Mapping[str, str]  # heading as `Heading.word` has it → column key; «» means: not to be read
SEARCHED_ROWS = 25
LONGEST_SUB = 30


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What columns are called."""

    words: Mapping[str, Sequence[str]]  # column key → folded synonyms; the first is the usual word
    alone: Collection[str] = (
        frozenset()
    )  # synonyms that as the beginning of a longer heading may mean anything
    exact: dict[str, str] = field(init=False, repr=False, default_factory=dict)  # synonym → column key
    beginning: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for key, synonyms in self.words.items():
            for word in synonyms:
                self.exact.setdefault(word, key)
                if len(word) > 3 and word not in self.alone:
                    self.beginning[word] = max(key, self.beginning.get(word, ""))


class Fate(StrEnum):
    """What becomes of a column."""

    READ = "read"
    LEARNT = "learnt"  # read as somebody has said
    UNMAPPED = "unmapped"
    DOUBLED = "doubled"  # means the same as another one
    DISMISSED = "dismissed"  # somebody has said that it is not needed


WAITING = frozenset({Fate.UNMAPPED, Fate.DOUBLED})


@dataclass(frozen=True, slots=True)
class Heading:
    place: int  # position in the sheet
    label: str  # words in the sheet; none over a column that has cells only
    word: str  # the words folded; the second column of the same words is «… #2»
    key: str  # the column it means, or would mean if it were not doubled
    fate: Fate


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header begins and ends and what every column means."""

    first_row: int
    last_row: int
    headings: list[Heading] = field(default_factory=list)

    @property
    def columns(self) -> dict[int, str]:
        """Position → key of the columns that are read."""
        return {one.place: one.key for one in self.headings if one.fate in {Fate.READ, Fate.LEARNT}}

    @property
    def labels(self) -> dict[int, str]:
        return {one.place: one.label for one in self.headings}


def find(sheet: Sheet, vocabulary: Vocabulary, *, needed: str, known: Known | None = None) -> Header | None:
    """The row (with the one below, when it completes it) that names most columns; None when no row names the needed one."""
    best: tuple[SheetRow, int, dict[int, str]] | None = None
    most = 0
    rows = sheet.rows[:SEARCHED_ROWS]
    for row, below in zip(rows, (*rows[1:], None), strict=False):
        under = below if below and below.number == row.number + 1 else None
        for last, labels in _labels(row, under, vocabulary):
            named = {key for _place, key, _fate in _meant(labels, vocabulary, known or {}) if key}
            if needed in named and len(named) > most:
                best, most = (row, last, labels), len(named)
    if best is None:
        return None
    row, last, labels = best
    labels |= dict.fromkeys(_nameless(sheet, last, labels), "")
    return Header(row.number, last, _headings(dict(sorted(labels.items())), vocabulary, known or {}))


def _labels(
    row: SheetRow, below: SheetRow | None, vocabulary: Vocabulary
) -> list[tuple[int, dict[int, str]]]:
    """The words over each column: of the row alone, and together with the row below when that one divides it."""
    upper = [nfc(text_of(value)) for value in row.cells]
    alone = {i: text for i, text in enumerate(upper) if text}
    if below is None:
        return [(row.number, alone)]
    lower = [nfc(text_of(value)) for value in below.cells]
    labels, group = {}, ""
    for i in range(max(len(upper), len(lower))):
        own, sub = (upper[i] if i < len(upper) else ""), (lower[i] if i < len(lower) else "")
        group = own or group
        if sub and len(sub) <= LONGEST_SUB:
            labels[i] = f"{group} {sub}".strip()
        elif own:
            labels[i] = own
    subs = sum(1 for i, text in enumerate(lower) if text and key_of(labels.get(i, ""), vocabulary))
    return [(row.number, alone), *([(below.number, labels)] if subs >= 2 else [])]


def _nameless(sheet: Sheet, last_row: int, labels: Mapping[int, str]) -> set[int]:
    """Columns that have cells below the header and no words over them."""
    below = bisect_right(sheet.numbers, last_row)
    return {
        place
        for place, cells in enumerate(sheet.columns)
        if place not in labels and any(text_of(value) for value in cells[below:])
    }


def _headings(labels: Mapping[int, str], vocabulary: Vocabulary, known: Known) -> list[Heading]:
    words = _words(labels)
    return [
        Heading(place, labels[place], words[place], key, fate)
        for place, key, fate in _meant(labels, vocabulary, known)
    ]


def _words(labels: Mapping[int, str]) -> dict[int, str]:
    times: Counter[str] = Counter()
    words = {}
    for place, label in labels.items():
        word = folded(label) or f"#{letter(place)}"
        times[word] += 1
        words[place] = word if times[word] == 1 else f"{word} #{times[word]}"
    return words


def _meant(labels: Mapping[int, str], vocabulary: Vocabulary, known: Known) -> list[tuple[int, str, Fate]]:
    """What each column is taken for. What somebody has said comes before all words; of two alike the first is read."""
    words = _words(labels)
    said = {place: known[word] for place, word in words.items() if word in known}
    taken = set(filter(None, said.values()))
    first = {key: min(place for place, meant in said.items() if meant == key) for key in taken}
    found = []
    for place, label in labels.items():
        key = said[place] if place in said else key_of(label, vocabulary) or ""
        if place in said and first.get(key, place) == place:
            found.append((place, said[place], Fate.LEARNT if said[place] else Fate.DISMISSED))
        elif key and key not in taken:
            taken.add(key)
            found.append((place, key, Fate.READ))
        else:
            found.append((place, key, Fate.DOUBLED if key else Fate.UNMAPPED))
    return found


def folded(label: str) -> str:
    return " ".join(fold(label.translate(_SIGNS)).split())


_SIGNS = str.maketrans(dict.fromkeys("/().", " "))


def letter(place: int) -> str:
    """The letters over a column in a spreadsheet."""
    found = ""
    while place >= 0:
        place, last = divmod(place, 26)
        found, place = chr(65 + last) + found, place - 1
    return found


def key_of(label: str, vocabulary: Vocabulary) -> str | None:
    """The column a heading means: the exact words first, then the longest synonym the heading starts with."""
    words = folded(label)
    if not words:
        return None
    if words in vocabulary.exact:
        return vocabulary.exact[words]
    while " " in words:
        words = words.rpartition(" ")[0]
        if words in vocabulary.beginning:
            return vocabulary.beginning[words]
    return None
