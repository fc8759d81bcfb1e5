"""Where a unit is stuck is said only where numbers allow a judgement."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from reports.indicators import board, compare
from reports.indicators.silence import silence
from reports.indicators.stuck import judged, wilson
from tests.factories import campaigns as base
from tests.factories import reports as make

MEAN = Counter(registered=1000, selected=600, departed=300)


def steps(registered: int, selected: int, departed: int) -> Counter[str]:
    return Counter(registered=registered, selected=selected, departed=departed)


@pytest.mark.parametrize(
    ("came", "step"),
    [
        (steps(19, 0, 0), None),  # nobody selected, but too few to tell
        (steps(100, 31, 15), "selected"),
        (steps(100, 60, 10), "departed"),
        (steps(100, 55, 27), None),  # chance explains it
        (steps(100, 90, 80), ""),  # above the province at every step
        (steps(100, 20, 1), "departed"),  # the larger shortfall of the two
        (steps(0, 0, 0), None),
    ],
)
def test_a_unit_is_stuck_where_its_interval_lies_below_the_province(came, step):
    assert judged("836", came, MEAN).step == step


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 20, 0.0, 0.1611), (10, 20, 0.2993, 0.7007), (20, 20, 0.8389, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_that_of_wilson(part, whole, low, high):
    found = wilson(part, whole)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_a_figure_that_an_older_answer_did_not_know_has_not_changed():
    before = {"totals": {"departed": 1}, "by_unit": [{"key": "836", "departed": 1}]}
    after = {
        "totals": {"departed": 1, "visa": 3},
        "by_unit": [{"key": "836", "departed": 1, "visa": 3}, {"key": "831", "departed": 2}],
        "stuck": [],
    }
    assert [change.path for change in compare(before, after)] == ["by_unit/831"]


@pytest.mark.django_db
def test_a_district_is_held_against_the_whole_province():
    house = base.house()
    for n in range(60):
        unit = house.bao_thanh if n < 30 else house.tan_thach
        kinds = {"registered": date(2019, 1, 1)} | (
            {"selected": date(2019, 2, 1)} if n < 3 or n >= 30 else {}
        )
        make.walk(house.campaign, unit, kinds, bodies=[house.organizations["mttq"]])
    found = {one.key: one for one in board(house.campaign, 2019, unit=house.ba_tri).stuck}
    assert (found["29125"].step, found["29125"].people, found["29125"].of) == ("selected", 3, 30)
    assert found["29125"].usual == 55.0
    assert [level.people for level in board(house.campaign, 2019, unit=house.ba_tri).funnel] == [30, 3, 0]


@pytest.mark.django_db
def test_who_entered_nothing_for_a_month_has_not_reported():
    house = base.house()
    make.walk(
        house.campaign,
        house.bao_thanh,
        {"registered": date(2019, 5, 20)},
        bodies=[house.organizations["phunu"], house.organizations["nongdan"]],
    )
    make.walk(
        house.campaign,
        house.tan_thach,
        {"registered": date(2019, 3, 1)},
        bodies=[house.organizations["doan"]],
    )
    found = silence(house.campaign, date(2019, 6, 1), 30)
    units = {one.key: (one.last, one.days) for one in found.units}
    assert "29125" not in units and units["28804"] == (date(2019, 3, 1), 92)
    assert units["28807"] == (None, None) and found.of_units == 6
    bodies = {one.key: one.days for one in found.bodies}
    assert "phunu" not in bodies and bodies["doan"] == 92
    assert bodies["nongdan"] is None  # with a share in somebody, but leading nobody
    assert [one.key for one in silence(house.campaign, date(2019, 6, 1), 90, house.ba_tri).units] == [
        "29161",
        "29152",
    ]
    ba_tri, chau_thanh = sorted(found.districts, key=lambda one: one.name)
    assert (ba_tri.of, ba_tri.never, ba_tri.longest, len(ba_tri.units)) == (3, 2, None, 2)
    assert (chau_thanh.of, chau_thanh.never, chau_thanh.longest, len(chau_thanh.units)) == (3, 2, 92, 3)
