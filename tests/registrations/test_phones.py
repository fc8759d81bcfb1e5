"""Phone numbers as people write them, read as the network dials them today."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.phones import PREFIXES_FILE, format_phone, is_valid, mask, normalise, read


def converted() -> list[tuple[str, str]]:
    with PREFIXES_FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "converted"]
    return [(row["old_prefix"], row["new_prefix"]) for row in rows]


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "+84 (0)912 345 678",
        "912345678",
        "ĐT: 0912345678",
    ],
)
def test_every_way_of_writing_is_one_number(typed: str) -> None:
    assert normalise(typed) == "0912345678"


@pytest.mark.parametrize(("old", "new"), converted())
def test_an_old_number_of_eleven_digits_is_converted(old: str, new: str) -> None:
    assert normalise(f"{old}3456789") == f"{new}3456789"
    assert normalise(f"{old[1:]}3456789") == f"{new}3456789"
    assert normalise(f"+84{old[1:]}3456789") == f"{new}3456789"
    assert is_valid(f"{new}3456789")


def test_the_table_has_the_21_prefixes_of_the_decision() -> None:
    assert len(converted()) == 21


def test_what_was_repaired_is_told() -> None:
    (reading,) = read("+84 165 345 6789")
    assert reading.raw == "+84 165 345 6789"
    assert reading.number == "0353456789"
    assert reading.repairs == ("country_code", "converted")
    assert read("912345678")[0].repairs == ("lost_zero",)
    assert read("0912345678")[0].repairs == ()


def test_ten_digits_are_never_guessed_at() -> None:
    assert normalise("0753822111") == "0753822111"
    assert not is_valid("0753822111")
    assert normalise("0703822111") == "0703822111"


@pytest.mark.parametrize("number", ["02753822111", "2753822111", "+842753822111", "(0275) 3822 111"])
def test_a_landline_keeps_its_area_code(number: str) -> None:
    assert normalise(number) == "02753822111"
    assert is_valid("02753822111")


@pytest.mark.parametrize(
    "number", ["", "0412345678", "091234567", "09123456789", "113", "01111111111", "０９12345678"]
)
def test_what_cannot_be_dialled_is_not_valid(number: str) -> None:
    assert not is_valid(number)


@pytest.mark.parametrize(
    "cell",
    [
        "0912345678/0353456789",
        "0912345678 - 0353456789",
        "0912345678, 01653456789",
        "0912.345.678; 0353.456.789",
        "0912345678 hoặc 353456789",
        "0912345678\n0353456789",
        "0912345678 0353456789",
        "0912 345 678 0353 456 789",
        "0912-345-678 / 0353-456-789",
        "ĐT 0912345678 (mẹ: 0353456789)",
    ],
)
def test_several_numbers_may_stand_in_one_cell(cell: str) -> None:
    assert [reading.number for reading in read(cell)] == ["0912345678", "0353456789"]


def test_an_unreadable_number_stays_as_its_digits() -> None:
    (reading,) = read("0912 345")
    assert (reading.number, reading.is_valid) == ("0912345", False)
    assert read("không có") == []
    assert normalise("nt") == ""


@given(st.text(alphabet="0123456789 .-/+()ab", max_size=30))
def test_reading_what_was_read_changes_nothing(cell: str) -> None:
    for reading in read(cell):
        if reading.is_valid:
            assert normalise(reading.number) == reading.number
            assert normalise(format_phone(reading.number)) == reading.number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0912345678", "0912 345 678"),
        ("02753822111", "0275 3822 111"),
        ("02838221111", "028 3822 1111"),
        ("0912345", "0912345"),
    ],
)
def test_a_number_is_shown_in_groups(number: str, shown: str) -> None:
    assert format_phone(number) == shown


def test_a_masked_number_keeps_its_middle() -> None:
    assert mask("0912345678") == "091•••••678"
    assert mask("113") == "•••••"
    assert mask("") == ""
