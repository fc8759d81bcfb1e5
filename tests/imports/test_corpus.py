"""Every defect of the corpus, alone and in pairs, as several hands write it: told or mended in one pass, nobody turned away, nothing changed in silence."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import tests.corpus.defects
from imports.parsing import Sheet, parse, text_of
from imports.readings import Reading
from registrations.importing import CandidateImporter
from tests.corpus.lists import DEFECTS, Draft, seeded
from tests.corpus.writers import BOOKS, WRITERS, Written
from tests.factories.campaigns import House

WHO = "huyen.batri.phunu"
APART = (1, 5, 11)


def alone() -> list[Any]:
    return [
        pytest.param(writer, (name,), id=f"{name}-{writer}")
        for name, defect in DEFECTS.items()
        for writer in (BOOKS if defect.book else WRITERS)
    ]


def pairs() -> list[Any]:
    """Every defect with three others, near and far, hands taking turns."""
    names, hands = list(DEFECTS), list(BOOKS)
    drawn = [
        (name, names[(nth + step) % len(names)]) for step, (nth, name) in product(APART, enumerate(names))
    ]
    return [
        pytest.param(hands[nth % len(hands)], pair, id="+".join(pair))
        for nth, pair in enumerate(drawn)
        if pair[0] != pair[1]
    ]


@pytest.mark.parametrize(("writer", "names"), [*alone(), *pairs()])
def test_what_was_seeded_is_told_and_nothing_else(house: House, writer: str, names: tuple[str, ...]) -> None:
    draft = seeded(*names)
    told_right(house, WRITERS[writer](draft), draft)


def told_right(house: House, written: Written, draft: Draft) -> None:
    importer = CandidateImporter(house.access(WHO), house.campaign)
    sheets = parse(*written)
    found, _skipped, _columns = importer.read(sheets)
    importer.check_known(found)
    people = {(page.name, page.number(line)): line.truth for page in draft.pages for line in page.people}
    named = {(reading.sheet or draft.page.name, reading.number): reading for reading in found}
    assert set(named) == set(people)
    for place, truth in people.items():
        assert truth is not None
        reading = named[place]
        assert set(reading.codes) == truth.told, place
        assert reading.state == truth.state, (place, reading.problems)
        meant = {key: meaning(house, reading, key) for key in truth.values}
        assert meant == truth.values, place
    nothing_changed_in_silence(sheets, found)


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


assert tests.corpus.defects  # importing them enters them
