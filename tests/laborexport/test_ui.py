"""How figures, dates and masked values are written, and what a form says when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django import forms
from django.utils import translation

from laborexport.templatetags import mending, ui

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (ui.number, 1234567, "1.234.567"),
        (ui.number, 201.5, "201,5"),
        (ui.number, Fraction(403, 2), "201,5"),
        (ui.number, Decimal("12.0"), "12"),
        (ui.number, 0, "0"),
        (ui.number, -4, "−4"),
        (ui.number, None, "—"),
        (ui.number, "Ba Tri", "Ba Tri"),
        (ui.percent, 0.456, f"46{NBSP}%"),
        (ui.percent, None, "—"),
        (ui.money, 80_000_000, f"80.000.000{NBSP}đ"),
        (ui.signed, 17, "+17"),
        (ui.signed, -17, "−17"),
        (ui.signed, 0, "0"),
        (ui.plain, 2019, "2019"),
        (ui.dash, 0, 0),
        (ui.dash, "", "—"),
        (ui.day, date(1998, 3, 5), "05/03/1998"),
        (ui.moment, datetime(2026, 11, 22, 17, 5, tzinfo=UTC), "00:05 23/11/2026"),
        (ui.masked_id, "083198001234", "083•••••234"),
        (ui.masked_id, "12", "•••••"),
        (ui.masked_id, None, "—"),
        (ui.masked_phone, "0912345678", "0912 ••• 678"),
        (ui.phone, "0912345678", "0912 345 678"),
    ],
)
def test_values_are_written_the_way_the_house_writes_them(
    write: Callable[[Any], Any], value: Any, expected: Any
) -> None:
    assert write(value) == expected


def test_a_date_is_written_as_exactly_as_it_is_known() -> None:
    known = date(1998, 3, 5)

    assert [ui.partial_date(known, precision) for precision in ("day", "month", "year")] == [
        "05/03/1998",
        "03/1998",
        "1998",
    ]


class Registration(forms.Form):
    name = forms.CharField(label="Họ và tên")
    number = forms.CharField(label="Số CCCD", error_messages={"required": "Nhập 12 chữ số trên thẻ"})
    id_card = forms.CharField(label="CCCD")
    born = forms.DateField(label="Ngày sinh")
    sex = forms.ChoiceField(label="Giới tính", choices=[("f", "Nữ")], widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="Xã", choices=[("1", "Bảo Thạnh")])
    amount = forms.IntegerField(label="Số tiền", required=False)
    agreed = forms.BooleanField(label="Đã đồng ý")
    paper = forms.FileField(label="Giấy tờ")


def said(form: forms.Form, name: str) -> list[str]:
    return mending.problems(form[name])


def test_what_is_missing_is_asked_for_by_its_name() -> None:
    form = Registration({})

    assert said(form, "name") == ["Nhập họ và tên"]
    assert said(form, "id_card") == ["Nhập CCCD"]
    assert said(form, "sex") == ["Chọn giới tính"]
    assert said(form, "agreed") == ["Đánh dấu vào ô «Đã đồng ý»"]
    assert said(form, "paper") == ["Chọn tệp cho mục giấy tờ"]


def test_what_a_form_says_of_its_own_is_kept() -> None:
    assert said(Registration({}), "number") == ["Nhập 12 chữ số trên thẻ"]


def test_what_is_wrong_says_how_to_mend_it() -> None:
    form = Registration({"born": "31/02/1998", "sex": "x", "unit": "9", "amount": "tám mươi"})

    assert said(form, "born") == ["Ngày sinh phải là ngày có thật, ví dụ 05/03/1998"]
    assert said(form, "unit") == ["Chọn xã trong danh sách"]
    assert said(form, "amount") == ["Số tiền phải là số, viết bằng chữ số"]


def test_an_error_added_by_a_form_is_repeated_word_for_word() -> None:
    form = Registration({})
    form.add_error("amount", "Số tiền vượt mức cho vay")

    assert said(form, "amount") == ["Số tiền vượt mức cho vay"]
