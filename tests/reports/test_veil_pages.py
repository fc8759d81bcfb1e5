"""Pages on which small numbers of other areas are hidden are shown all the same, however they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.standing import standing

pytestmark = pytest.mark.django_db


def many_and_few() -> base.House:
    """Many people here, few there, few women among many."""
    house = base.house()
    for n in range(24):
        unit = (house.tan_thach, house.tan_thach, house.quoi_son, house.bao_thanh)[n % 4]
        day = make.date(2018 + n % 3 // 2, 1 + n % 12, 1)
        days = {"registered": day, "selected": day, "departed": day} | (
            {"returned": make.date(2019, 12, 1)} if n % 5 == 0 else {}
        )
        bodies = [house.organizations[code] for code in ("phunu", "nongdan")[n % 2 :]]
        make.walk(
            house.campaign,
            unit,
            days,
            bodies=bodies,
            who=make.person(unit, "female" if n % 6 == 0 else "male"),
        )
    return house


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[base.House]:
    with standing(django_db_blocker, many_and_few) as made:
        yield made


@pytest.mark.parametrize("look", ["", "co-cau"])
@pytest.mark.parametrize(
    "switch", ["", "&lich=official", "&den-ngay=01/07/2019", "&dia-gioi=hien-nay", "&chi-so=registered"]
)
def test_pages_of_others_are_shown_whatever_is_hidden_on_them(client, house, look, switch):
    client.force_login(house.user("huyen.batri.mttq"))
    for place in ("2018/", "2019/", "2018/831/", "2018/831/28804/"):
        page = client.get(f"/tien-do/{place}?xem={look}{switch}")
        assert page.status_code == (404 if "hien-nay" in switch and "/28804" in place else 200)
