"""Of areas not one's own a small number is not told, nor can it be worked out from what is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reports.indicators import board, figures
from reports.indicators.telling import HIDDEN, is_told
from reports.indicators.veil import cover
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.reports.test_recount import rolled_back, stories, tell

pytestmark = pytest.mark.django_db
POINTS = ("registered", "selected", "departed")
Equation = tuple[dict[Any, Fraction], Fraction]


@pytest.fixture
def house() -> base.House:
    return base.house()


def determined(equations: Iterable[Equation]) -> set[Any]:
    """Which unknowns a reader can work out: Gauss and Jordan, exactly."""
    rows = [dict(left) for left, _right in equations if left]
    pivots: list[Any] = []
    for n in range(len(rows)):
        pivot = next((key for key, factor in rows[n].items() if factor), None)
        if pivot is None:
            continue
        scale = rows[n][pivot]
        rows[n] = {key: factor / scale for key, factor in rows[n].items()}
        for m, row in enumerate(rows):
            if m != n and row.get(pivot):
                factor = row[pivot]
                rows[m] = {
                    k: row.get(k, Fraction(0)) - factor * rows[n].get(k, Fraction(0))
                    for k in {*row, *rows[n]}
                }
        pivots.append(pivot)
    return {next(k for k, f in row.items() if f) for row in rows if sum(1 for f in row.values() if f) == 1}


def equation(cells: dict[Any, Any], total_name: Any, total: Any) -> Equation:
    """Σ of the cells = total, with what is told on the right and what is hidden on the left."""
    left: dict[Any, Fraction] = defaultdict(Fraction)
    right = Fraction(0)
    for name, value in cells.items():
        if is_told(value):
            right -= value
        else:
            left[name] += 1
    if is_told(total):
        right += total
    else:
        left[total_name] -= 1
    return left, right


def equations(found: Any, point: str) -> list[Equation]:
    """All that adds up in an answer, for one counting point."""
    total = found.totals[point].people
    made = []
    for name in ("by_market", "by_month", "by_age", "by_sex", "by_programme"):
        rows = getattr(found, name, ())
        if rows:
            made.append(
                equation({(name, n): getattr(row, point) for n, row in enumerate(rows)}, "total", total)
            )
    if hasattr(found, "by_organization"):
        lead = {("lead", row.code): getattr(row.people_lead, point) for row in found.by_organization}
        made.append(equation(lead, "total", total))
    communes = {row.key: getattr(row, point) for row in found.by_commune}
    if found.by_district:
        made.append(equation({("d", r.key): getattr(r, point) for r in found.by_district}, "total", total))
        for district in found.by_district:
            below = {("c", r.key): communes[r.key] for r in found.by_commune if r.district == district.key}
            made.append(equation(below, ("d", district.key), getattr(district, point)))
    else:
        made.append(equation({("c", key): value for key, value in communes.items()}, "total", total))
    return made


def outside(found: Any, own: str) -> dict[Any, Any]:
    """Rows by unit that are not the reader's own."""
    rows = {("d", row.key): row for row in found.by_district} | {
        ("c", row.key): row for row in found.by_commune
    }
    return {name: row for name, row in rows.items() if own not in (row.key, row.district)}


