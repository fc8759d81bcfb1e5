"""The rise rule counted for units and bodies, and what the pages say of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from campaigns.models import Campaign
from reports.indicators import board, figures
from reports.indicators.shapes import Goal
from reports.templatetags.courses import goal_sentence
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db
JUNE = date(2020, 6, 30)


@pytest.fixture
def house() -> base.House:
    """2019: 12 people by June and 12 after it, led by the Women's Union in Ba Tri; 2020: 11 by June. In Châu Thành nobody."""
    made = base.house()
    Campaign.objects.filter(pk=made.campaign.pk).update(starts_on=date(2018, 1, 1))
    made.campaign.refresh_from_db()
    days = [date(2019, 3, 1)] * 12 + [date(2019, 9, 1)] * 12 + [date(2020, 3, 1)] * 11
    for day in days:
        steps = {"registered": date(2018, 1, 2), "selected": date(2018, 1, 3), "departed": day}
        make.walk(made.campaign, made.bao_thanh, steps, bodies=[made.organizations["phunu"]])
    return made


def test_every_unit_and_body_is_held_against_its_own_last_year(house: base.House) -> None:
    found = board(house.campaign, 2020, as_of=JUNE)
    chau_thanh, ba_tri = found.courses.by_district
    women = next(course for course in found.courses.by_body if course.code == "phunu")
    for course in (ba_tri, women):
        assert (course.this_year, course.same_day, course.change, course.last_year) == (11, 12, -1, 24)
        assert (course.needed, course.needed_per_month, course.outlook) == (14, 3, "unlikely")
        assert course.warned and course.forecast and course.forecast.middle == 22
    assert (chau_thanh.outlook, chau_thanh.forecast) == ("unknown", None)
    assert sum(c.this_year for c in found.courses.by_commune) == found.rise.this_year == 11
    assert {c.code for c in found.courses.by_body} == {"mttq", "sldtbxh", "phunu", "nongdan", "doan"}


def test_screen_and_script_tell_the_same_course(house: base.House) -> None:
    found = figures(house.campaign, 2020, as_of=JUNE)
    assert found.courses == board(house.campaign, 2020, as_of=JUNE).courses
    assert found.as_json()["rise"]["forecast"]["middle"] == 22


def test_the_rule_binds_a_district_as_it_binds_the_province(house: base.House) -> None:
    rise = board(house.campaign, 2020, as_of=JUNE, unit=house.ba_tri).rise
    assert (rise.applies, rise.needed, rise.outlook, rise.warned) == (True, 14, "unlikely", True)


def test_a_unit_that_swallowed_its_neighbour_is_not_praised_for_it(house: base.House) -> None:
    base.merge(house.bao_thuan, house.bao_thanh, date(2020, 2, 1))
    then = {c.code: c for c in board(house.campaign, 2020, as_of=JUNE).courses.by_commune}
    assert (then["29125"].this_year, then["29125"].last_year, then["29125"].outlook) == (11, None, "unknown")


@pytest.mark.parametrize("who", ["tinh.mttq", "lanhdao"])
def test_the_first_page_warns_from_june_and_says_how_it_knows(
    client: Client, house: base.House, who: str
) -> None:
    client.force_login(house.user(who))
    june = client.get("/", {"nam": 2020, "den-ngay": "30/06/2020"}).content.decode()
    assert "Nguy cơ không vượt năm 2019" in june and "Huyện Ba Tri" in june and "Hội Phụ nữ" in june
    assert "Cách tính: đến 30/06/2020 có 11 người" in june
    may = client.get("/", {"nam": 2020, "den-ngay": "31/05/2020"}).content.decode()
    assert "Nguy cơ không vượt năm 2019" not in may


def test_the_progress_page_shows_the_rule_for_each_unit_and_body(client: Client, house: base.House) -> None:
    client.force_login(house.user("tinh.mttq"))
    text = client.get("/tien-do/2020/", {"den-ngay": "30/06/2020"}).content.decode()
    assert "Vượt năm 2019: từng đơn vị, từng tổ chức" in text
    assert "Khó vượt nếu giữ nhịp này" in text and "Chưa đủ số liệu" in text


@pytest.mark.parametrize(
    ("minimum", "maximum", "achieved", "sentence"),
    [
        (500, None, 628, "Đạt 500"),
        (700, 800, 628, "Còn 72 để đạt 700"),
        (500, 700, 628, "Đạt 500, còn 72 để đạt 700"),
        (500, 700, 2100, "Đạt 700"),
        (1200, None, 1, "Còn 1.199 để đạt 1.200"),
        (0, None, 0, "Đạt 0"),
    ],
)
def test_every_target_has_a_verdict_in_words(
    minimum: int, maximum: int | None, achieved: int, sentence: str
) -> None:
    verdict = "not" if achieved < minimum else "reached" if achieved >= (maximum or minimum) else "within"
    goal = Goal(
        minimum, maximum, "set", "", "", date(2018, 1, 1), "", "departed", 1, "83", None,
        achieved, None, verdict, max(minimum - achieved, 0), {},
    )  # fmt: skip
    with translation.override("vi"):
        assert goal_sentence(goal) == sentence
