"""Dates and numbers are read and written the way this office does, in both languages."""

from datetime import date, datetime

import pytest
from django import forms
from django.utils import formats, translation

LANGUAGES = ["vi", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["05/03/1998", "5-3-1998", "05.03.1998", "05031998", "1998-03-05"])
def test_the_fifth_of_march_is_read_as_such(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField(localize=True).clean(typed) == date(1998, 3, 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_after_the_twelfth_is_not_refused(language: str) -> None:
    with translation.override(language):
        assert forms.DateField(localize=True).clean("25/12/1998") == date(1998, 12, 25)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_and_times_are_written_day_first(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 3, 5)) == "05/03/2026"
        assert formats.date_format(date(2026, 3, 5), "SHORT_DATE_FORMAT") == "05/03/2026"
        assert formats.date_format(datetime(2026, 3, 5, 14, 2), "DATETIME_FORMAT") == "14:02 05/03/2026"  # noqa: DTZ001


@pytest.mark.parametrize("language", LANGUAGES)
def test_thousands_have_dots_and_decimals_a_comma(language: str) -> None:
    with translation.override(language):
        assert formats.localize(1234567.5) == "1.234.567,5"
        assert formats.localize(80_000_000) == "80.000.000"
        assert forms.FloatField(localize=True).clean("1.234,5") == 1234.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_week_begins_on_monday(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
