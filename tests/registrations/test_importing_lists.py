"""What the rows of a candidate list are read as: every habit of the offices, and never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from imports.header import key_of
from imports.readings import Reading, report
from imports.sheet import Unreadable, read
from registrations.importing import CandidateImporter, importer
from registrations.importing.columns import VOCABULARY
from tests.factories.campaigns import House
from tests.factories.legacy import tcvn3
from tests.factories.registrations import market, registered
from tests.factories.sheets import HEAD, someone, xlsx


def readings(
    house: House, *rows: Sequence[Any], as_: str = "huyen.batri.phunu", **more: Any
) -> list[Reading]:
    reader = CandidateImporter(house.access(as_), house.campaign)
    found, _skipped, _columns = reader.read(read(xlsx(*rows, **more), "ds.xlsx"))
    reader.check_known(found)
    return found


def one(house: House, **given: Any) -> Reading:
    (reading,) = readings(house, HEAD, someone(**given))
    return reading


def codes(reading: Reading) -> dict[str, str]:
    return {problem.code: problem.severity.value for problem in reading.problems}


def test_a_clean_row_is_ready(house: House) -> None:
    reading = one(house)
    assert reading.state == "ready"
    assert not reading.problems
    assert reading.values["unit"] == house.bao_thanh.pk
    assert reading.values["birth"] == "05/03/1998"


def test_the_heading_is_found_below_title_lines(house: House) -> None:
    titles = [["UBND XÃ BẢO THẠNH"], ["DANH SÁCH NGƯỜI ĐĂNG KÝ XUẤT KHẨU LAO ĐỘNG NĂM 2018"], []]
    (reading,) = readings(house, *titles, HEAD, someone())
    assert reading.number == 5
    assert reading.state == "ready"


def test_two_columns_of_birth_years_under_one_heading_say_the_sex(house: House) -> None:
    upper = ["STT", "Họ và tên", "Năm sinh", None, "Số CCCD", "Xã"]
    lower = [None, None, "Nam", "Nữ", None, None]
    man = [1, "Trần Văn Khang", 1995, None, "083095000001", "Bảo Thạnh"]
    woman = [2, "Trần Thị Lan", None, 1998, "083198000001", "Bảo Thạnh"]
    first, second = readings(house, upper, lower, man, woman)
    assert (first.values["sex"], first.values["birth"]) == ("male", "1995")
    assert (second.values["sex"], second.values["birth"]) == ("female", "1998")
    both = [3, "Trần Thị Hai", 1995, 1998, "", "Bảo Thạnh"]
    assert codes(readings(house, upper, lower, man, both)[1])["two_births"] == "error"


def test_totals_numbering_and_blank_rows_are_passed_over_and_counted(house: House) -> None:
    reader = CandidateImporter(house.access("huyen.batri.phunu"), house.campaign)
    numbering = [f"({n})" for n in range(1, 9)]
    total = [None, "Tổng cộng: 1 người", None, None, None, None, None, None]
    sheets = read(xlsx(HEAD, numbering, someone(), [], total), "ds.xlsx")
    found, skipped, _columns = reader.read(sheets)
    assert len(found) == 1
    assert skipped == 3


@pytest.mark.parametrize("mark", ["nt", "//", '"', "như trên"])
def test_as_above_is_read_as_the_row_above(house: House, mark: str) -> None:
    _first, second = readings(house, HEAD, someone(1), someone(2, **{"Xã": mark}))
    assert second.values["unit"] == house.bao_thanh.pk
    assert codes(second) == {"as_above": "repaired"}
    assert second.state == "ready"


@pytest.mark.parametrize("value", [83198000001, "83198000001", 83198000001.0])
def test_a_lost_leading_zero_is_put_back(house: House, value: Any) -> None:
    reading = one(house, **{"Số CCCD": value})
    assert reading.values["identity"] == "083198000001"
    assert codes(reading) == {"lost_zero": "repaired"}


@pytest.mark.parametrize("value", ["8.3198E+10", "8,3198E+10"])
def test_a_number_cut_to_an_exponent_is_asked_about(house: House, value: str) -> None:
    reading = one(house, **{"Số CCCD": value})
    assert codes(reading) == {"precision_lost": "ask"}
    assert reading.values["identity"] == ""


def test_dates_in_every_form_are_read_with_the_day_first(house: House) -> None:
    forms: list[tuple[Any, str]] = [
        (date(1998, 3, 5), "05/03/1998"),
        (35859, "05/03/1998"),
        ("5-3-98", "05/03/1998"),
        ("05031998", "05/03/1998"),
        ("3/1998", "03/1998"),
        (1998, "1998"),
        ("1998", "1998"),
    ]
    for value, wanted in forms:
        assert one(house, **{"Ngày sinh": value}).values["birth"] == wanted, value


def test_a_year_typed_into_a_date_cell_is_read_as_the_year(house: House) -> None:
    reading = one(house, **{"Ngày sinh": date(1905, 6, 20), "Số CCCD": ""})
    assert reading.values["birth"] == "1998"
    assert codes(reading) == {"year_in_date_cell": "repaired"}


def test_an_impossible_date_is_an_error_with_what_stood_there(house: House) -> None:
    (problem,) = one(house, **{"Ngày sinh": "31/02/1998"}).problems
    assert (problem.code, problem.severity.value, problem.value) == ("date_unreadable", "error", "31/02/1998")
    assert problem.column == "Ngày sinh"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("0912.345.678", ["0912345678"]),
        (912345678, ["0912345678"]),
        ("+84 912 345 678", ["0912345678"]),
        ("01653456789", ["0353456789"]),
        ("0912345678 - 0987654321", ["0912345678", "0987654321"]),
    ],
)
def test_telephones_are_read_as_dialled_today(house: House, written: Any, read_as: list[str]) -> None:
    reading = one(house, **{"SĐT": written})
    assert reading.values["phones"] == read_as
    assert reading.state == "ready"


def test_a_telephone_of_nonsense_is_an_error(house: House) -> None:
    assert codes(one(house, **{"SĐT": "12345"})) == {"phone_unreadable": "error"}


def test_twin_communes_are_asked_about_until_the_district_stands_there(house: House) -> None:
    reading = readings(house, HEAD, someone(**{"Xã": "An Hiệp"}), as_="tinh.mttq")[0]
    assert codes(reading) == {"commune_ambiguous": "ask"}
    with_district = readings(
        house, [*HEAD, "Huyện"], [*someone(**{"Xã": "An Hiệp"}), "Ba Tri"], as_="tinh.mttq"
    )[0]
    assert with_district.values["unit"] == house.an_hiep.pk


@pytest.mark.parametrize(
    "words", ["An Hiệp, Ba Tri", "xã An Hiệp - Ba Tri", "An Hiệp, huyện Ba Tri, Bến Tre"]
)
def test_a_twin_with_its_district_in_the_same_cell_is_no_question(house: House, words: str) -> None:
    reading = readings(house, HEAD, someone(**{"Xã": words}), as_="tinh.mttq")[0]
    assert reading.values["unit"] == house.an_hiep.pk


@pytest.mark.parametrize("words", ["An Hiệp, Bến Tre", "An Hiệp, Không Có Thật", "An Hiep, An Hiep"])
def test_what_stands_behind_a_twin_and_is_no_district_decides_nothing(house: House, words: str) -> None:
    reading = readings(house, HEAD, someone(**{"Xã": words}), as_="tinh.mttq")[0]
    assert set(codes(reading).values()) <= {"ask", "error"}
    assert codes(reading)


def test_a_twin_is_no_question_when_only_one_lies_in_the_area(house: House) -> None:
    assert one(house, **{"Xã": "An Hiệp"}).values["unit"] == house.an_hiep.pk


def test_an_unknown_commune_is_an_error_and_a_missing_one_is_the_officers_own(house: House) -> None:
    assert codes(one(house, **{"Xã": "Không Có Thật"})) == {"commune_unknown": "error"}
    assert codes(one(house, **{"Xã": ""})) == {"commune_missing": "error"}
    own = readings(house, HEAD, someone(**{"Xã": ""}), as_="xa.baothanh.phunu")[0]
    assert own.values["unit"] == house.bao_thanh.pk


def test_a_row_of_another_area_is_counted_and_nothing_else_is_told(house: House) -> None:
    reading = one(house, **{"Xã": "Tân Thạch", "Họ và tên": "TRẦN THỊ NGOÀI", "SĐT": "12"})
    assert codes(reading) == {"commune_outside": "outside"}
    assert "NGOÀI" not in str(report([reading], committed=0, skipped=0))


def test_the_same_person_twice_in_the_file_is_a_double_also_far_below(house: House) -> None:
    found = readings(house, HEAD, *(someone(n) for n in range(1, 4)), someone(1))
    assert [reading.state for reading in found] == ["ready", "ready", "ready", "duplicate"]
    assert codes(found[3]) == {"double_in_file": "duplicate"}


def test_doubles_are_found_across_sheets(house: House) -> None:
    found = readings(house, HEAD, someone(1), more={"Xã hai": [HEAD, someone(1)]})
    assert [reading.state for reading in found] == ["ready", "duplicate"]


def test_somebody_known_by_number_is_a_double_and_by_name_a_question(house: House) -> None:
    known = registered(house, identity="083198000001", full_name="Nguyễn Thị Lan A")
    assert codes(one(house)) == {"already_ours": "duplicate"}
    other = readings(house, HEAD, someone(), as_="huyen.batri.mttq")[0]
    assert codes(other) == {"known_elsewhere": "duplicate"}
    assert known.person.full_name not in other.problems[0].message
    assert codes(one(house, **{"Số CCCD": ""}))["known_by_name"] == "ask"


def test_the_number_fills_sex_and_year_and_contradictions_are_errors(house: House) -> None:
    filled = one(house, **{"Ngày sinh": "", "Giới tính": ""})
    assert (filled.values["birth"], filled.values["sex"]) == ("1998", "female")
    assert filled.state == "ready"
    assert codes(one(house, **{"Giới tính": "Nam"})) == {"identity_sex": "error"}
    assert codes(one(house, **{"Ngày sinh": "05/03/1990"})) == {"identity_birth_year": "error"}


def test_markets_groups_and_ties_are_read_by_the_words_people_use(house: House) -> None:
    market()
    head = [*HEAD, "Thuộc hộ", "Đoàn viên, hội viên"]
    reading = readings(house, head, [*someone(**{"Thị trường": "Nhật"}), "hộ cận nghèo", "con hội viên"])[0]
    assert (reading.values["market"], reading.values["groups"]) == ("JP", ["near_poor"])
    assert reading.values["relation"] == "child"
    strange = readings(house, head, [*someone(**{"Thị trường": "Sao Hỏa"}), "hộ lạ", "bạn"])[0]
    assert codes(strange) == {"market_unknown": "ask", "group_unknown": "ask", "relation_unknown": "ask"}


def test_names_in_capitals_and_decomposed_letters_are_mended(house: House) -> None:
    assert one(house, **{"Họ và tên": "NGUYỄN THỊ ẪM"}).values["full_name"] == "Nguyễn Thị Ẫm"
    assert (
        one(house, **{"Họ và tên": "Nguye\u0302\u0303n Thi\u0323 Lan"}).values["full_name"]
        == "Nguyễn Thị Lan"
    )
    assert codes(one(house, **{"Họ và tên": "0912345678"})) == {"name_with_digits": "error"}


def test_columns_nobody_knows_and_columns_twice_are_named(house: House) -> None:
    reader = CandidateImporter(house.access("huyen.batri.phunu"), house.campaign)
    head = [*HEAD, "Màu tóc", "Họ tên"]
    _found, _skipped, columns = reader.read(read(xlsx(head, [*someone(), "đen", "x"]), "ds.xlsx"))
    fates = {one["label"]: (one["fate"], one["key"]) for one in columns["headings"]}
    assert [label for label, (fate, _key) in fates.items() if fate == "unmapped"] == ["Màu tóc"]
    assert [label for label, (fate, _key) in fates.items() if fate == "doubled"] == ["Họ tên"]
    assert fates["Số CCCD"] == ("read", "identity")


@pytest.mark.parametrize(
    "heading",
    [
        "Đơn vị phái cử",
        "Đơn vị tiếp nhận",
        "Tổ chức phái cử",
        "Tình trạng hôn nhân",
        "Kết quả khám sức khỏe",
        "Nghề của cha",
    ],
)
def test_a_heading_that_only_begins_like_a_column_is_asked_about(house: House, heading: str) -> None:
    reader = CandidateImporter(house.access("huyen.batri.phunu"), house.campaign)
    head = [*(one for one in HEAD if one != "Xã"), heading]
    _found, _skipped, columns = reader.read(read(xlsx(head, [*someone()[: len(head) - 1], "x"]), "ds.xlsx"))
    assert {one["label"]: (one["fate"], one["key"]) for one in columns["headings"]}[heading] == (
        "unmapped",
        "",
    )


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Đơn vị", "commune"),
        ("Đơn vị (xã)", "commune"),
        ("Số điện thoại liên hệ", "phone"),
        ("Họ và tên (chữ in hoa)", "full_name"),
        ("Ngày sinh (ngày/tháng/năm)", "birth"),
        ("Trình độ văn hóa (lớp)", "education"),
        ("Tổ chức vận động chính", "organization"),
    ],
)
def test_a_heading_that_explains_itself_is_read(heading: str, key: str) -> None:
    assert key_of(heading, VOCABULARY) == key


def test_a_sheet_without_names_is_refused_and_says_what_headings_to_write(house: House) -> None:
    reader = CandidateImporter(house.access("huyen.batri.phunu"), house.campaign)
    with pytest.raises(Unreadable, match="Họ và tên"):
        reader.read(read(xlsx(["a", "b"], ["c", "d"]), "ds.xlsx"))


def test_only_people_count_towards_the_most_a_list_may_have(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "MOST_ROWS", 3)
    around = [["HỘI PHỤ NỮ"], ["DANH SÁCH"], HEAD], [["", "Tổng cộng: 3 người"]]
    three = [someone(nth) for nth in range(1, 4)]
    assert len(readings(house, *around[0], *three, *around[1])) == 3
    with override("en"), pytest.raises(Unreadable, match="4 rows; at most 3"):
        readings(house, *around[0], *three, someone(4), *around[1])


def test_every_problem_of_a_row_is_told_at_once(house: House) -> None:
    given = {"Họ và tên": "", "Ngày sinh": "31/02/1998", "Số CCCD": "123", "Xã": "Đâu Đó", "SĐT": "9"}
    assert set(codes(one(house, **given))) == {
        "name_missing",
        "date_unreadable",
        "identity_length",
        "commune_unknown",
        "phone_unreadable",
    }


def test_a_list_of_the_years_before_unicode_is_read_and_every_changed_cell_says_so(house: House) -> None:
    head = [tcvn3(label) for label in HEAD]
    row = [
        tcvn3(cell) if isinstance(cell, str) else cell for cell in someone(**{"Họ và tên": "Lê Thị Hưởng"})
    ]
    (reading,) = readings(house, head, row)
    assert reading.state == "ready"
    assert reading.values["full_name"] == "Lê Thị Hưởng"
    assert reading.values["unit"] == house.bao_thanh.pk
    told = next(problem for problem in reading.problems if problem.column == "Họ và tên")
    assert (told.code, told.severity.value) == ("tcvn3", "repaired")
    assert (told.value, told.read_as) == ("Lª ThÞ H\xadëng", "Lê Thị Hưởng")


def test_a_sheet_that_bears_the_bare_name_of_a_commune_is_of_that_commune(house: House) -> None:
    (reading,) = readings(house, HEAD, someone(**{"Xã": ""}), title="Bảo Thuận")
    assert reading.values["unit"] == house.bao_thuan.pk
    assert codes(reading) == {"from_sheet": "repaired"}
    (other,) = readings(house, HEAD, someone(**{"Xã": ""}), title="Tân Thạch")
    assert codes(other) == {"commune_missing": "error"}, "a commune of another area is not guessed at"


def test_a_number_of_a_year_to_come_tells_no_year(house: House) -> None:
    reading = one(house, **{"Số CCCD": "083286985825", "Ngày sinh": "", "Giới tính": ""})
    assert "birth_from_identity" not in codes(reading)
    assert reading.values["birth"] == ""
