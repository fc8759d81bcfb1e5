"""Money is read as people write it and printed so that it can be read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.money import MOST, format_money, parse_money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("80000000", 80_000_000),
        ("80.000.000", 80_000_000),
        ("80,000,000", 80_000_000),
        ("80 000 000", 80_000_000),
        ("80.000.000 đ", 80_000_000),
        ("80.000.000đồng", 80_000_000),
        ("80.000.000 VNĐ", 80_000_000),
        ("80tr", 80_000_000),
        ("80 Tr", 80_000_000),
        ("80 triệu", 80_000_000),
        ("80 triệu đồng", 80_000_000),
        ("1tr2", 1_200_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1.5 tỉ", 1_500_000_000),
        ("1.500tr", 1_500_000_000),
        ("1.250,5tr", 1_250_500_000),
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("0", 0),
        (" 12 \N{NO-BREAK SPACE}000 ", 12_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, amount: int) -> None:
    assert parse_money(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đ",
        "tám mươi",
        "-5",
        "80.00",
        "80.5",
        "1.2.3",
        "80.000.00",
        "1.2345 đ",
        "80 yên",
        "12tr3456",
        "1,5tr5",
        "5 6",
        "1e9",
    ],
)
def test_refuses_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"80\.000\.000 hoặc 80tr"):
        parse_money(text)


def test_a_slip_of_the_key_is_no_amount() -> None:
    with pytest.raises(ValueError, match="80tr"):
        parse_money("99999999 tỷ")


@given(st.integers(min_value=0, max_value=MOST))
def test_what_is_printed_can_be_read_back(amount: int) -> None:
    assert parse_money(format_money(amount)) == amount
    assert parse_money(f"{amount:,}") == amount
    assert parse_money(str(amount)) == amount


@given(st.integers(min_value=0, max_value=9_000_000))
def test_millions_are_millions(amount: int) -> None:
    assert parse_money(f"{amount}tr") == amount * 1_000_000
