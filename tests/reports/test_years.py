"""Which years can be asked for, and which one a page opens with."""

from __future__ import annotations

from datetime import date

import pytest

from reports.indicators import years
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("calendar", "today", "begun"),
    [
        ("calendar", date(2019, 12, 14), 2019),
        ("calendar", date(2019, 12, 20), 2019),
        ("official", date(2019, 12, 14), 2019),
        ("official", date(2019, 12, 15), 2020),  # the official year begins on 15 December
        ("official", date(2026, 1, 1), 2020),  # and the campaign ends with 2020
    ],
)
def test_a_year_can_be_asked_for_from_the_day_it_begins_in_the_calendar_of_the_campaign(
    calendar: str, today: date, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = base.house().campaign
    campaign.calendar = calendar
    monkeypatch.setattr(years, "today_vn", lambda: today)
    assert years.years_of(campaign)[0] == begun
    assert years.years_of(campaign)[-1] == campaign.starts_on.year


def test_a_page_opens_with_the_year_the_newest_fact_counts_in() -> None:
    house = base.house()
    make.walk(
        house.campaign,
        house.bao_thanh,
        {"registered": date(2018, 12, 20)},
        bodies=[house.organizations["phunu"]],
    )
    assert years.newest_year(house.campaign) == 2018
    house.campaign.calendar = "official"
    assert years.newest_year(house.campaign) == 2019
