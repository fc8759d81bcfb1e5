"""Working days between Tết, National Day and exchanged days."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns import working_days


@pytest.mark.parametrize(
    ("begun", "ends"),
    [
        (date(2018, 3, 5), date(2018, 3, 12)),  # Monday to Monday
        (date(2018, 3, 9), date(2018, 3, 16)),  # from a Friday
        (date(2018, 3, 10), date(2018, 3, 16)),  # from a Saturday
        (date(2018, 2, 12), date(2018, 2, 26)),  # over Tết Mậu Tuất
        (date(2018, 4, 24), date(2018, 5, 4)),  # Giỗ Tổ, 30/4, 1/5
        (date(2018, 12, 28), date(2019, 1, 7)),  # 31/12 exchanged for Saturday 05/01
        (date(2021, 9, 1), date(2021, 9, 10)),  # two days of National Day since 2021
        (date(2023, 4, 28), date(2023, 5, 10)),  # three holidays in a row, two of them on a weekend
        (date(2025, 4, 29), date(2025, 5, 9)),  # 02/05 exchanged
        (date(2026, 2, 13), date(2026, 2, 27)),  # Tết Bính Ngọ
        (date(2027, 4, 29), date(2027, 5, 7)),  # beyond the table: the fixed days are known
    ],
)
def test_five_working_days_end_on(begun: date, ends: date) -> None:
    assert working_days.after(begun, 5) == ends
    assert working_days.between(begun, ends) == 5


def test_a_saturday_made_up_for_is_worked_and_another_is_not() -> None:
    assert working_days.is_working(date(2019, 5, 4))
    assert not working_days.is_working(date(2019, 5, 11))


def test_nothing_is_left_after_the_last_day() -> None:
    assert working_days.between(date(2018, 3, 12), date(2018, 3, 9)) == 0
    assert working_days.between(date(2018, 3, 12), date(2018, 3, 12)) == 0


def test_every_year_has_the_days_the_law_grants() -> None:
    """10 days until 2020, 11 since, whatever weekend they fell on; exchanged days are made up for one by one."""
    table = working_days.exceptions()
    for year in range(2018, 2027):
        made_up = [
            day for day, worked in table.items() if worked and abs((day - date(year, 7, 1)).days) < 190
        ]
        off = [day for day, worked in table.items() if not worked and day.year == year]
        exchanged = {2018: 1, 2019: 1, 2024: 1, 2025: 1, 2026: 2}.get(year, 0)
        assert len(off) - exchanged == (10 if year < 2021 else 11), year
        assert len(made_up) >= (exchanged if year != 2018 else 1), year


def test_the_table_names_only_days_that_differ_from_the_rule() -> None:
    table = working_days.exceptions()
    assert all((day.weekday() >= 5) == worked for day, worked in table.items())
    assert working_days.last_year() == 2026
