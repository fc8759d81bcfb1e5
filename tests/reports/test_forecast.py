"""Where a year leads: a range that holds as often as it says, and silence where too little is known."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dates import Calendar, same_day_last_year, window
from campaigns.models import Campaign
from reports.indicators import course as of
from reports.indicators.forecast import Past, dispersion, forecast
from reports.indicators.question import Question

people = st.integers(0, 3000)


def past(until: int, whole: int, year: int = 2019) -> Past:
    return Past(year, until, whole)


def asked(
    day: date, starts_on: date = date(2017, 11, 29), calendar: Calendar = Calendar.CALENDAR
) -> Question:
    plan = Campaign(starts_on=starts_on, ends_on=date(2020, 12, 31))
    year = day.year if calendar == Calendar.CALENDAR or day < date(day.year, 12, 15) else day.year + 1
    return Question(plan, year, window(year, calendar), None, "then", "departed", None, day)


def test_a_year_that_goes_as_the_last_ends_as_the_last() -> None:
    found = forecast(300, [past(300, 600)])
    assert found and found.middle == 600
    assert found.low < 600 < found.high
    assert (found.years, found.share) == ((2019,), 50.0)


def test_the_ends_carry_no_digit_that_the_range_does_not_carry() -> None:
    found = forecast(314, [past(287, 611)])
    assert found and found.high - found.low >= 100
    assert found.low % 10 == found.high % 10 == 0


@pytest.mark.parametrize(("so_far", "before"), [(9, 500), (500, 9), (0, 0)])
def test_below_ten_people_nothing_is_said(so_far: int, before: int) -> None:
    assert forecast(so_far, [past(before, before + 100)]) is None


def test_without_a_whole_year_before_nothing_is_said() -> None:
    assert forecast(500, []) is None


@given(so_far=people, until=people, after=people, older=people, later=people)
def test_the_range_holds_its_middle_and_what_has_come(
    so_far: int, until: int, after: int, older: int, later: int
) -> None:
    found = forecast(so_far, [past(until, until + after), past(older, older + later, 2018)])
    if found is not None:
        assert so_far <= found.low <= found.middle <= found.high


def test_years_that_differ_in_their_course_widen_the_range() -> None:
    alike = [past(300, 600), past(310, 620, 2018)]
    unlike = [past(200, 600), past(410, 620, 2018)]
    assert dispersion(alike) == 1.0 and dispersion(unlike) > 50
    narrow, wide = forecast(300, alike), forecast(300, unlike)
    assert narrow and wide and wide.high - wide.low > 3 * (narrow.high - narrow.low)


def test_four_times_out_of_five_the_year_ends_in_the_range() -> None:
    """800 years drawn person by person from the same course; the promise is 80 %, rounding outwards gives a little more."""
    drawn = random.Random(202)
    rate, share = 60, 0.45

    def year() -> tuple[int, int]:
        early = sum(drawn.random() < share / 10 for _ in range(rate * 10))
        late = sum(drawn.random() < (1 - share) / 10 for _ in range(rate * 10))
        return early, early + late

    held = told = 0
    for _n in range(800):
        (before, last), (so_far, whole) = year(), year()
        if found := forecast(so_far, [past(before, last)]):
            told += 1
            held += found.low <= whole <= found.high
    assert told > 780
    assert 0.77 <= held / told <= 0.90


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.sampled_from(Calendar))
def test_the_same_days_of_two_years_lie_in_their_windows(day: date, calendar: Calendar) -> None:
    """Whatever the day, 29 February too: both spans begin with their window and the day is never after the one compared with."""
    question = asked(day, date(2010, 1, 1), calendar)
    same, earlier = question.same_day, same_day_last_year(question.same_day)
    assert question.window.contains(day)
    assert question.previous.contains(same) and question.previous.previous().contains(earlier)
    assert (same.month, min(same.day, 28)) == (day.month, min(day.day, 28))
    assert (same - question.previous.start).days in {
        (day - question.window.start).days + n for n in (-1, 0, 1)
    }


@pytest.mark.parametrize(
    ("day", "outlook", "warned"),
    [(date(2020, 5, 31), "unlikely", False), (date(2020, 6, 1), "unlikely", True)],
)
def test_who_will_not_pass_is_warned_from_june_on(day: date, outlook: str, warned: bool) -> None:
    counted = {"until": 100, "same": 150, "previous": 300, "earlier_same": 140, "earlier": 290}
    found = of.course(asked(day, date(2018, 1, 1)), "836", "836", "Ba Tri", counted)
    assert (found.outlook, found.warned) == (outlook, warned)
    assert found.forecast and found.forecast.years == (2019, 2018)
    assert (found.change, found.needed) == (-50, 201)


@pytest.mark.parametrize(
    ("this", "last", "outlook"),
    [
        (301, 300, of.PASSED),
        (295, 300, of.LIKELY),
        (150, 301, of.OPEN),
        (3, 300, of.UNKNOWN),
        (0, 0, of.UNKNOWN),
    ],
)
def test_the_outlook_follows_the_range(this: int, last: int, outlook: str) -> None:
    counted = {"until": this, "same": 145, "previous": last}
    assert of.course(asked(date(2020, 6, 30)), "836", "836", "Ba Tri", counted).outlook == outlook


def test_over_last_year_of_nobody_one_person_passes() -> None:
    found = of.course(
        asked(date(2020, 6, 30)), "836", "836", "Ba Tri", {"until": 1, "same": 0, "previous": 0}
    )
    assert (found.outlook, found.needed, found.change) == (of.PASSED, 0, 1)


def test_a_year_known_in_part_is_no_measure() -> None:
    counted = {"until": 100, "same": 50, "previous": 60}
    found = of.course(asked(date(2018, 6, 30)), "836", "836", "Ba Tri", counted)
    assert found.forecast is None


def test_a_year_that_is_over_has_a_result_and_no_forecast() -> None:
    found = of.course(asked(date(2020, 12, 31)), "836", "836", "Ba Tri", {"until": 250, "previous": 300})
    assert (found.outlook, found.forecast, found.needed_per_month) == (of.MISSED, None, None)
