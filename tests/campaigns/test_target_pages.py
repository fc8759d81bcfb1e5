"""The table of targets as the coordinator works with it, JavaScript or not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from accounts.text import fold
from campaigns.matrix import Gap
from campaigns.models import RiseRule, Target, TargetChange, Unit, WorkingAge
from campaigns.services.allotting import Cell, Series, write_cells
from tests.factories import campaigns as make
from tests.factories.campaigns import House

GRID = "/chi-tieu/nam/2020/nhap/"


@pytest.fixture
def coordinator(client: Client, house: House) -> Client:
    client.force_login(house.user("tinh.mttq"))
    return client


def kind(house: House) -> str:
    return f"{house.resolution.pk}-required-departed"


def given(house: House, *cells: Cell) -> TargetChange | None:
    about = Series(house.campaign, 2020, house.resolution, "required", "departed")
    return write_cells(access=house.access("tinh.mttq"), series=about, cells=cells, reason="x")


def sent(client: Client, house: House, unit: Unit | None = None, **changed: str) -> dict[str, str]:
    """The fields of the table as a browser would send them, with some typed over."""
    query = f"?loai={kind(house)}" + (f"&don-vi={unit.pk}" if unit else "")
    page = client.get(GRID + query).content.decode()
    form = page[page.index('id="grid"') :]
    fields = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', form))
    fields.pop("reason", None)
    return {**fields, **changed}


def test_the_table_shows_units_organisations_and_what_is_left(coordinator: Client, house: House) -> None:
    women = house.organizations["phunu"]
    given(
        house,
        Cell(house.ba_tri.pk, None, 200, 250),
        Cell(house.chau_thanh.pk, None, 310),
        Cell(house.ba_tri.pk, women.pk, 150),
    )
    page = coordinator.get(f"/chi-tieu/nam/2020/?loai={kind(house)}").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "chưa phân bổ 50–100" in text
    assert "phân bổ vượt 10" in text
    assert "Hội Phụ nữ" in text and f"?loai={kind(house)}&amp;don-vi={house.ba_tri.pk}" in page


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Gap(20), "chưa phân bổ 20"),
        (Gap(-5), "phân bổ vượt 5"),
        (Gap(20, 40), "chưa phân bổ 20–40"),
        (Gap(-5, -12), "phân bổ vượt 5–12"),
        (Gap(20, -10), "tối thiểu: chưa phân bổ 20; tối đa: phân bổ vượt 10"),
        (Gap(0), "đã phân bổ hết"),
        (Gap(1200), "chưa phân bổ 1.200"),
    ],
)
def test_what_is_left_is_said_in_words(gap: Gap, words: str) -> None:
    assert str(gap) == words


def test_a_table_is_typed_and_saved_as_one(coordinator: Client, house: House) -> None:
    fields = sent(
        coordinator,
        house,
        **{f"o{house.ba_tri.pk}_0": "200–250", f"o{house.chau_thanh.pk}_0": "1.200 - 1.300"},
    )
    answer = coordinator.post(f"{GRID}?loai={kind(house)}", fields, follow=True)
    assert "Đã ghi chỉ tiêu" in answer.content.decode()
    labels = (
        Target.objects.in_force()
        .filter(year=2020, unit__level=1)
        .order_by("unit__code")
        .values_list("minimum", "maximum")
    )
    assert list(labels) == [(1200, 1300), (200, 250)]


def test_all_problems_are_told_at_once_and_nothing_typed_is_lost(coordinator: Client, house: House) -> None:
    fields = sent(
        coordinator, house,
        **{f"o{house.ba_tri.pk}_0": "hai trăm", f"o{house.chau_thanh.pk}_0": "90-50", f"o{house.province.pk}_0": "520"},
    )  # fmt: skip
    answer = coordinator.post(f"{GRID}?loai={kind(house)}", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ba Tri, Chung: ghi số người (50)" in page and "số nhỏ ghi trước (50–90)" in page
    for typed in ("hai trăm", "90-50", "520"):
        assert f'value="{typed}"' in page
    assert not Target.objects.filter(unit__level=1).exists()


def test_a_figure_that_stood_asks_for_a_reason(coordinator: Client, house: House) -> None:
    fields = sent(coordinator, house, **{f"o{house.province.pk}_0": "520"})
    answer = coordinator.post(f"{GRID}?loai={kind(house)}", fields)
    assert (answer.status_code, "ghi lý do điều chỉnh" in answer.content.decode()) == (422, True)
    coordinator.post(
        f"{GRID}?loai={kind(house)}",
        {**fields, "reason": "Kết luận 99", "amended_by": house.campaign.document_id},
    )
    new = Target.objects.in_force().get(unit=house.province, document=house.resolution, year=2020)
    assert (new.label, new.amended_by, new.document) == ("520", house.campaign.document, house.resolution)
    history = coordinator.get(f"/chi-tieu/{new.pk}/").content.decode()
    assert "Kết luận 99" in history and "500" in history and "202/KHLT" in history


def test_the_second_writer_is_told_what_the_first_wrote_and_loses_nothing(
    coordinator: Client, house: House
) -> None:
    opened = sent(coordinator, house, **{f"o{house.ba_tri.pk}_0": "210", f"o{house.chau_thanh.pk}_0": "90"})
    given(house, Cell(house.ba_tri.pk, None, 200))
    answer = coordinator.post(f"{GRID}?loai={kind(house)}", opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "bạn gõ" in page and "<b>210</b>" in page and "<b>200</b>" in page
    assert 'value="90"' in page and not Target.objects.filter(unit=house.chau_thanh).exists()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    again = coordinator.post(
        f"{GRID}?loai={kind(house)}", {**opened, "seen": seen[1] if seen else "", "reason": "Đã so lại"}
    )
    assert again.status_code == 302
    assert Target.objects.in_force().get(unit=house.ba_tri, year=2020).minimum == 210


def test_an_act_is_shown_and_taken_back(coordinator: Client, house: House) -> None:
    change = given(house, Cell(house.ba_tri.pk, None, 200))
    assert change
    assert "Hoàn tác" in coordinator.get(f"/chi-tieu/dot/{change.pk}/").content.decode()
    answer = coordinator.post(f"/chi-tieu/dot/{change.pk}/hoan-tac/", follow=True)
    assert "Đã hoàn tác" in answer.content.decode()
    assert not Target.objects.in_force().filter(unit=house.ba_tri).exists()


def test_a_new_kind_of_target_opens_an_empty_table(coordinator: Client, house: House) -> None:
    query = f"?moi=1&document={house.resolution.pk}&force=strive&indicator=selected&clause=III"
    assert "Loại chỉ tiêu khác" in coordinator.get(f"{GRID}?moi=1").content.decode()
    page = coordinator.get(GRID + query)
    assert page.status_code == 200 and f"o{house.ba_tri.pk}_0" in page.content.decode()
    coordinator.post(GRID + query, {f"o{house.ba_tri.pk}_0": "75", "seen": ""})
    made = Target.objects.get(unit=house.ba_tri)
    assert (made.force, made.indicator, made.clause, made.minimum) == ("strive", "selected", "III", 75)


def test_people_of_working_age_are_pasted_or_typed(coordinator: Client, house: House) -> None:
    fields = {
        "on": "01/04/2019",
        "source": "Tổng điều tra 2019",
        "pasted": "Ba Tri\t98.500\n831\t87000",
        f"u{house.chau_thanh.pk}": "5",
    }
    assert coordinator.post("/chi-tieu/lao-dong/", fields).status_code == 302
    rows = WorkingAge.objects.values_list("unit__code", "people", "on")
    assert sorted(rows) == [("831", 87000, date(2019, 4, 1)), ("836", 98500, date(2019, 4, 1))]
    wrong = {**fields, "pasted": "Ba Vì\t5\nBa Tri"}
    page = coordinator.post("/chi-tieu/lao-dong/", wrong).content.decode()
    assert "Dòng 1, «Ba Vì" in page and "Dòng 2, «Ba Tri" in page and "Ba Vì\t5" in page


def test_the_rise_rule_is_declared_on_a_page(coordinator: Client, house: House) -> None:
    fields = {"year": "2018", "indicator": "departed", "document": house.resolution.pk, "clause": "II.4"}
    assert coordinator.post("/chi-tieu/tang-nam-sau/", fields).status_code == 302
    assert coordinator.post("/chi-tieu/tang-nam-sau/", fields).status_code == 422
    rule = RiseRule.objects.get(year=2018)
    coordinator.post(f"/chi-tieu/tang-nam-sau/{rule.pk}/bo/")
    assert not RiseRule.objects.filter(year=2018).exists()


def test_the_year_is_a_year_of_the_campaign_and_the_place_lies_in_it(
    coordinator: Client, house: House
) -> None:
    other = make.unit("84", "Trà Vinh", Unit.Kind.PROVINCE)
    for address in (
        "/chi-tieu/nam/1999/",
        f"/chi-tieu/nam/2020/?don-vi={other.pk}",
        "/chi-tieu/nam/2020/?don-vi=x",
    ):
        assert coordinator.get(address).status_code == 404


def test_readers_see_the_table_and_no_way_to_change_it(client: Client, house: House) -> None:
    client.force_login(house.user("lanhdao"))
    page = client.get("/chi-tieu/nam/2020/").content.decode()
    assert "500" in page and "nhap/" not in page and "phan-bo" not in page
    assert fold("Số người trong năm theo đơn vị và tổ chức") in fold(page)
