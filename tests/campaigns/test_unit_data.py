"""The files of units agree with each other: changes replayed over 2017 give every later list."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "campaigns" / "data"
FIRST_DAY = "2017-01-01"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def communes_on(day: str) -> dict[str, Row]:
    units = [*rows("units_history.csv"), *rows("units_2025.csv")]
    held = [
        unit
        for unit in units
        if (unit["valid_from"] or FIRST_DAY) <= day <= (unit["valid_to"] or "9999") and len(unit["code"]) == 5
    ]
    assert len({unit["code"] for unit in held}) == len(held), "one code, one unit on a day"
    return {unit["code"]: unit for unit in held}


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2017-01-01", 164),
        ("2020-01-31", 164),
        ("2020-02-01", 157),
        ("2023-04-10", 157),
        ("2024-12-01", 148),
        ("2025-06-30", 148),
        ("2025-07-01", 48),
    ],
)
def test_the_province_has_as_many_communes_as_its_resolutions_say(day: str, count: int) -> None:
    assert len(communes_on(day)) == count


def test_the_districts_of_2017_have_their_communes() -> None:
    per_district = Counter(unit["parent_code"] for unit in communes_on("2017-11-29").values())
    assert per_district == Counter(
        {"829": 17, "831": 22, "832": 11, "833": 17, "834": 22, "835": 20, "836": 24, "837": 18, "838": 13}
    )


def test_names_are_unique_inside_a_district_though_not_in_the_province() -> None:
    units = communes_on("2017-11-29").values()
    assert len({(unit["parent_code"], unit["short_name"]) for unit in units}) == 164
    twins = Counter(unit["short_name"] for unit in units)
    assert {name for name, count in twins.items() if count > 1} == {
        "An Hiệp",
        "Vĩnh Hòa",
        "An Thạnh",
        "Mỹ Thạnh",
    }


def test_changes_replayed_over_the_first_list_give_every_later_list() -> None:
    units = {code: unit["name"] for code, unit in communes_on(FIRST_DAY).items()}
    by_day: dict[str, list[Row]] = {}
    for change in rows("units_changes.csv"):
        if len(change["old_code"]) == 5:
            by_day.setdefault(change["date"], []).append(change)
    assert len(by_day) == 4
    for day, changes in sorted(by_day.items()):
        for change in changes:
            assert units.pop(change["old_code"]) == change["old_name"]
        units.update({change["new_code"]: change["new_name"] for change in changes if change["new_code"]})
        assert units == {code: unit["name"] for code, unit in communes_on(day).items()}


def test_every_alias_belongs_to_a_known_unit() -> None:
    known = {unit["code"] for unit in [*rows("units_history.csv"), *rows("units_2025.csv")]}
    assert {alias["code"] for alias in rows("unit_aliases.csv")} <= known


def test_dates_are_dates_and_spans_are_in_order() -> None:
    for unit in [*rows("units_history.csv"), *rows("units_2025.csv")]:
        span = [date.fromisoformat(unit[end]) for end in ("valid_from", "valid_to") if unit[end]]
        assert span == sorted(span)
