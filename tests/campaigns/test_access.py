"""Who may do what, where."""

from __future__ import annotations

from tests.factories.campaigns import House


def test_an_officer_of_a_commune_reaches_only_the_commune(house: House) -> None:
    access = house.access("xa.baothanh.phunu")
    assert access.reaches(house.bao_thanh.path)
    assert not access.reaches(house.bao_thuan.path)
