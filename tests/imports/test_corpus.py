"""Every defect of the corpus, alone and in pairs, as several hands write it: told or mended in one pass, nobody turned away, nothing changed in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imports.parsing import Sheet, parse, text_of
from imports.readings import Reading
from registrations.importing import CandidateImporter
from tests.corpus import office
from tests.corpus.defects import DEFECTS
from tests.corpus.lists import PEOPLE, Draft, Page, seeded
from tests.corpus.writers import BOOKS, WRITERS, Written
from tests.factories.campaigns import House

WHO = "huyen.batri.phunu"
APART = (1, 5, 11)


PAIRED = [name for name, defect in DEFECTS.items() if not defect.alone]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_alone_is_told_whoever_writes_the_file_and_nothing_else_is(house: House, name: str) -> None:
    hands = BOOKS if DEFECTS[name].book else WRITERS
    for hand in hands:
        draft = seeded(name)
        assert told_right(house, WRITERS[hand](draft), draft, hand) >= PEOPLE


@pytest.mark.parametrize("name", PAIRED)
def test_two_defects_of_one_file_are_both_told(house: House, name: str) -> None:
    """Each with others near and far, hands taking turns."""
    nth, hands = PAIRED.index(name), list(BOOKS)
    for turn, step in enumerate(APART):
        other, hand = PAIRED[(nth + step) % len(PAIRED)], hands[(nth + turn) % len(hands)]
        draft = seeded(name, other)
        assert told_right(house, BOOKS[hand](draft), draft, f"{other} {hand}") >= PEOPLE


@pytest.mark.parametrize("file", office.files(), ids=lambda file: file.name)
def test_what_libreoffice_wrote_is_told_as_well(house: House, file: Path) -> None:
    draft = seeded(file.stem)
    assert told_right(house, (file.read_bytes(), file.name), draft, "LibreOffice") >= PEOPLE


def test_libreoffice_has_written_every_defect() -> None:
    assert {file.stem for file in office.files()} == set(DEFECTS)
    assert {file.suffix for file in office.files()} == {".xlsx", ".ods", ".xls"}


def told_right(house: House, written: Written, draft: Draft, hand: str) -> int:
    """Everything that is told of a file is what the draft knows to be true; how many people were read."""
    importer = CandidateImporter(house.access(WHO), house.campaign)
    sheets = parse(*written)
    found, _skipped, columns = importer.read(sheets)
    importer.check_known(found)
    people = {(page.name, page.number(line)): line.truth for page in draft.pages for line in page.people}
    named = {(reading.sheet or draft.page.name, reading.number): reading for reading in found}
    assert set(named) == set(people), hand
    for place, truth in people.items():
        assert truth is not None
        reading = named[place]
        assert set(reading.codes) == truth.told, (hand, place)
        assert reading.state == truth.state, (hand, place, reading.problems)
        meant = {key: meaning(house, reading, key) for key in truth.values}
        assert meant == truth.values, (hand, place)
    assert told_of(columns) == draft.told, hand
    for page in draft.pages:
        nothing_was_lost(page, [one for one in columns["left_out"] if one["sheet"] in (page.name, "")])
    nothing_changed_in_silence(sheets, found)
    return len(found)


def told_of(columns: dict[str, Any]) -> set[str]:
    """What is told of the file as a whole, in the words of the corpus."""
    asked = (one for one in columns["headings"] if one["fate"] in {"unmapped", "doubled"})
    told = {f"{one['fate']}: {one['label']}" for one in asked}
    told |= {f"missing: {key}" for key in columns["missing"]} | ({"gap"} if columns["gaps"] else set())
    told |= {f"{one['why']}: {one['name']}" for one in columns["sheets"] if one["why"]}
    told |= {f"hidden sheet: {one['name']}" for one in columns["sheets"] if one["hidden"]}
    told |= {"hidden row" for one in columns["sheets"] if one["hidden_rows"]}
    return told | {"hidden column" for one in columns["headings"] if one["hidden"]}


def nothing_was_lost(page: Page, left_out: list[dict[str, Any]]) -> None:
    """Every line is header, somebody, or told as passed over with its place; nothing else is told so."""
    told = {n: one["why"] for one in left_out for n in range(one["first"], one["last"] + 1)}
    for line in page.lines if page.read else ():
        number, stands = page.number(line), any(str(cell or "").strip() for cell in line.cells)
        if line.left_out:
            assert told.pop(number) == line.left_out
        elif not stands:
            assert told.pop(number, "blank") == "blank"
        else:
            assert line in page.head or line.truth
    assert not told


def meaning(house: House, reading: Reading, key: str) -> Any:
    if key != "commune":
        return reading.values.get(key)
    units = {unit.pk: unit.short_name for unit in (house.bao_thanh, house.bao_thuan, house.an_hiep)}
    return units.get(reading.values.get("unit"))


def nothing_changed_in_silence(sheets: list[Sheet], found: list[Reading]) -> None:
    """Whatever a row keeps in other words than the sheet has it is told at that very column."""
    rows = {(sheet.name, row.number): row for sheet in sheets for row in sheet.rows}
    for reading in found:
        stood = {text_of(cell) for cell in rows[reading.sheet, reading.number].cells}
        told = {problem.column for problem in reading.problems}
        for key, words in reading.raw.items():
            assert words in stood or reading.labels.get(key, key) in told, (reading.number, key)
