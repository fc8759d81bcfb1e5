"""Drawn figures: nothing leaves the paper, nothing unknown is drawn as a number."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.bars import ROOM, Bar, bars
from reports.charts.bullet import Goal, bullet
from reports.charts.district_map import UNKNOWN, district_map, limits, outline
from reports.charts.funnel import funnel
from reports.charts.months import months
from reports.charts.parts import Drawing
from reports.charts.scale import ceiling, share

GOALS = [Goal(500, "NQ 13"), Goal(500, "từ 500"), Goal(700, "đến 700"), Goal(800, "đến 800")]
values = st.one_of(st.none(), st.integers(0, 10**7), st.fractions(0, 10**4).map(float))


def drawn(chart: Drawing) -> ElementTree.Element:
    with translation.override("vi"):
        return ElementTree.fromstring(render_to_string(chart.template, {"chart": chart}).strip())


def words(chart: Drawing) -> list[str]:
    return ["".join(element.itertext()).strip() for element in drawn(chart).iter("text")]


@given(st.lists(st.tuples(values, values), max_size=12), st.lists(st.integers(0, 10**7), max_size=3))
def test_no_bar_is_longer_than_its_room(
    rows: list[tuple[float | None, float | None]], marks: list[float]
) -> None:
    chart = bars("k", "t", "s", [Bar("x", row) for row in rows], ["a", "b"], marks)

    assert all(0 <= box.width <= ROOM for row in chart.rows for box in row.boxes)
    assert all(0 <= mark.at <= ROOM for mark in chart.marks)
    assert all(box.y + box.height <= chart.height for row in chart.rows for box in row.boxes)


def test_the_longest_bar_fills_its_room_and_half_of_it_is_half_as_long() -> None:
    chart = bars("k", "t", "s", [Bar("a", (50,)), Bar("b", (100,)), Bar("c", (0,)), Bar("d", (None,))], ["n"])

    assert [row.boxes[0].width for row in chart.rows] == [ROOM / 2, ROOM, 0, 0]


def test_zero_and_unknown_are_written_differently() -> None:
    written = words(bars("k", "t", "s", [Bar("a", (0,)), Bar("b", (None,))], ["n"]))

    assert written == ["a", "0", "b", "—"]


def test_coordinates_are_written_with_a_point_and_figures_with_a_comma() -> None:
    chart = bars("k", "t", "s", [Bar(str(n), (1234.5 * n,)) for n in range(40)], ["n"])
    drawing = drawn(chart)

    assert int(drawing.attrib["height"]) > 1000
    assert all(
        "," not in value
        for element in drawing.iter()
        for name, value in element.attrib.items()
        if name != "font-family"
    )
    assert "1.234,5" in words(chart)


@given(values, st.lists(st.integers(1, 10**6), max_size=6))
def test_a_bullet_holds_result_and_every_target(value: float | None, goals: list[int]) -> None:
    chart = bullet("k", "t", "s", value, [Goal(goal, str(goal)) for goal in goals])

    assert 0 <= chart.width <= 100
    assert {tick.value for tick in chart.ticks} == set(goals)
    assert all(0 <= tick.at <= 100 for tick in chart.ticks)
    assert len(chart.targets) == len(goals)


@pytest.mark.parametrize(("value", "met"), [(0, 0), (499, 0), (500, 2), (2400, 4)])
def test_a_bullet_counts_the_targets_reached(value: int, met: int) -> None:
    assert sum(goal.met for goal in bullet("k", "t", "s", value, GOALS).targets) == met


def test_three_hundred_percent_still_shows_all_marks_before_the_end_of_the_bar() -> None:
    chart = bullet("k", "t", "s", 2400, GOALS)

    assert [tick.value for tick in chart.ticks] == [500, 700, 800]
    assert all(tick.at < chart.width < 100 for tick in chart.ticks)


def test_an_unknown_result_meets_nothing_and_lacks_no_number() -> None:
    chart = bullet("k", "t", "s", None, GOALS)

    assert {(goal.met, goal.gap) for goal in chart.targets} == {(False, None)}
    assert "hatch" in render_to_string("charts/bullet.html", {"chart": chart}).split("<rect")[3]


def test_a_bullet_without_targets_has_no_marks_and_no_empty_list() -> None:
    html = render_to_string("includes/bullet_bar.html", {"chart": bullet("k", "t", "s", 37)})

    assert "<line" not in html
    assert "<ul" not in html


def test_labels_of_close_targets_stand_on_different_lines() -> None:
    near, far = (
        bullet("k", "t", "s", 5000, GOALS),
        bullet("k", "t", "s", 100, [Goal(200, "a"), Goal(500, "b")]),
    )

    assert len({tick.label_y for tick in near.ticks}) > 1
    assert len({tick.label_y for tick in far.ticks}) == 1
    assert all(tick.label_y > 0 for tick in near.ticks)


@given(st.lists(values, min_size=12, max_size=12), st.lists(values, min_size=12, max_size=12))
def test_months_stay_between_floor_and_ceiling(now: list[float | None], before: list[float | None]) -> None:
    chart = months("k", "t", "s", [str(n) for n in range(12)], [("now", now)], before, "before")

    assert all(
        0 <= box.y <= chart.floor and box.x + box.width <= 100
        for month in chart.months
        for box in month.boxes
    )
    assert all(0 <= y <= chart.floor for stroke in chart.before for y in (stroke.y1, stroke.y2))


def test_a_month_not_known_breaks_the_line_of_the_year_before() -> None:
    chart = months("k", "t", "s", ["1", "2", "3", "4"], [("n", [1, 1, 1, 1])], [1, None, 3, 4], "b")

    assert len(chart.before) == 1


def test_a_funnel_names_the_share_of_the_step_before_where_there_is_one() -> None:
    chart = funnel("k", "t", "s", [("a", 400), ("b", 100), ("c", 0), ("d", 5), ("e", None)])

    assert [level.rate for level in chart.levels] == [None, 0.25, 0.0, None, None]
    assert [level.box.width for level in chart.levels] == [100, 25, 0, 1.25, 0]


def test_the_map_draws_the_nine_districts_inside_its_frame() -> None:
    shapes, height = outline()

    assert [shape.code for shape in shapes] == ["829", *(str(code) for code in range(831, 839))]
    assert all(0 < shape.x < 560 and 0 < shape.y < height for shape in shapes)
    assert sum(len(shape.path) for shape in shapes) < 8_000


def test_a_district_without_a_figure_is_hatched_not_light() -> None:
    chart = district_map("k", "t", "s", {"829": 0, "831": 12}, {"829": "TP Bến Tre"})
    by_code = {area.shape.code: area for area in chart.areas}

    assert by_code["829"].shade == 0
    assert by_code["831"].shade == 1
    assert by_code["836"].shade == UNKNOWN
    assert by_code["829"].label == "TP Bến Tre"
    assert by_code["836"].label == "Huyện Ba Tri"


@given(st.lists(st.integers(0, 500), max_size=20))
def test_shades_cover_every_value_once(numbers: list[int]) -> None:
    breaks = limits(numbers)

    assert len(breaks) <= 4
    assert all(sum(low <= number <= high for low, high in breaks) == 1 for number in numbers)


@pytest.mark.parametrize(("value", "top"), [(1, 4), (4, 4), (37, 40), (220, 240), (628, 800), (1935, 2000)])
def test_an_axis_ends_on_a_round_number(value: float, top: float) -> None:
    assert ceiling(value) == top


def test_a_share_never_leaves_its_length() -> None:
    assert [share(value, 10) for value in (None, -5, 0, 5, 10, 30)] == [0, 0, 0, 50, 100, 100]


@pytest.mark.parametrize(
    "chart",
    [
        bars("b", "Tựa", "Lời", [Bar("Ba Tri", (3, 2, 1))], ["a", "b", "c"], [2], "Huyện"),
        bullet("u", "Tựa", "Lời", 628, GOALS, 571),
        months("m", "Tựa", "Lời", ["1", "2"], [("a", [1, 2])], [2, 1], "b", "Tháng"),
        funnel("f", "Tựa", "Lời", [("a", 2), ("b", 1)], ("Bước", "Người")),
        district_map("d", "Tựa", "Lời", {"829": 3}, {}, ("Huyện", "Người")),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_every_figure_has_words_and_a_table_with_the_same_values(chart: Drawing) -> None:
    html = render_to_string("charts/figure.html", {"chart": chart})

    assert (
        html.count(f'id="{chart.key}-t"')
        == html.count(f'id="{chart.key}-d"')
        == html.count(f'id="{chart.key}-hatch"')
        == 1
    )
    assert len(re.findall(r"<tr>", html)) == len(chart.table) + 1
    assert "style=" not in html
    assert drawn(chart).attrib["aria-labelledby"] == f"{chart.key}-t {chart.key}-d"
