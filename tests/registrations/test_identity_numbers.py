"""Identity numbers: what contradicts is an error, where somebody was born is only a reminder."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dates import PartialDate, Precision
from registrations.identity import (
    IdentityKind,
    Severity,
    Sex,
    check_identity,
    kind_of,
    mask,
    normalise,
    provinces,
    read_cccd,
    restore_leading_zeros,
)

BORN_1998 = PartialDate(date(1998, 3, 5))


def codes(number: str, sex: str = Sex.UNKNOWN, birth: PartialDate | None = None) -> list[tuple[str, str]]:
    return [(finding.severity.value, finding.code) for finding in check_identity(number, sex, birth)]


@pytest.mark.parametrize("typed", ["083 198 001 234", "083.198.001.234", "'083198001234", "０８３198001234"])
def test_spaces_dots_and_quotes_do_not_matter(typed: str) -> None:
    assert normalise(typed) == "083198001234"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("083198001234", IdentityKind.CCCD),
        ("321234567", IdentityKind.CMND),
        ("C1234567", IdentityKind.PASSPORT),
        ("8319800123", None),
        ("", None),
    ],
)
def test_the_shape_tells_the_kind(number: str, kind: IdentityKind | None) -> None:
    assert kind_of(number) == kind


def test_twelve_digits_tell_province_sex_and_year() -> None:
    facts = read_cccd("083198001234")
    assert (facts.province_code, facts.province_name) == ("083", "Bến Tre")
    assert (facts.sex, facts.birth_year) == (Sex.FEMALE, 1998)


@pytest.mark.parametrize(
    ("digit", "sex", "year"),
    [("0", Sex.MALE, 1901), ("1", Sex.FEMALE, 1901), ("2", Sex.MALE, 2001), ("3", Sex.FEMALE, 2001)],
)
def test_the_fourth_digit_is_century_and_sex(digit: str, sex: Sex, year: int) -> None:
    facts = read_cccd(f"083{digit}01000001")
    assert (facts.sex, facts.birth_year) == (sex, year)


def test_only_twelve_digits_can_be_read() -> None:
    with pytest.raises(ValueError, match="12"):
        read_cccd("321234567")


def test_a_number_that_agrees_raises_nothing() -> None:
    assert codes("083198001234", Sex.FEMALE, BORN_1998) == []
    assert codes("083198001234", Sex.FEMALE, PartialDate(date(1998, 1, 1), Precision.YEAR)) == []
    assert codes("083198001234") == []
    assert codes("083198001234", Sex.UNKNOWN, PartialDate.unknown()) == []


def test_sex_and_year_that_contradict_are_both_errors() -> None:
    assert codes("083198001234", Sex.MALE, PartialDate(date(1989, 3, 5))) == [
        ("error", "sex"),
        ("error", "birth_year"),
    ]


def test_the_wrong_century_is_an_error() -> None:
    assert codes("083398001234", Sex.FEMALE, BORN_1998) == [("error", "century")]
    assert codes("083105001234", Sex.FEMALE, PartialDate(date(2005, 1, 1))) == [("error", "birth_year")]


@pytest.mark.parametrize("number", ["08319800123", "0831980012345", "12345678", "abc", ""])
def test_a_number_of_no_known_shape_is_an_error(number: str) -> None:
    assert codes(number) == [("error", "length")]


def test_the_number_of_digits_is_told() -> None:
    (finding,) = check_identity("08319800123")
    assert "11" in finding.message


def test_another_province_is_only_a_reminder() -> None:
    assert codes("079198001234", Sex.FEMALE, BORN_1998) == [("warning", "province_other")]
    assert codes("100198001234", Sex.FEMALE, BORN_1998) == [("warning", "province_unknown")]


@pytest.mark.parametrize("number", ["321234567", "021234567", "B1234567"])
def test_an_old_card_and_a_passport_are_accepted(number: str) -> None:
    assert codes(number, Sex.MALE, BORN_1998) == []


@given(
    st.sampled_from(sorted(provinces())), st.sampled_from("0123"), st.integers(0, 20), st.integers(0, 999_999)
)
def test_a_number_made_from_the_facts_never_contradicts_them(
    province: str, digit: str, year: int, tail: int
) -> None:
    number = f"{province}{digit}{year:02}{tail:06}"
    facts = read_cccd(number)
    birth = PartialDate(date(facts.birth_year, 7, 1))
    assert not [f for f in check_identity(number, facts.sex, birth) if f.severity == Severity.ERROR]


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("83198001234", "083198001234"),
        ("1198001234", "001198001234"),
        ("83998001234", None),
        ("99198001234", None),
        ("321234567", None),
        ("08319800123", None),  # a digit was left out at the end
    ],
)
def test_zeros_lost_in_a_spreadsheet_come_back_only_when_the_number_makes_sense(
    typed: str, restored: str | None
) -> None:
    assert restore_leading_zeros(typed) == restored


@time_machine.travel("2019-06-01")
def test_a_birth_still_to_come_is_noticed() -> None:
    assert codes("083220001234") == [("error", "century")]


def test_every_message_says_what_to_do() -> None:
    number = "083398001234"
    assert all(finding.message.endswith(".") for finding in check_identity(number, Sex.MALE, BORN_1998))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("083198001234", "083•••••234"),
        ("321234567", "•••••567"),
        ("C1234567", "•••••567"),
        ("1234", "•••••"),
        ("", ""),
    ],
)
def test_a_masked_number_cannot_be_completed(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_all_provinces_of_the_register_are_known() -> None:
    assert len(provinces()) == 63
    assert provinces()["083"] == "Bến Tre"
