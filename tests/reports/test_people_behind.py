"""Every number of a page leads to exactly its people, for whoever may see them, and to nobody for the others."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from registrations.pages import People
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.reports.test_recount import rolled_back, stories, tell

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'<a href="(/tien-do/\d+/nguoi/[^"]*)">([\d.]+)</a>')
PAGES = (
    "/",
    "/tien-do/2019/",
    "/tien-do/2019/?xem=co-cau",
    "/tien-do/2019/836/",
    "/tien-do/2019/836/29125/?xem=co-cau",
    "/tien-do/2019/?lich=official&xem=co-cau",
    "/tien-do/2019/?den-ngay=30/06/2019&xem=co-cau",
    "/tien-do/2019/?dia-gioi=hien-nay",
)


@pytest.fixture
def house() -> base.House:
    return base.house()


def numbers(client, address: str) -> list[tuple[str, int]]:
    """Every linked number of a page: where it leads, and what it says."""
    text = client.get(address).content.decode()
    return [(unescape(url), int(said.replace(".", ""))) for url, said in NUMBER.findall(text)]


def wrong(client, address: str) -> list[tuple[str, str, int, int]]:
    """Numbers of a page whose list does not name as many people."""
    found = []
    for url, said in set(numbers(client, address)):
        page = client.get(url)
        named = len({row.pk for row in page.context["rows"]}) if page.status_code == 200 else -1
        if (named, page.context["counted"] if named >= 0 else -1) != (said, said):
            found.append((address, url, said, named))
    return found


def a_small_year(house: base.House) -> None:
    """People of every kind: co-mobilised, young and of unknown age, poor, gone, back, withdrawn, from an event."""
    day = date(2019, 2, 1)
    event = make.event(house.campaign, house.bao_thanh, day, turns=30)
    steps = {"registered": date(2019, 2, 20), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}
    for n, unit in enumerate([house.bao_thanh, house.bao_thanh, house.bao_thuan, house.tan_thach]):
        bodies = [house.organizations[code] for code in ("phunu", "nongdan", "doan")[n % 3 :]]
        made = make.walk(
            house.campaign, unit, steps, bodies=bodies, groups=["poor", "near_poor"][:n], relations={"phunu": "child"},
            who=make.person(unit, ["female", "male", "unknown"][n % 3], [date(1998, 3, 5), None, date(1970, 1, 1)][n % 3]),
        )  # fmt: skip
        make.reprofile(made, make.noon(date(2019, 2, 21)), event=event)
    make.walk(
        house.campaign, house.bao_thanh, {**steps, "returned": date(2019, 11, 1)},
        bodies=[house.organizations["phunu"]], job_after="startup", to=make.market("KR", "Hàn Quốc"),
    )  # fmt: skip
    make.walk(
        house.campaign, house.quoi_son, {"registered": date(2018, 3, 1), "withdrawn": date(2019, 5, 1)},
        bodies=[house.organizations["mttq"]],
    )  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_number_of_a_page_is_as_long_as_its_list(client, house, address):
    a_small_year(house)
    client.force_login(house.user("tinh.mttq"))
    assert len(numbers(client, address)) > 5
    assert wrong(client, address) == []


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    told=st.lists(stories, min_size=2, max_size=6),
    calendar=st.sampled_from(["calendar", "official"]),
    look=st.sampled_from(["", "co-cau"]),
)
def test_it_holds_whatever_was_told_and_however_it_is_counted(client, house, told, calendar, look):
    with rolled_back():
        tell(house, told)
        client.force_login(house.user("tinh.mttq"))
        assert wrong(client, f"/tien-do/2019/?lich={calendar}&xem={look}") == []


@pytest.mark.parametrize("who", ["lanhdao", "kiemtra"])
@pytest.mark.parametrize("address", ["/tien-do/2019/", "/tien-do/2019/?xem=co-cau"])
def test_who_sees_no_people_is_offered_no_list(client, house, who, address):
    a_small_year(house)
    client.force_login(house.user(who))
    assert "/nguoi/" not in client.get(address).content.decode()


def test_a_union_reaches_the_people_it_has_a_share_in_and_no_others(client, house):
    a_small_year(house)
    client.force_login(house.user("tinh.phunu"))
    found = numbers(client, "/tien-do/2019/?xem=co-cau")
    assert found and all("la=phunu" in url for url, _said in found)
    assert wrong(client, "/tien-do/2019/?xem=co-cau") == []
    page = client.get("/tien-do/2019/nguoi/?buoc=departed")
    assert "counted" not in page.context and len(page.context["rows"]) == 3


def test_an_officer_reaches_the_people_of_the_own_area_only(client, house):
    a_small_year(house)
    client.force_login(house.user("huyen.batri.mttq"))
    assert {url.split("don-vi=")[1][:3] for url, _said in numbers(client, "/tien-do/2019/")} == {"836"}
    assert wrong(client, "/tien-do/2019/836/") == []
    assert numbers(client, "/tien-do/2019/831/") == []
    for elsewhere in ("?buoc=departed", "?buoc=departed&don-vi=831", "?buoc=departed&don-vi=831.28804"):
        page = client.get(f"/tien-do/2019/nguoi/{elsewhere}")
        assert "counted" not in page.context
        assert len(page.context["rows"]) == (4 if elsewhere == "?buoc=departed" else 0)


@pytest.mark.parametrize(
    "asked",
    ["?buoc=flown", "?buoc=departed&ky=ever", "?buoc=departed&theo=shoe", "?buoc=departed&theo=market&la=XX",
     "?buoc=departed&don-vi=999"],
)  # fmt: skip
def test_a_number_that_stands_nowhere_has_no_list(client, house, asked):
    client.force_login(house.user("tinh.mttq"))
    assert client.get(f"/tien-do/2019/nguoi/{asked}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "label"),
    [("theo=age&la=xyz", "Tuổi"), ("theo=market&la=xyz", "Thị trường"), ("gioi=xyz", "Giới tính"),
     ("theo=month&la=xyz", "Tháng"), ("theo=event&va=xyz", "Biết đến qua sự kiện")],
)  # fmt: skip
def test_a_made_up_value_is_said_to_be_none_and_never_shown_as_a_name(client, house, asked, label):
    a_small_year(house)
    client.force_login(house.user("tinh.mttq"))
    page = client.get(f"/tien-do/2019/nguoi/?buoc=departed&don-vi=836&{asked}")
    assert page.status_code == 404
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert f"Địa chỉ này có giá trị không tồn tại ở mục: {label}." in main and "xyz" not in main
    (out,) = re.findall(r'href="([^"]*)">Xem danh sách không lọc theo mục này', main)
    assert client.get(out.replace("&amp;", "&")).context["counted"] > 0


def test_the_list_says_what_is_counted_and_the_look_is_logged(client, house):
    a_small_year(house)
    client.force_login(house.user("tinh.mttq"))
    page = client.get("/tien-do/2019/nguoi/?buoc=departed&theo=market&la=JP&gioi=female&don-vi=836")
    text = page.content.decode()
    assert "Nhật Bản" in text and "Huyện Ba Tri" in text and "01/01/2019" in text
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "registrations.listed"
    assert {str(row.pk) for row in page.context["rows"]} <= set(entry.object_ids)


def test_a_number_of_nobody_says_so_and_a_reader_of_a_part_is_not_told_that_it_is_nobody(client, house):
    a_small_year(house)
    client.force_login(house.user("tinh.mttq"))
    nobody = client.get("/tien-do/2019/nguoi/?buoc=departed&theo=month&la=2019-12").content.decode()
    assert "Con số này chưa tính ai." in nobody and "nêu đủ từng người" not in nobody
    client.force_login(house.user("huyen.chauthanh.nongdan"))
    outside = client.get("/tien-do/2019/nguoi/?buoc=departed&don-vi=836").content.decode()
    assert "không có ai thuộc phạm vi được xem của bạn" in outside and "chưa tính ai" not in outside


def test_a_long_list_says_which_places_a_page_holds(client, house):
    a_small_year(house)
    client.force_login(house.user("tinh.mttq"))
    whole = client.get("/tien-do/2019/nguoi/?buoc=registered")
    assert whole.context["page"].span == ""
    page = People(rows=[1, 2], previous="a", next="b", count=5, first=3)
    assert (page.span, page.count_text) == ("3–4", "5 người")
