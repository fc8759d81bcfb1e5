"""A written name finds its commune, or a question is asked."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.lookups import Gazetteer, How, find_unit
from campaigns.models import Unit
from tests.factories.campaigns import House

OLD, NEW = date(2018, 6, 1), date(2025, 8, 1)


@pytest.fixture
def names(bentre: None) -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("written", "district", "code", "how"),
    [
        ("Bảo Thạnh", "", "29125", How.EXACT),
        ("xã Bảo Thạnh", "Ba Tri", "29125", How.EXACT),
        ("XÃ BẢO THẠNH", "huyện Ba Tri", "29125", How.EXACT),
        ("bao thanh", "", "29125", How.ACCENT_FREE),
        ("Phường 8", "", "28759", How.EXACT),
        ("P.8", "TP Bến Tre", "28759", How.EXACT),
        ("P 08", "TPBT", "28759", How.EXACT),
        ("TT Ba Tri", "", "29110", How.EXACT),
        ("Qưới Sơn", "", "28807", How.EXACT),
        ("An Qui", "", "29218", How.EXACT),
        ("Giao Hoà", "", "28816", How.EXACT),
        ("An Hiệp", "Ba Tri", "29161", How.EXACT),
        ("An Hiep", "H. Châu Thành", "28855", How.ACCENT_FREE),
        ("Thành Thới B", "Mỏ Cày", "28960", How.EXACT),
        ("Châu Thành", "", "28801", How.EXACT),
    ],
)
def test_a_name_finds_its_commune(names: Gazetteer, written: str, district: str, code: str, how: How) -> None:
    found = names.find(written, on=OLD, district=district)
    assert (found.unit.code if found.unit else None, found.how) == (code, how)


@pytest.mark.parametrize(
    ("written", "districts"),
    [
        ("An Hiệp", {"831", "836"}),
        ("Vĩnh Hòa", {"832", "836"}),
        ("An Thạnh", {"833", "837"}),
        ("Mỹ Thạnh", {"834", "836"}),
        ("My Thanh", {"829", "834", "836"}),
        ("Binh Thanh", {"834", "837"}),
    ],
)
def test_twin_names_are_asked_about(names: Gazetteer, written: str, districts: set[str]) -> None:
    found = names.find(written, on=OLD)
    assert found.unit is None
    assert {unit.parent.code for unit in found.candidates if unit.parent} == districts


def test_every_name_with_its_district_finds_its_own_unit(names: Gazetteer) -> None:
    for unit in Unit.objects.on(OLD).communes().select_related("parent"):
        assert unit.parent is not None
        for written in (unit.name, unit.short_name, unit.name_folded):
            assert names.find(written, on=OLD, district=unit.parent.short_name).unit == unit


def test_the_old_name_finds_the_unit_of_the_day(names: Gazetteer) -> None:
    found = names.find("Phường 1", on=date(2021, 1, 1))
    assert found.unit is not None
    assert (found.unit.name, found.how) == ("Phường An Hội", How.OLD_NAME)
    found = names.find("An Hiệp", on=NEW, district="Châu Thành")
    assert found.unit is not None
    assert found.unit.name == "Xã Phú Túc"


def test_a_new_name_on_an_old_paper_asks_which_part(names: Gazetteer) -> None:
    found = names.find("Phước Ngãi", on=OLD)
    assert found.unit is None
    assert {unit.short_name for unit in found.candidates} == {"Phước Tuy", "Phú Ngãi"}


def test_a_slip_of_the_pen_is_a_proposal(names: Gazetteer) -> None:
    found = names.find("Bảo Thuậnn", on=OLD)
    assert (found.unit, found.how) == (None, How.NEAR)
    assert "Bảo Thuận" in {unit.short_name for unit in found.candidates}


def test_the_wrong_district_is_said(names: Gazetteer) -> None:
    found = names.find("Bảo Thạnh", on=OLD, district="Chợ Lách")
    assert (found.unit, found.how) == (None, How.OTHER_DISTRICT)
    assert [unit.short_name for unit in found.candidates] == ["Bảo Thạnh"]


@pytest.mark.parametrize("written", ["", "  ", "xã", "Không Có Đâu"])
def test_nonsense_finds_nothing(names: Gazetteer, written: str) -> None:
    assert names.find(written, on=OLD).how == How.NONE


def test_only_units_of_the_own_area_are_found(house: House) -> None:
    access = house.access("huyen.batri.phunu")
    assert find_unit("An Hiệp", on=OLD, within=access).unit == house.an_hiep
    assert find_unit("Tân Thạch", on=OLD, within=access).how == How.NONE
