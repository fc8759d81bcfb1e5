"""Who waits, and why, in figures: the same people as on «Sáng thứ Hai», by unit and by body."""

from __future__ import annotations

from datetime import date

import pytest

from registrations import clocks, waiting
from registrations.models import Registration, Wait
from registrations.services import contacts
from reports.indicators.waits import waits
from tests.factories.campaigns import House
from tests.factories.registrations import referred, registered, selected

DAY = date(2018, 12, 31)


@pytest.fixture
def people(house: House) -> list[Registration]:
    """Two uncalled and one with the bank in Ba Tri, one uncalled in Châu Thành, one selected."""
    farmers = house.access("huyen.chauthanh.nongdan")
    return [
        registered(house),
        registered(house, house.access("huyen.batri.phunu"), unit=house.an_hiep),
        registered(house, farmers, unit=house.tan_thach),
        selected(house, "01/04/2018"),
        referred(house).registration,
    ]


def test_waits_are_counted_by_reason_and_district(house: House, people: list[Registration]) -> None:
    found = waits(house.campaign, DAY)
    assert found.reasons == (Wait.CONTACT, Wait.BANK, Wait.DEPARTURE)
    assert {row.name: row.counts for row in found.by_unit} == {
        "Huyện Ba Tri": (3, 1, 1),
        "Huyện Châu Thành": (1, 0, 0),
    }
    assert found.total.counts == (4, 1, 1)


def test_a_district_is_counted_by_commune(house: House, people: list[Registration]) -> None:
    found = waits(house.campaign, DAY, house.ba_tri)
    assert {row.name for row in found.by_unit} == {house.bao_thanh.name, house.an_hiep.name}
    assert found.total.counts == (3, 1, 1)


def test_every_table_adds_up_to_the_total(house: House, people: list[Registration]) -> None:
    found = waits(house.campaign, DAY)
    for table in (found.by_unit, found.by_body):
        assert tuple(map(sum, zip(*(row.counts for row in table), strict=True))) == found.total.counts


def test_the_figures_are_those_of_the_list_of_calls(house: House, people: list[Registration]) -> None:
    base = Registration.objects.within(house.access("tinh.mttq")).for_campaign(house.campaign)
    listed = waiting.overview(base, DAY, clocks.on(DAY))
    found = waits(house.campaign, DAY)
    assert {group.wait: group.count for group in listed} == dict(
        zip(found.reasons, found.total.counts, strict=True)
    )


def test_whoever_was_reached_does_not_wait_in_figures(house: House, people: list[Registration]) -> None:
    contacts.record(
        access=house.access("tinh.mttq"), registration=people[0], result="reached", on=date(2018, 12, 20)
    )
    assert waits(house.campaign, DAY).total.counts == (3, 1, 1)


def test_the_page_shows_the_tables_to_leaders_too(client, house: House, people: list[Registration]) -> None:  # type: ignore[no-untyped-def]
    client.force_login(house.user("lanhdao"))
    for address in ("/tien-do/2018/?xem=dang-cho", "/tien-do/2018/836/?xem=dang-cho"):
        text = client.get(address).content.decode()
        assert "Chưa ai liên hệ" in text and "Huyện Ba Tri" in text
    assert "Chưa ai liên hệ" not in client.get("/tien-do/2018/").content.decode()


def test_the_first_page_counts_calls_as_the_list_does(
    client, house: House, people: list[Registration]
) -> None:  # type: ignore[no-untyped-def]
    client.force_login(house.user("xa.baothanh.phunu"))
    text = client.get("/").content.decode()
    assert "/sang-thu-hai/?ly-do=contact" in text and "/sang-thu-hai/?ly-do=bank" in text
