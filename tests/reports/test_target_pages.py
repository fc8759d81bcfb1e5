"""Dividing a target by a rule and moving targets after a merger: shown first, written after, sums kept."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from campaigns.models import Campaign, Target, TargetChange, Unit
from campaigns.services.working_age import set_working_age
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> base.House:
    """2019: two people went from Ba Tri, one from Châu Thành, the first two led by the Women's Union, the third by the Youth Union."""
    made = base.house()
    Campaign.objects.filter(pk=made.campaign.pk).update(starts_on=date(2018, 1, 1))
    for unit, body in ((made.bao_thanh, "phunu"), (made.bao_thuan, "phunu"), (made.tan_thach, "doan")):
        steps = {"registered": date(2019, 1, 2), "selected": date(2019, 1, 3), "departed": date(2019, 3, 1)}
        make.walk(made.campaign, unit, steps, bodies=[made.organizations[body]])
    return made


@pytest.fixture
def coordinator(client: Client, house: base.House) -> Client:
    client.force_login(house.user("tinh.mttq"))
    return client


def whole(house: base.House) -> Target:
    return Target.objects.get(campaign=house.campaign, year=2020, force="strive")  # 700–800


def fields(page: str) -> dict[str, str]:
    form = page[page.index('id="grid"') :]
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', form))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def proposed(page: str) -> list[str]:
    return [value for name, value in fields(page).items() if re.match(r"[ot]\d", name)]


def test_units_get_their_part_of_last_years_result(coordinator: Client, house: base.House) -> None:
    page = coordinator.get(f"/chi-tieu/{whole(house).pk}/phan-bo/").content.decode()
    assert proposed(page) == ["233–266", "467–534"]  # Châu Thành 1, Ba Tri 2: Σ 700–800
    assert "Kết quả năm 2019" in page and "đã phân bổ hết" in page
    assert not TargetChange.objects.exists()
    coordinator.post(f"/chi-tieu/{whole(house).pk}/phan-bo/?theo=last_year", fields(page))
    change = TargetChange.objects.get()
    assert (change.kind, change.rule) == ("split", "last_year")
    assert sorted(t.label for t in change.made.all()) == ["233–266", "467–534"]


def test_bodies_get_their_part_by_the_people_they_led(coordinator: Client, house: base.House) -> None:
    page = coordinator.get(f"/chi-tieu/{whole(house).pk}/phan-bo/?giua=to-chuc").content.decode()
    assert proposed(page) == ["0–0", "0–0", "467–534", "0–0", "233–266"]


def test_equal_parts_and_people_of_working_age(coordinator: Client, house: base.House) -> None:
    address = f"/chi-tieu/{whole(house).pk}/phan-bo/"
    assert proposed(coordinator.get(f"{address}?theo=equal").content.decode()) == ["350–400", "350–400"]
    page = coordinator.get(f"{address}?theo=working_age").content.decode()
    assert "Chưa có số người trong độ tuổi lao động của" in page and proposed(page) == ["", ""]
    figures = {house.ba_tri.pk: 30000, house.chau_thanh.pk: 10000}
    set_working_age(access=house.access("tinh.mttq"), on=date(2019, 4, 1), source="TĐT 2019", figures=figures)
    page = coordinator.get(f"{address}?theo=working_age").content.decode()
    assert proposed(page) == ["175–200", "525–600"] and "TĐT 2019 (01/04/2019)" in page


def test_parts_typed_by_hand_are_added_up_before_they_are_written(
    coordinator: Client, house: base.House
) -> None:
    address = f"/chi-tieu/{whole(house).pk}/phan-bo/?theo=by_hand"
    typed = fields(coordinator.get(address).content.decode())
    typed |= {f"o{house.ba_tri.pk}_0": "300-350", f"o{house.chau_thanh.pk}_0": "450-500"}
    page = coordinator.post(address, {**typed, "xem": "1"}).content.decode()
    assert "phân bổ vượt 50" in page and not TargetChange.objects.exists()
    assert "300-350" in page


def test_a_year_of_nobody_divides_nothing_and_says_so(coordinator: Client, house: base.House) -> None:
    target = Target.objects.get(campaign=house.campaign, year=2019, force="strive")
    page = coordinator.get(f"/chi-tieu/{target.pk}/phan-bo/").content.decode()
    assert "Năm 2018 không có kết quả" in page and proposed(page) == ["", ""]


def test_targets_of_a_unit_that_ended_are_moved_and_the_sum_stays(
    coordinator: Client, house: base.House
) -> None:
    Unit.objects.filter(pk=house.bao_thanh.pk).update(valid_to=date(2020, 1, 31))
    heirs = [
        base.unit(c, n, "commune", house.ba_tri, valid_from=date(2020, 2, 1))
        for c, n in (("30001", "Đông"), ("30002", "Tây"))
    ]
    for heir in heirs:
        base.merge(house.bao_thanh, heir, date(2020, 2, 1), "split")
    base.target(house.campaign, 2020, 31, 40, unit=house.bao_thanh)
    assert "chuyen-giao" in coordinator.get("/chi-tieu/nam/2020/").content.decode()
    page = coordinator.get("/chi-tieu/nam/2020/chuyen-giao/").content.decode()
    assert proposed(page) == ["16–21", "15–19"]
    typed = fields(page)
    first = next(name for name in typed if re.match(r"t\d", name))
    refused = coordinator.post(
        "/chi-tieu/nam/2020/chuyen-giao/", {**typed, first: "20–21", "reason": "01/NQ"}
    )
    assert (
        refused.status_code == 422
        and "31–40" in refused.content.decode()
        and "20–21" in refused.content.decode()
    )
    coordinator.post("/chi-tieu/nam/2020/chuyen-giao/", {**typed, "reason": "01/NQ-UBTVQH"})
    change = TargetChange.objects.get()
    assert (change.reason, sorted(t.label for t in change.made.all())) == ("01/NQ-UBTVQH", ["15–19", "16–21"])
    assert "không còn hoạt động" not in coordinator.get("/chi-tieu/nam/2020/").content.decode()


def test_last_years_result_cannot_say_which_part_of_a_divided_unit_people_came_from(
    coordinator: Client, house: base.House
) -> None:
    Unit.objects.filter(pk=house.bao_thanh.pk).update(valid_to=date(2020, 1, 31))
    for code in ("30001", "30002"):
        heir = base.unit(code, code, "commune", house.ba_tri, valid_from=date(2020, 2, 1))
        base.merge(house.bao_thanh, heir, date(2020, 2, 1), "split")
    base.target(house.campaign, 2020, 31, unit=house.bao_thanh)
    page = coordinator.get("/chi-tieu/nam/2020/chuyen-giao/?theo=last_year").content.decode()
    assert "Có đơn vị bị chia tách" in page and proposed(page) == ["", ""]


def test_where_everything_stands_nothing_is_moved(coordinator: Client, house: base.House) -> None:
    assert "Mọi chỉ tiêu của năm" in coordinator.get("/chi-tieu/nam/2020/chuyen-giao/").content.decode()
