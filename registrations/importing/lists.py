"""From sheets to rows of people: where each list begins and ends, what stands between its rows, and what was passed over and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.text import nfc
from campaigns.exporting import unguarded
from imports import header
from imports.header import Fate
from imports.readings import CHOSEN, Reading
from imports.sheet import Sheet, SheetRow, Value, text_of
from registrations.importing import furniture
from registrations.importing.columns import LABELS, VOCABULARY
from registrations.importing.furniture import Why
from registrations.importing.words import AS_ABOVE

SHOWN = 60  # letters of what was passed over
# What a cell joined over several rows may say of all of them; a name or a number belongs to one row.
SHARED = frozenset(
    (
        "commune",
        "district",
        "address",
        "hamlet",
        "ethnicity",
        "household",
        "poor",
        "near_poor",
        "relation",
        "market",
        "occupation",
        "registered_on",
        "status",
        "note",
    )
)
# Columns that are spoken of even where a list has none of them.
ALWAYS = ("full_name", "identity", "birth", "sex", "commune", "district", "phone")
_LONG_NUMBER = re.compile(r"(?:\d[ .-]?){9,}")


@dataclass
class Told:
    """What has to be said about a file beside its rows. Kept with the list, unsealed: no numbers of people stand in it."""

    sheets: list[dict[str, Any]] = field(default_factory=list)
    headings: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    known: Mapping[str, str] = field(default_factory=dict)  # what was said of headings when the list was read

    def pass_over(self, sheet: Sheet, why: Why, first: int, last: int, words: str = "") -> None:
        """Neighbours of one kind without words are one place."""
        before = self.left_out[-1] if self.left_out else None
        place = {"sheet": sheet.name, "why": why.value, "words": words}
        if before and not words and before == {**before, **place, "last": first - 1}:
            before["last"] = last
        else:
            self.left_out.append({**place, "first": first, "last": last})

    @property
    def passed_over(self) -> int:
        """Rows inside the lists in which nobody stands; what stands above a header is none of them."""
        return sum(one["last"] - one["first"] + 1 for one in self.left_out if one["why"] != Why.TITLE)

    @property
    def read(self) -> set[str]:
        """The columns that were found."""
        return {one["key"] for one in self.headings if one["fate"] in {Fate.READ, Fate.LEARNT}}

    def as_json(self) -> dict[str, Any]:
        names = ("sheets", "headings", "left_out", "gaps")
        return {name: getattr(self, name) for name in names} | {"known": dict(self.known)}


@dataclass(frozen=True)
class Choices:
    """What people have said about this list and, earlier, about lists of their body."""

    headings: Mapping[str, str] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()  # not to be read

    @classmethod
    def of(cls, said: Mapping[str, Any], learnt: Mapping[str, str]) -> Choices:
        """What was said of this list comes before what was learnt."""
        return cls({**learnt, **said.get("heading", {})}, frozenset(said.get("sheet", ())))


def rows_of(sheet: Sheet, told: Told, choices: Choices) -> Iterator[Reading]:
    """Every row of a sheet in which somebody stands, as its words; whatever else stands there is told."""
    found = header.find(sheet, VOCABULARY, needed="full_name", known=choices.headings)
    why = "chosen" if sheet.name in choices.sheets else "no_header" if found is None else ""
    about = {"name": sheet.name, "why": why, "hidden": sheet.is_hidden, "rows": len(sheet.rows)}
    told.sheets.append(about | {"hidden_rows": sorted(sheet.hidden.rows)})
    if found is None or why:
        return
    told.headings += [_heading(sheet, found, one) for one in found.headings if one.key != "problem"]
    for row in sheet.rows:
        if row.number < found.first_row:
            told.pass_over(sheet, Why.TITLE, row.number, row.number, shown(row))
    yield from _body(sheet, found, told)


def _heading(sheet: Sheet, found: header.Header, one: header.Heading) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "column": header.letter(one.place),
        "row": found.last_row,
        "label": one.label,
        "word": one.word,
        "key": one.key,
        "fate": one.fate.value,
        "hidden": one.place in sheet.hidden.columns,
    }


def _body(sheet: Sheet, found: header.Header, told: Told) -> Iterator[Reading]:
    labels = {key: str(LABELS[key]) for key in ALWAYS}
    labels |= {
        key: found.labels[place] or str(LABELS[key]) for place, key in found.columns.items() if key in LABELS
    }
    columns = {place: key for place, key in found.columns.items() if key != "problem"}
    joined, scan = _joined(sheet, found), furniture.Scan(found)
    above: Reading | None = None
    section = _named_by(sheet)
    last = found.last_row
    for row in sheet.rows:
        if row.number <= found.last_row:
            continue
        if row.number > last + 1:
            told.pass_over(sheet, Why.BLANK, last + 1, row.number - 1)
        last = row.number
        cells = {key: row.cells[place] for place, key in columns.items() if place < len(row.cells)}
        raw = {key: unguarded(text) for key, value in cells.items() if (text := text_of(value))}
        if why := scan.why(row, raw):
            told.pass_over(sheet, why, row.number, row.number, "" if why.is_plain else shown(row))
            section = furniture.place_named(row) or section if why == Why.SECTION else section
            continue
        if "problem" not in found.columns.values():  # rows that were given back are meant to leap
            _count(told, sheet, raw, above)
        reading = Reading(row.number, sheet.name, raw, labels, typed=kinds(cells))
        _note_converted(reading, sheet, columns)
        _fill_joined(reading, joined.get(row.number, {}))
        _fill_section(reading, section)
        if above:
            repeat_above(reading, above)
        above = reading
        yield reading


def kinds(cells: Mapping[str, Value]) -> dict[str, str]:
    """Cells that are no text: what is read of a number or a date cell is not what is read of the same words."""
    found = {}
    for key, value in cells.items():
        if isinstance(value, date):
            found[key] = "date"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[key] = "number"
    return found


def _note_converted(reading: Reading, sheet: Sheet, columns: Mapping[int, str]) -> None:
    """Each cell that was not in Unicode, with what stood there."""
    for place, key in columns.items():
        if made := sheet.converted.get((reading.number, place)):
            reading.stood[key] = [made.encoding.value, made.original]


def _joined(sheet: Sheet, found: header.Header) -> dict[int, dict[str, str]]:
    """What cells joined downwards say of the rows below their first: the program keeps the words in the first one only."""
    said: dict[int, dict[str, str]] = {}
    rows = {row.number: row for row in sheet.rows} if sheet.merged else {}
    for (first, left), (last, right) in sheet.merged:
        key = found.columns.get(left)
        if (
            key not in SHARED
            or right != left
            or last == first
            or first <= found.last_row
            or first not in rows
        ):
            continue
        cells = rows[first].cells
        text = text_of(cells[left]) if left < len(cells) else ""
        for number in range(first + 1, min(last, sheet.rows[-1].number) + 1):
            said.setdefault(number, {})[key] = text
    return said


def _fill_joined(reading: Reading, said: Mapping[str, str]) -> None:
    for key, text in said.items():
        if text and key not in reading.raw:
            reading.raw[key] = text
            reading.stood[key] = ["joined", ""]


def _named_by(sheet: Sheet) -> tuple[str, str] | None:
    """A sheet that bears the name of a commune, as books of a district have them."""
    return ("from_sheet", sheet.name) if furniture.is_commune(sheet.name) else None


def _fill_section(reading: Reading, section: tuple[str, str] | None) -> None:
    """The commune of the sheet or of the line above a part of the list, where the row has none of its own."""
    if section and not reading.raw.get("commune") and not reading.raw.get("address"):
        code, text = section
        reading.raw["commune"] = text
        reading.stood["commune"] = [code, ""]


def repeat_above(reading: Reading, above: Reading) -> None:
    """«nt» and «//» mean: as in the row above."""
    for key, text in list(reading.raw.items()):
        if text.strip().lower() in AS_ABOVE and key in above.raw:
            reading.stood[key] = ["as_above", text]
            reading.raw[key] = above.raw[key]
            if key in above.typed:
                reading.typed[key] = above.typed[key]


