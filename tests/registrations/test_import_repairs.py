"""Every repair of a cell is told, counted and can be turned back; what cannot be repaired for certain is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from imports.batches import reading_of
from imports.models import Batch, Row
from imports.readings import Reading
from registrations.importing import CandidateImporter, kinds
from registrations.models import Person, Registration
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, worked
from tests.registrations.test_importing_lists import codes, one, readings

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"

# What is typed, the repair told, what is read, and what the row says once the repair is turned back.
REVERSIBLE: list[tuple[dict[str, Any], str, str, Any, str]] = [
    (
        {"Họ và tên": "Nguye\u0302\u0303n Thi\u0323 Lan"},
        "composed",
        "full_name",
        "Nguyễn Thị Lan",
        "not_clean",
    ),
    ({"Họ và tên": "Ðỗ Thị Lan"}, "eth", "full_name", "Đỗ Thị Lan", "not_clean"),
    ({"Họ và tên": "Nguyễn\u00a0Thị\u200b Lan"}, "unseen", "full_name", "Nguyễn Thị Lan", "not_clean"),
    ({"Họ và tên": "Nguyễn Thị\ufeff Lan"}, "unseen", "full_name", "Nguyễn Thị Lan", "not_clean"),
    ({"Họ và tên": "Ｎguyễn Thị Lan"}, "full_width", "full_name", "Nguyễn Thị Lan", "not_clean"),
    ({"Họ và tên": "Nguyễn  Thị  Lan"}, "spaces", "full_name", "Nguyễn Thị Lan", "not_clean"),
    ({"Họ và tên": "NGUYỄN THỊ LAN"}, "name_case", "full_name", "Nguyễn Thị Lan", ""),
    ({"Họ và tên": "Nguyễn thị Lan"}, "name_case", "full_name", "Nguyễn Thị Lan", ""),
    ({"Số CCCD": 83198000001}, "lost_zero", "identity", "083198000001", "identity_length"),
    ({"SĐT": 912345678}, "phone_lost_zero", "phones", ["0912345678"], "phone_unreadable"),
    ({"SĐT": "01653456789"}, "phone_converted", "phones", ["0353456789"], "phone_unreadable"),
    ({"SĐT": "+84 912 345 678"}, "phone_country_code", "phones", ["0912345678"], "phone_unreadable"),
    ({"SĐT": "0912345678 (mẹ)"}, "phone_words", "phones", ["0912345678"], ""),
    ({"Ngày sinh": 35859}, "excel_serial", "birth", "05/03/1998", "date_unreadable"),
    ({"Ngày sinh": "5-3-98"}, "short_year", "birth", "05/03/1998", "century_asked"),
    ({"Ngày sinh": "03/25/1998"}, "month_first", "birth", "25/03/1998", "date_unreadable"),
    ({"Xã": "bao thanh"}, "commune_spelling", "unit", None, "commune_ambiguous"),
    ({"Xã": "An Hiệp"}, "commune_by_area", "unit", None, "commune_ambiguous"),
    ({"Ngày sinh": ""}, "birth_from_identity", "birth", "1998", "birth_missing"),
    ({"Giới tính": ""}, "sex_from_identity", "sex", "female", "sex_missing"),
]


@pytest.mark.parametrize(("given", "code", "name", "read", "told"), REVERSIBLE)
def test_a_repair_is_told_and_can_be_turned_back(
    house: House, given: dict[str, Any], code: str, name: str, read: Any, told: str
) -> None:
    importer = CandidateImporter(house.access(WHO), house.campaign)
    reading = one(house, **given)
    assert codes(reading)[code] == "repaired"
    assert reading.state == "ready"
    assert read is None or reading.values[name] == read
    (repair,) = [problem for problem in reading.problems if problem.code == code]
    assert repair.read_as
    assert repair.message
    reading.refused = [f"{repair.key}:{code}"]
    (back,) = importer.reread([(reading, None)])
    assert code not in codes(back)
    assert told in {"", *codes(back)}
    assert (back.state == "ready") is (told == "")
    back.refused = []
    (again,) = importer.reread([(back, None)])
    assert again.values == reading.values
    assert codes(again) == codes(reading)


def test_capitals_turned_back_reach_the_record_as_they_were_written(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"Họ và tên": "Y Moan ÊBAN"})))
    row = batch.rows.get()
    decide(client, batch, row, "back:name_case:full_name")
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert Person.objects.get().full_name == "Y Moan ÊBAN"


def decide(client: Client, batch: Batch, row: Row, decision: str) -> None:
    address = reverse("registrations:import-decide", args=[batch.pk, row.pk])
    assert client.post(address, {"decision": decision}).status_code == 302


def test_words_beside_a_telephone_go_to_the_note(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"SĐT": "0912345678 (mẹ)"})))
    client.post(reverse("registrations:import-commit", args=[batch.pk]))
    worked(batch)
    assert Registration.objects.get().note == "0912345678 (mẹ)"


def test_the_page_counts_what_was_repaired_and_turns_one_kind_back_everywhere(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    rows = [someone(n, **{"Số CCCD": 83198000000 + n, "SĐT": 912345678}) for n in range(1, 4)]
    batch = checked(client, xlsx(HEAD, *rows, someone(4)))
    detail = reverse("registrations:import-detail", args=[batch.pk])
    text = client.get(detail).content.decode()
    assert "Đã sửa 6 ô" in text
    assert "3 số định danh được trả số 0 đầu" in text
    assert "Nguyễn Thị Lan D" not in client.get(f"{detail}?ma=lost_zero").content.decode()
    everywhere = reverse("registrations:import-decide-all", args=[batch.pk])
    client.post(everywhere, {"decision": "back:lost_zero"})
    assert states(batch) == ["error", "error", "error", "ready"]
    text = client.get(detail).content.decode()
    assert "Đã sửa 3 ô" in text
    assert "số định danh được trả số 0 đầu" not in text
    for row in batch.rows.filter(state="error"):
        decide(client, batch, row, "again")
    assert states(batch) == ["ready"] * 4


@pytest.mark.parametrize("value", ["8.3198E+10", "8,3198E+10", "8E+10", 83198000000, "83198000000"])
def test_a_number_of_which_digits_are_lost_is_asked_and_never_filled_with_zeros(
    house: House, value: Any
) -> None:
    reading = one(house, **{"Số CCCD": value})
    assert codes(reading) == {"precision_lost": "ask"}
    assert reading.values["identity"] == ""


def test_a_telephone_of_which_digits_are_lost_is_asked(house: House) -> None:
    assert codes(one(house, **{"SĐT": "9.12E+08"})) == {"precision_lost": "ask"}


@pytest.mark.parametrize("value", ["0703456789", "0753822111"])
def test_ten_digits_that_may_be_an_old_landline_are_never_converted(house: House, value: str) -> None:
    reading = one(house, **{"SĐT": value})
    assert not {code for code in codes(reading) if code == "phone_converted"}
    assert reading.values["phones"] in ([value], [])


@pytest.mark.parametrize("name", ["Nguy?n Thị Lan", "Nguy\ufffdn Thị Lan", "Nguyễn*Thị Lan"])
def test_a_name_with_lost_letters_is_an_error(house: House, name: str) -> None:
    assert codes(one(house, **{"Họ và tên": name})) == {"name_with_signs": "error"}


def test_a_missing_digit_is_no_lost_zero(house: House) -> None:
    assert codes(one(house, **{"Số CCCD": "08319800123"})) == {"identity_length": "error"}


def test_as_above_and_old_letters_are_turned_back_and_forth(house: House) -> None:
    importer = CandidateImporter(house.access(WHO), house.campaign)
    _first, second = readings(house, HEAD, someone(1), someone(2, **{"Xã": "nt"}))
    second.refused = ["commune:as_above"]
    (back,) = importer.reread([(second, None)])
    assert back.raw["commune"] == "nt"
    assert codes(back) == {"commune_unknown": "error"}
    back.refused = []
    (again,) = importer.reread([(back, None)])
    assert again.values["unit"] == house.bao_thanh.pk


def test_a_year_from_a_date_cell_above_is_a_year_below_too(house: House) -> None:
    head = [*HEAD[:2], "Ngày sinh", *HEAD[3:]]
    _first, second = readings(
        house, head, someone(1, **{"Ngày sinh": 35859}), someone(2, **{"Ngày sinh": "nt"})
    )
    assert second.values["birth"] == "05/03/1998"
    assert codes(second) == {"as_above": "repaired", "excel_serial": "repaired"}


def test_mending_one_cell_keeps_what_was_read_of_the_others(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"Ngày sinh": 35859, "Xã": "Không Có Thật"})))
    row = batch.rows.get()
    data = {**reading_of(row).raw, "commune": "Bảo Thuận"}
    client.post(reverse("registrations:import-row", args=[batch.pk, row.pk]), data)
    row.refresh_from_db()
    reading = reading_of(row)
    assert row.state == "ready"
    assert (reading.values["birth"], codes(reading)) == ("05/03/1998", {"excel_serial": "repaired"})


def test_every_kind_of_repair_has_a_name_to_be_counted_under() -> None:
    told: set[str] = set()
    for file in Path(settings.BASE_DIR, "registrations", "importing").glob("*.py"):
        told |= set(re.findall(r'repair\(\s*"?\w+"?, "(\w+)"', file.read_text()))
    assert "lost_zero" in told
    assert told <= set(kinds.REPAIRS)


def test_every_problem_says_column_value_reading_and_what_is_accepted(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"Ngày sinh": "31/02/1998"})))
    text = client.get(reverse("registrations:import-detail", args=[batch.pk])).content.decode()
    assert re.search(
        r"<b>Ngày sinh</b> «31/02/1998».*?Được nhận: 05/03/1998, 03/1998 hoặc 1998\.", text, re.S
    )


def told_by(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems]


def test_rules_of_the_form_are_told_with_the_others_in_one_pass(house: House) -> None:
    reading = one(house, **{"Ngày sinh": "05/03/2012", "Số CCCD": "", "Xã": "Đâu Đó", "SĐT": "9"})
    assert set(codes(reading)) == {"refused", "commune_unknown", "phone_unreadable"}
    assert any("15" in message for message in told_by(reading))