worlds = st.lists(stories, min_size=1, max_size=12)
few = settings(
    max_examples=8, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@few
@given(told=worlds, calendar=st.sampled_from(["calendar", "official"]), fine=st.booleans())
def test_a_district_officer_cannot_work_out_a_small_number_of_others(house, told, calendar, fine):
    with rolled_back():
        tell(house, told)
        access, ask = house.access("huyen.batri.mttq"), figures if fine else board
        found, whole = (
            ask(house.campaign, 2019, access, calendar=calendar),
            ask(house.campaign, 2019),  # whatever calendar is asked, others are told in that of the plan
        )
        known = outside(whole, "836")
        for point in POINTS:
            for name, row in outside(found, "836").items():
                value = getattr(row, point)
                assert not is_told(value) or value == 0 or value >= 5
                assert not is_told(value) or value == getattr(known[name], point)
            given_away = determined(equations(found, point))
            assert not {name for name in given_away if name == "total" or name[0] != "d" or name[1] != "836"}


def test_the_own_area_is_told_whole(house):
    make.walk(
        house.campaign,
        house.bao_thanh,
        {"registered": make.date(2019, 1, 1)},
        bodies=[house.organizations["mttq"]],
    )
    access = house.access("huyen.batri.mttq")
    own = board(house.campaign, 2019, access, unit=house.ba_tri)
    assert own.as_json() == board(house.campaign, 2019, unit=house.ba_tri).as_json()


@pytest.mark.parametrize("who", ["tinh.mttq", "tinh.phunu", "lanhdao", "kiemtra"])
def test_the_province_is_told_everything(house, who):
    make.walk(
        house.campaign,
        house.bao_thanh,
        {"registered": make.date(2019, 1, 1)},
        bodies=[house.organizations["mttq"]],
    )
    assert (
        figures(house.campaign, 2019, house.access(who)).as_json() == figures(house.campaign, 2019).as_json()
    )


def test_a_single_small_row_takes_a_second_with_it():
    assert cover([3, 40, 7], [False] * 3) == ({0, 2}, False)
    assert cover([3, 40, 7], [False, False, True]) == ({0, 1}, False)
    assert cover([3, 9], [False, True]) == ({0}, True)
    assert cover([0, 9], [False, False]) == (set(), False)


def test_a_hidden_number_is_a_dot_on_the_page_and_says_why(client, house):
    for n in range(7):
        unit = house.quoi_son if n < 2 else house.tan_thach
        make.walk(
            house.campaign,
            unit,
            {"registered": make.date(2019, 1, 1 + n)},
            bodies=[house.organizations["mttq"]],
        )
    client.force_login(house.user("huyen.batri.mttq"))
    page = client.get("/tien-do/2019/831/")
    rows = {row.code: row for row, _url in page.context["rows"]}
    assert rows["28804"].registered is HIDDEN and rows["28807"].registered is HIDDEN
    assert "•" in page.content.decode() and "dưới 5" in page.content.decode()
    assert client.get("/tien-do/2019/831/?xem=co-cau").status_code == client.get("/").status_code == 200


OTHERS = (("chau_thanh",), ("chau_thanh", "tan_thach"), ("chau_thanh", "quoi_son"))


@few
@given(told=worlds, fine=st.booleans())
def test_the_page_of_another_unit_tells_nothing_that_the_page_of_the_province_hides(house, told, fine):
    with rolled_back():
        tell(house, told)
        access, ask = house.access("huyen.batri.mttq"), figures if fine else board
        top = board(house.campaign, 2019, access)
        rows = {row.key: row for row in (*top.by_district, *top.by_commune)}
        for *_above, name in OTHERS:
            unit = getattr(house, name)
            found, row = ask(house.campaign, 2019, access, unit=unit), rows[unit.code]
            assert all(
                found.totals[kind].people in (getattr(row, kind, HIDDEN), HIDDEN) for kind in found.totals
            )
            assert all(count.female is HIDDEN for count in found.totals.values())
            assert all(one == rows[one.key] for one in found.by_commune)
            for table in ("by_market", "by_month", "by_age", "by_programme", "by_organization"):
                cells = [
                    getattr(one, point)
                    for one in getattr(found, table, ())
                    for point in POINTS
                    if hasattr(one, point)
                ]
                assert not any(map(is_told, cells))


@pytest.mark.parametrize(
    "other", [{"as_of": make.date(2019, 3, 31)}, {"calendar": "official"}, {"boundaries": "now"}]
)
@pytest.mark.parametrize("place", [None, "chau_thanh"])
def test_two_answers_about_others_cannot_be_subtracted(house, place, other):
    """Nine people by March, eleven by April: the two of April are a small number."""
    for n in range(11):
        day = make.date(2019, 1, 5) if n < 9 else make.date(2019, 4, 5)
        make.walk(house.campaign, house.tan_thach, {"registered": day}, bodies=[house.organizations["mttq"]])
    unit, outsider = getattr(house, place or "", None), house.access("huyen.batri.mttq")
    plain = board(house.campaign, 2019, outsider, unit=unit)
    assert board(house.campaign, 2019, outsider, unit=unit, **other).as_json() == plain.as_json()
    whole = board(house.campaign, 2019, house.access("tinh.mttq"), unit=unit, as_of=make.date(2019, 3, 31))
    assert whole.totals["registered"].people == 9


def test_the_page_says_that_a_switch_does_not_hold_for_others(client, house):
    make.walk(house.campaign, house.tan_thach, {"registered": make.date(2019, 4, 5)}, bodies=[house.organizations["mttq"]])  # fmt: skip
    client.force_login(house.user("huyen.batri.mttq"))
    page = client.get("/tien-do/2019/831/?den-ngay=31/03/2019&lich=official")
    assert "Ngoài địa bàn của bạn" in page.content.decode()
    assert page.context["figures"].as_of is None and page.context["reading"].given == {"nam": "2019"}
    own = client.get("/tien-do/2019/836/?den-ngay=31/03/2019")
    assert "Ngoài địa bàn của bạn" not in own.content.decode() and own.context["figures"].as_of


def knows(found: Any, own: Any, name: str, point: str) -> list[tuple[Any, Any]]:
    """Told numbers of a table, each beside the own number of the same row."""
    mine = {row_name(row): getattr(row, point, 0) for row in getattr(own, name)}
    return [
        (getattr(row, point), mine.get(row_name(row), 0))
        for row in getattr(found, name)
        if hasattr(row, point)
    ]


def row_name(row: Any) -> Any:
    return (
        getattr(row, "month", None)
        or getattr(row, "licence", None)
        or (getattr(row, "code", None), row.name if hasattr(row, "name") else "")
    )


TABLES = (
    "by_district",
    "by_commune",
    "by_market",
    "by_month",
    "by_sex",
    "by_age",
    "by_group",
    "by_programme",
    "by_enterprise",
)


@few
@given(told=worlds, who=st.sampled_from(["huyen.batri.mttq", "xa.baothanh.phunu"]), fine=st.booleans())
def test_the_province_less_the_own_area_leaves_no_small_number(house, told, who, fine):
    """An officer subtracts what the own page tells from what the page of the province tells."""
    with rolled_back():
        tell(house, told)
        access, ask = house.access(who), figures if fine else board
        place = house.ba_tri if who.startswith("huyen") else house.bao_thanh
        found, own = ask(house.campaign, 2019, access), ask(house.campaign, 2019, access, unit=place)
        for point in POINTS:
            pairs = [
                (found.totals[point].people, own.totals[point].people),
                (found.totals[point].female, own.totals[point].female),
            ]
            for name in TABLES if fine else TABLES[:5]:
                pairs += knows(found, own, name, point)
            for value, mine in pairs:
                assert not isinstance(value, int) or not 0 < value - (mine or 0) < 5


def test_two_people_of_the_rest_of_the_province_are_not_told_by_a_difference(house):
    """Korea: six of the own district, two of another; of the eight in the province six would tell the two."""
    for to, own, others in (("KR", 6, 2), ("JP", 3, 9)):
        for n in range(own + others):
            unit = house.bao_thanh if n < own else house.tan_thach
            make.walk(house.campaign, unit, {"registered": make.date(2019, 1, 5)}, bodies=[house.organizations["mttq"]], wish=make.market(to, to))  # fmt: skip
    found = figures(house.campaign, 2019, house.access("huyen.batri.mttq"))
    assert found.totals["registered"].people == 20
    assert {row.code: row.registered for row in found.by_district} == {"836": 9, "831": 11}
    assert {row.code: row.registered for row in found.by_market} == {"KR": HIDDEN, "JP": HIDDEN}
    whole = figures(house.campaign, 2019, house.access("tinh.mttq"))
    assert {row.code: row.registered for row in whole.by_market} == {"KR": 8, "JP": 12}


def test_many_of_the_rest_are_told_though_the_own_area_is_small(house):
    """Two of the own district, ten elsewhere: the reader learns nothing about few people of others."""
    for n in range(12):
        unit = house.bao_thanh if n < 2 else house.tan_thach
        make.walk(
            house.campaign, unit, {"registered": make.date(2019, 1, 5)}, bodies=[house.organizations["mttq"]]
        )
    found = board(house.campaign, 2019, house.access("huyen.batri.mttq"))
    assert found.totals["registered"].people == 12
    assert {row.code: row.registered for row in found.by_district} == {"836": 2, "831": 10}


def test_who_looks_again_tomorrow_sees_what_was_added(house):
    """What remains: a number of others is of now, and two days of looking tell the difference (decision 24)."""

    def today() -> Any:
        return board(house.campaign, 2019, house.access("huyen.batri.mttq")).totals["registered"].people

    for n in range(9):
        make.walk(
            house.campaign,
            house.tan_thach,
            {"registered": make.date(2019, 1, 5 + n)},
            bodies=[house.organizations["mttq"]],
        )
    before = today()
    make.walk(
        house.campaign,
        house.tan_thach,
        {"registered": make.date(2019, 4, 5)},
        bodies=[house.organizations["mttq"]],
    )
    assert (before, today()) == (9, 10)
