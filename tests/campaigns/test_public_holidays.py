"""The days off derived anew from the law and the moon, as a check of the table that was written from the notices."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, pi, sin

import pytest

from campaigns import working_days

DAY = timedelta(days=1)
# What a notice decides: how many days before the first of the lunar year belong to Tết, and which day goes with 2/9 (since 2021).
DAYS_BEFORE_TET = {2018: 2, 2019: 1, 2020: 2, 2021: 2, 2022: 1, 2023: 2, 2024: 2, 2025: 2, 2026: 1}
BESIDE_NATIONAL_DAY = {2021: 3, 2022: 1, 2023: 1, 2024: 3, 2025: 1, 2026: 1}
EXCHANGED = {
    date(2018, 12, 31): date(2019, 1, 5),
    date(2019, 4, 29): date(2019, 5, 4),
    date(2024, 4, 29): date(2024, 5, 4),
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 1, 2): date(2026, 1, 10),
    date(2026, 8, 31): date(2026, 8, 22),
}
SECOND_MONTH_TWICE = {2023}  # a leap month before the third; those of 2020 and 2025 come after it
YEARS = range(2018, 2027)


def new_moon(k: int) -> date:
    """The day in Vietnam (UTC+7) of the k-th new moon since January 1900; Meeus, Astronomical Algorithms, chapter 47."""
    t, degree = k / 1236.85, pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * degree)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2) * degree
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2) * degree
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2) * degree
    mean += (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon)
    mean += (
        0.0161 * sin(2 * moon) + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    )
    mean += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    mean += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(sun + 2 * moon)
    seconds_behind = (
        -0.000278 + 0.000265 * t + 0.000262 * t**2
    )  # of the clock behind the even time of the formula
    return date.fromordinal(floor(mean - seconds_behind + 0.5 + 7 / 24) - 1721425)


def first_of_the_lunar_year(year: int) -> date:
    """The new moon between 21 January and 20 February."""
    k = floor((year - 1900) * 12.3685)
    moons = (new_moon(k + n) for n in range(-1, 4))
    return next(day for day in moons if date(year, 1, 21) <= day <= date(year, 2, 20))


def hung_kings(year: int) -> date:
    """The tenth of the third lunar month."""
    tet = first_of_the_lunar_year(year)
    k = next(k for k in range(1400, 1600) if new_moon(k) == tet)
    return new_moon(k + 2 + (year in SECOND_MONTH_TWICE)) + 9 * DAY


def granted(year: int) -> list[date]:
    tet = first_of_the_lunar_year(year) - DAYS_BEFORE_TET[year] * DAY
    national = [date(year, 9, day) for day in (2, BESIDE_NATIONAL_DAY.get(year)) if day]
    fixed = [date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), *national]
    return sorted([*fixed, *(tet + n * DAY for n in range(5)), hung_kings(year)])


def compensated(holidays: list[date]) -> set[date]:
    """Who has a holiday on a weekend has the next working day off instead (articles 115.3 of 2012, 111.3 of 2019)."""
    off = {day for day in holidays if day.weekday() < 5}
    for day in (day for day in holidays if day.weekday() >= 5):
        while day.weekday() >= 5 or day in off:
            day += DAY
        off.add(day)
    return off


@pytest.mark.parametrize(
    ("year", "tet", "kings"),
    [
        (2018, date(2018, 2, 16), date(2018, 4, 25)),
        (2019, date(2019, 2, 5), date(2019, 4, 14)),
        (2020, date(2020, 1, 25), date(2020, 4, 2)),
        (2021, date(2021, 2, 12), date(2021, 4, 21)),
        (2022, date(2022, 2, 1), date(2022, 4, 10)),
        (2023, date(2023, 1, 22), date(2023, 4, 29)),
        (2024, date(2024, 2, 10), date(2024, 4, 18)),
        (2025, date(2025, 1, 29), date(2025, 4, 7)),
        (2026, date(2026, 2, 17), date(2026, 4, 26)),
    ],
)
def test_the_moon_agrees_with_the_calendars(year: int, tet: date, kings: date) -> None:
    assert (first_of_the_lunar_year(year), hung_kings(year)) == (tet, kings)


@pytest.mark.parametrize("year", YEARS)
def test_the_days_off_of_the_table_follow_from_the_law(year: int) -> None:
    table = {day for day, worked in working_days.exceptions().items() if not worked and day.year == year}

    assert table - EXCHANGED.keys() == compensated(granted(year))


def test_days_are_exchanged_one_for_one() -> None:
    table = working_days.exceptions()

    assert {day for day, worked in table.items() if worked} == {*EXCHANGED.values()}
    assert all(table[day] is False for day in EXCHANGED)
