"""Dates as lists write them: what cannot be told apart is decided by the identity number's year, or asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.importing import CandidateImporter
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states
from tests.registrations.test_importing_lists import codes, one, readings

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"


@pytest.mark.parametrize(
    ("value", "read", "told"),
    [
        (date(1998, 3, 25), "25/03/1998", {}),
        ("25/03/1998", "25/03/1998", {}),
        ("5.3.1998", "05/03/1998", {}),
        ("03/1998", "03/1998", {}),
        (1998, "1998", {}),
        ("01/01/1998", "01/01/1998", {}),
        (35859.0, "05/03/1998", {"excel_serial": "repaired"}),
        ("35859", "05/03/1998", {"excel_serial": "repaired"}),
        (date(1905, 6, 20), "1998", {"year_in_date_cell": "repaired"}),
        ("25-3-98", "25/03/1998", {"short_year": "repaired"}),
        ("03/25/1998", "25/03/1998", {"month_first": "repaired"}),
        ("3/25/98", "25/03/1998", {"month_first": "repaired"}),
        ("98/03/25", "25/03/1998", {"year_first": "repaired"}),
    ],
)
def test_every_form_of_a_date_is_read(house: House, value: Any, read: str, told: dict[str, str]) -> None:
    reading = one(house, **{"Ngày sinh": value})
    assert reading.values["birth"] == read
    assert codes(reading) == told


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("03/25/1998", "month_first_asked"),
        ("98/03/25", "year_first_asked"),
        ("31/04/1998", "date_unreadable"),
    ],
)
def test_without_the_year_of_a_number_another_order_is_asked(house: House, value: str, code: str) -> None:
    reading = one(house, **{"Ngày sinh": value, "Số CCCD": ""})
    assert code in codes(reading)
    assert reading.values["birth"] == ""


@pytest.mark.parametrize(
    "value", ["05/03/21019", "32/01/1998", "5/13/1998 hay 1999", "00/00/1998", "sinh năm 98"]
)
def test_nonsense_in_a_date_stays_an_error_of_its_cell(house: House, value: str) -> None:
    first, second = readings(house, HEAD, someone(1, **{"Ngày sinh": value}), someone(2))
    assert codes(first) == {"date_unreadable": "error"}
    assert first.problems[0].value == value
    assert second.state == "ready"


def american(house: House, **more: Any) -> list[Any]:
    """Typed as 25/03, 05/03, 06/04 into a program with American dates: what it understood became another day."""
    return readings(
        house,
        HEAD,
        someone(1, **{"Ngày sinh": "25/03/1998", **more}),
        someone(2, **{"Ngày sinh": date(1998, 5, 3), **more}),
        someone(3, **{"Ngày sinh": date(1998, 6, 6), **more}),
    )


def test_a_column_in_which_american_dates_changed_days_is_asked_about(house: House) -> None:
    text, swapped, same = american(house)
    assert text.values["birth"] == "25/03/1998"
    assert codes(text) == {}
    assert codes(swapped) == {"day_or_month": "ask"}
    assert [choice["birth"] for choice in swapped.problems[0].choices] == ["03/05/1998", "05/03/1998"]
    assert codes(same) == {}


def test_a_column_of_true_dates_is_not_asked_about(house: House) -> None:
    rows = [someone(n, **{"Ngày sinh": date(1998, 3, n + 9)}) for n in range(1, 6)]
    found = readings(house, HEAD, *rows, someone(6, **{"Ngày sinh": "25/03/1998"}))
    assert [codes(reading) for reading in found] == [{}] * 6


def test_where_somebody_writes_the_month_first_an_ambiguous_date_is_asked(house: House) -> None:
    first, second = readings(
        house, HEAD, someone(1, **{"Ngày sinh": "03/25/1998"}), someone(2, **{"Ngày sinh": "03/05/1998"})
    )
    assert codes(first) == {"month_first": "repaired"}
    assert codes(second) == {"day_or_month": "ask"}


def test_the_answer_is_given_for_one_row_or_for_all(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    rows = [someone(n, **{"Ngày sinh": date(1998, 5, n)}) for n in range(1, 4)]
    batch = checked(client, xlsx(HEAD, *rows, someone(4, **{"Ngày sinh": "25/03/1998"})))
    assert states(batch) == ["ask", "ask", "ask", "ready"]
    first = batch.rows.order_by("number").first()
    assert first is not None
    one_row = reverse("registrations:import-decide", args=[batch.pk, first.pk])
    client.post(one_row, {"decision": "take:day_or_month:birth:0"})
    assert states(batch) == ["ready", "ask", "ask", "ready"]
    client.post(
        reverse("registrations:import-decide-all", args=[batch.pk]), {"decision": "take:day_or_month::1"}
    )
    assert states(batch) == ["ready"] * 4
    text = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert "01/05/1998" in text
    assert "02/05/1998" not in text
    assert "05/02/1998" in text


def test_two_columns_that_tell_different_years_are_an_error(house: House) -> None:
    head = [*HEAD, "Năm sinh nữ"]
    assert codes(readings(house, head, [*someone(1), 1997])[0]) == {"two_births": "error"}
    marked = readings(house, head, [*someone(1, **{"Giới tính": ""}), "x"])[0]
    assert (marked.state, marked.values["sex"], marked.values["birth"]) == ("ready", "female", "05/03/1998")


def test_a_cell_somebody_has_answered_is_not_asked_again(house: House) -> None:
    importer = CandidateImporter(house.access(WHO), house.campaign)
    _text, swapped, _same = american(house)
    (answered,) = importer.reread([(swapped, swapped.raw | {"birth": "03/05/1998", "phone": ""})])
    assert (answered.values["birth"], codes(answered)) == ("", {"day_or_month": "ask"})
    (answered,) = importer.reread([(swapped, swapped.raw | {"birth": "05/03/1998"})])
    assert (answered.values["birth"], codes(answered)) == ("05/03/1998", {})
