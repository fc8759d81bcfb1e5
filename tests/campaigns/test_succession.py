"""People of an old commune are found in the commune of today, and back."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from campaigns.models import Unit, UnitSuccession
from campaigns.succession import History, district_of, predecessors, successors, unit_on
from tests.factories import campaigns as make
from tests.factories.campaigns import House

EXPECTED = Path(__file__).parents[1] / "data" / "map_2017_to_2025.csv"
OLD, NEW = date(2017, 11, 29), date(2025, 7, 1)


def expected() -> dict[str, str]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["code_2017"]: row["code_2025"] for row in csv.DictReader(file)}


def test_every_commune_of_2017_has_exactly_one_heir_in_2025(bentre: None) -> None:
    history = History.load()
    found = {
        unit.code: [heir.code for heir in history.on(unit, NEW)] for unit in Unit.objects.on(OLD).communes()
    }
    assert found == {old: [new] for old, new in expected().items()}


def test_the_communes_of_2025_share_the_old_ones_without_loss(bentre: None) -> None:
    history = History.load()
    back = [old.code for unit in Unit.objects.on(NEW).communes() for old in history.before(unit, OLD)]
    assert sorted(back) == sorted(expected())


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2020, 2, 1), date(2024, 12, 1), NEW])
def test_nobody_is_lost_or_doubled_on_any_day(bentre: None, day: date) -> None:
    history = History.load()
    for unit in Unit.objects.on(OLD).communes():
        assert len(history.on(unit, day)) == 1
    assert all(history.on(unit, day) == [unit] for unit in Unit.objects.on(day))


def test_the_whole_map_says_the_same_as_single_questions(bentre: None) -> None:
    history = History.load()
    everywhere = history.everywhere(NEW)
    assert all(
        everywhere[unit.pk] == [u.pk for u in unit_on(unit, NEW, history)] for unit in history.units.values()
    )


def test_an_abolished_district_has_no_heir(bentre: None) -> None:
    assert unit_on(Unit.objects.get(code="836"), NEW) == []


def test_a_unit_knows_its_district_until_there_are_none(bentre: None) -> None:
    old = Unit.objects.on(OLD).get(code="29125")
    new = Unit.objects.on(NEW).get(code="29125")
    district = district_of(old)
    assert district is not None
    assert district.name == "Huyện Ba Tri"
    assert district_of(new) is None


def test_a_split_gives_several_heirs_to_choose_from(house: House) -> None:
    day = date(2020, 2, 1)
    old = house.bao_thanh
    old.valid_to = date(2020, 1, 31)
    old.save()
    parts = [
        make.unit(code, name, "commune", house.ba_tri, valid_from=day)
        for code, name in (("1", "A"), ("2", "B"))
    ]
    for part in parts:
        make.merge(old, part, day, UnitSuccession.Kind.SPLIT)
    assert successors(old, day) == parts
    assert predecessors(parts[0], date(2018, 1, 1)) == [old]
    assert unit_on(old, date(2019, 1, 1)) == [old]