def choose(reading: Reading, meant: Mapping[str, str]) -> None:
    """Put the words somebody has chosen where the sheet has those that nobody knew."""
    for key, words in meant.items():
        reading.stood[key] = [CHOSEN, reading.raw.get(key, "")]
        reading.raw[key] = words


def unchoose(reading: Reading, about: str, words: str, meant: Mapping[str, str]) -> bool:
    """Let the words of the sheet stand again, if it was for these that others had been chosen."""
    stood = {key: reading.stood[key][1] for key in meant if reading.stood.get(key, [""])[0] == CHOSEN}
    before = reading.raw | stood
    if not stood or said(before, about) != words:
        return False
    reading.raw = {key: text for key, text in before.items() if text}
    for key in stood:
        del reading.stood[key]
    return True


def said(raw: Mapping[str, str], about: str) -> str:
    """What a cell says, as choices know it; a commune with the district beside it."""
    words = nfc(raw.get(about, "")).lower()
    district = nfc(raw.get("district", "")).lower() if about == "commune" else ""
    return f"{words} | {district}" if district else words


def _count(told: Told, sheet: Sheet, raw: Mapping[str, str], above: Reading | None) -> None:
    """Where the running number leaps: a row may be missing from the list."""
    before, now = above.raw.get("number", "") if above else "", raw.get("number", "")
    if above and before.isdigit() and now.isdigit() and int(now) > int(before) + 1:
        told.gaps.append({"sheet": sheet.name, "row": above.number, "after": int(before), "before": int(now)})


def shown(row: SheetRow) -> str:
    """The words of a row that was passed over, without numbers that could be somebody's."""
    words = " · ".join(filter(None, (nfc(text_of(value)) for value in row.cells)))
    words = _LONG_NUMBER.sub("•••", words)
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
