"""Dates as people know them, and the windows in which the house counts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dates import (
    Calendar,
    PartialDate,
    Precision,
    format_partial,
    parse_partial,
    same_day_last_year,
    today_vn,
    window,
    window_of,
)

days = st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31))
partial_dates = st.builds(
    PartialDate, days, st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR])
) | st.just(PartialDate.unknown())
calendars = st.sampled_from(list(Calendar))


def year_only(year: int) -> PartialDate:
    return PartialDate(date(year, 1, 1), Precision.YEAR)


@pytest.mark.parametrize(
    "typed",
    [
        "05/03/1998",
        "5-3-98",
        "05031998",
        "5.3.1998",
        "5 3 1998",
        " 05 / 03 / 1998 ",
        "1998-03-05",
        "05/03/98",
    ],
)
@time_machine.travel("2026-11-22")
def test_the_day_comes_before_the_month(typed: str) -> None:
    assert parse_partial(typed) == PartialDate(date(1998, 3, 5))


def test_a_month_or_a_year_is_kept_as_what_it_is() -> None:
    assert parse_partial("03/1998") == PartialDate(date(1998, 3, 1), Precision.MONTH)
    assert parse_partial("1998") == PartialDate(date(1998, 1, 1), Precision.YEAR)
    assert parse_partial("  ") == PartialDate.unknown()


@time_machine.travel("2026-11-22")
def test_two_digits_mean_the_last_hundred_years() -> None:
    assert parse_partial("1/1/26").on == date(2026, 1, 1)
    assert parse_partial("1/1/27").on == date(1927, 1, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31/02/1998", "31/02/1998"),
        ("29/02/2019", "29/02/2019"),
        ("03/25/1998", "25"),
        ("13/1998", "13"),
        ("05/03/1798", "1900"),
        ("0005", "1900"),
        ("tháng ba", "05/03/1998"),
        ("050398", "05/03/1998"),
        ("1/2/3/1998", "05/03/1998"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_do(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_partial(typed)


@given(partial_dates)
def test_what_is_shown_can_be_typed_back(value: PartialDate) -> None:
    assert parse_partial(format_partial(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_either_a_date_or_a_sentence(text: str) -> None:
    try:
        value = parse_partial(text)
    except ValueError as error:
        assert str(error).endswith((".", "98."))
    else:
        assert value.is_known == bool(text.strip())


def test_a_date_without_a_day_must_say_that_it_is_unknown() -> None:
    with pytest.raises(ValueError, match="unknown"):
        PartialDate(None, Precision.YEAR)
    with pytest.raises(ValueError, match="unknown"):
        PartialDate(date(1998, 1, 1), Precision.UNKNOWN)


@given(days)
def test_the_unknown_part_does_not_matter(day: date) -> None:
    assert PartialDate(day, Precision.YEAR) == year_only(day.year)
    assert PartialDate(day, Precision.MONTH).on == day.replace(day=1)


@given(days, st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]))
def test_the_day_lies_between_first_and_last(day: date, precision: Precision) -> None:
    value = PartialDate(day, precision)
    assert value.first is not None
    assert value.last is not None
    assert value.first <= day <= value.last


def test_one_date_is_surely_before_another_only_without_overlap() -> None:
    assert year_only(2017).surely_before(year_only(2018))
    assert not year_only(2018).surely_before(date(2018, 12, 31))
    assert not PartialDate.unknown().surely_before(date(2018, 1, 1))
    assert not year_only(2017).surely_before(PartialDate.unknown())


@given(partial_dates, partial_dates)
def test_two_dates_are_never_surely_before_each_other(one: PartialDate, other: PartialDate) -> None:
    assert not (one.surely_before(other) and other.surely_before(one))


def test_the_age_changes_on_the_birthday() -> None:
    born = PartialDate(date(2000, 3, 5))
    assert born.age_on(date(2018, 3, 4)) == 17
    assert born.age_on(date(2018, 3, 5)) == 18
    assert PartialDate(date(2000, 2, 29)).age_on(date(2018, 2, 28)) == 17


def test_an_age_that_hangs_on_the_unknown_part_is_not_guessed() -> None:
    assert year_only(2000).age_on(date(2018, 6, 15)) is None
    assert year_only(2000).age_on(date(2018, 12, 31)) == 18
    assert PartialDate.unknown().age_on(date(2018, 6, 15)) is None


@pytest.mark.parametrize(
    ("birth", "day", "answer"),
    [
        (year_only(1990), date(2018, 6, 15), True),
        (year_only(2000), date(2018, 6, 15), None),
        (year_only(2001), date(2018, 6, 15), False),
        (PartialDate.unknown(), date(2018, 6, 15), None),
        (PartialDate(date(2000, 6, 15)), PartialDate(date(2018, 6, 1), Precision.MONTH), None),
    ],
)
def test_eighteen_is_yes_no_or_unknown(birth: PartialDate, day: date, answer: bool | None) -> None:
    assert birth.at_least(18, day) is answer


@given(partial_dates, days)
def test_a_known_age_settles_every_limit(birth: PartialDate, day: date) -> None:
    age = birth.age_on(day)
    if age is not None:
        assert birth.at_least(age, day) is True
        assert birth.at_least(age + 1, day) is False


def test_the_official_year_runs_from_mid_december() -> None:
    official = window(2018, Calendar.OFFICIAL)
    assert (official.start, official.end) == (date(2017, 12, 15), date(2018, 12, 14))
    assert official.contains(date(2017, 12, 15))
    assert official.contains(date(2018, 12, 14))
    assert not official.contains(date(2018, 12, 15))


def test_the_calendar_year_is_the_calendar_year() -> None:
    plain = window(2020)
    assert (plain.start, plain.end, plain.calendar) == (
        date(2020, 1, 1),
        date(2020, 12, 31),
        Calendar.CALENDAR,
    )


@given(days, calendars)
def test_every_day_counts_in_exactly_one_window(day: date, calendar: Calendar) -> None:
    own = window_of(day, calendar)
    assert own.contains(day)
    assert not own.previous().contains(day)
    assert own.previous().end + timedelta(days=1) == own.start


@given(st.integers(1950, 2050), calendars)
def test_the_months_add_up_to_the_window(year: int, calendar: Calendar) -> None:
    span = window(year, calendar)
    months = span.months()
    assert len(months) == (12 if calendar == Calendar.CALENDAR else 13)
    assert (months[0].first, months[-1].last) == (span.start, span.end)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(months))


def test_a_month_of_the_official_year_is_named_by_its_calendar_month() -> None:
    labels = [month.label for month in window(2018, Calendar.OFFICIAL).months()]
    assert (labels[0], labels[1], labels[-1]) == ("12/2017", "01/2018", "12/2018")


def test_a_window_can_be_cut_at_a_day() -> None:
    assert window(2018).until(date(2018, 10, 31)).end == date(2018, 10, 31)
    assert window(2018).until(date(2020, 1, 1)) == window(2018)
    assert window(2018).until(date(2017, 5, 1)).months() == []


def test_the_same_day_last_year_survives_leap_years() -> None:
    assert same_day_last_year(date(2020, 2, 29)) == date(2019, 2, 28)
    assert same_day_last_year(date(2021, 2, 28)) == date(2020, 2, 28)
    assert same_day_last_year(date(2018, 12, 31)) == date(2017, 12, 31)


def test_today_is_the_day_in_vietnam() -> None:
    with time_machine.travel("2018-12-31T17:30:00Z"):
        assert today_vn() == date(2019, 1, 1)
