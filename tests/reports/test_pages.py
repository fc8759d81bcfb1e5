"""Pages of figures: who sees what, and that they say what `figures` says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from reports.documents.annexes import by_body
from reports.indicators import figures
from tests.factories import campaigns as base
from tests.factories import reports as make

pytestmark = pytest.mark.django_db

WENT = {"registered": date(2019, 1, 10), "selected": date(2019, 3, 1), "departed": date(2019, 6, 1)}


@pytest.fixture
def house() -> base.House:
    made = base.house()
    for unit, codes in (
        (made.bao_thanh, ["phunu", "nongdan"]),
        (made.bao_thuan, ["doan"]),
        (made.tan_thach, ["phunu"]),
    ):
        make.walk(made.campaign, unit, WENT, bodies=[made.organizations[code] for code in codes])
    return made


def read(client, house, who: str, address: str):
    client.force_login(house.user(who))
    return client.get(address)


def test_the_leader_lands_on_the_year_with_its_figure(client, house):
    page = read(client, house, "lanhdao", "/")
    text = page.content.decode()
    assert page.status_code == 200
    assert page.context["figures"].totals["departed"].people == 3
    assert "13-NQ/ĐH" in text and "202/KHLT" in text
    assert "Nguyễn Thị Số" not in text


def test_an_officer_starts_with_the_own_area(client, house):
    page = read(client, house, "xa.baothanh.phunu", "/")
    assert page.context["figures"].totals["departed"].people == 1
    assert page.context["area"] == house.bao_thanh


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("nhcsxh.batri", "registrations:loan-list"),
        ("kiemtra", "reports:audit"),
        ("quantri", "campaigns:posting-list"),
    ],
)
def test_others_are_led_to_their_own_list(client, house, who, door):
    answer = read(client, house, who, "/")
    assert (answer.status_code, answer.url) == (302, reverse(door))


def test_before_a_campaign_is_loaded_the_page_says_what_to_do(client):
    province = base.unit("83", "Bến Tre", base.Kind.PROVINCE)
    body = base.organization("mttq", kind=base.Body.FRONT)
    user = base.user("mot.nguoi")
    base.posting(user, base.Role.LEADER, body, province)
    client.force_login(user)
    assert "load_reference" in client.get("/").content.decode()


def test_each_step_down_shows_the_rows_that_add_up_to_the_step_above(client, house):
    top = read(client, house, "tinh.mttq", "/tien-do/2019/")
    rows = {row.code: (row, url) for row, url in top.context["rows"]}
    assert sum(row.departed for row, _url in rows.values()) == 3
    district = client.get(rows["836"][1])
    below = {row.code: (row, url) for row, url in district.context["rows"]}
    assert sum(row.departed for row, _url in below.values()) == rows["836"][0].departed == 2
    commune = client.get(below["29125"][1])
    assert commune.context["figures"].totals["departed"].people == 1
    assert (
        commune.context["people_url"] == f"{reverse('registrations:list')}?moc=departed&nam=2019&don-vi=29125"
    )


def test_the_other_look_shows_the_bodies_and_why_credit_differs(client, house):
    page = read(client, house, "tinh.mttq", "/tien-do/2019/?xem=co-cau")
    assert page.context["figures"].as_json() == figures(house.campaign, 2019).as_json()
    assert page.context["figures"].co_mobilised["departed"] == 1
    people = page.context["figures"].totals["departed"].people
    line = f"{people} người; cộng theo đoàn thể {people + 1} lượt vì 1 người do hai đoàn thể cùng vận động."
    assert line in page.content.decode()
    printed = by_body(page.context["figures"].as_json())
    assert line in printed.notes
    assert printed.total[-1] == people


def test_switches_change_the_look_and_stay_in_the_links(client, house):
    page = read(client, house, "lanhdao", "/tien-do/2019/?chi-so=selected&lich=official&den-ngay=1/5/2019")
    shown = page.context["figures"]
    assert (shown.counting_point, shown.window.start, shown.totals["departed"].people) == (
        "selected",
        date(2018, 12, 15),
        0,
    )
    assert "chi-so=selected" in page.context["rows"][0][1]


def test_a_day_that_does_not_exist_is_named_at_the_field(client, house):
    page = read(client, house, "lanhdao", "/tien-do/2019/?den-ngay=31/02/2019")
    assert page.status_code == 200
    assert "31/02/2019" in page.content.decode()
    assert "den-ngay" in page.context["filters"].errors


def test_another_year_in_the_form_leads_to_its_page(client, house):
    answer = read(client, house, "lanhdao", "/tien-do/2019/836/?nam=2018&chi-so=selected")
    assert (answer.status_code, answer.url) == (302, "/tien-do/2018/836/?chi-so=selected")


@pytest.mark.parametrize(
    "address",
    ["/tien-do/1999/", "/tien-do/2019/999/", "/tien-do/2019/836/99999/", "/tien-do/2019/831/29125/"],
)
def test_what_does_not_exist_is_not_found(client, house, address):
    assert read(client, house, "tinh.mttq", address).status_code == 404


def test_todays_boundaries_know_no_districts(client, house):
    page = read(client, house, "tinh.mttq", "/tien-do/2019/?dia-gioi=hien-nay")
    assert [row.code for row, _url in page.context["rows"]][:2] == ["28804", "28807"]
    below = client.get(page.context["rows"][0][1])
    assert below.context["figures"].totals["departed"].people == 1


def test_a_leader_gets_no_way_to_the_people(client, house):
    page = read(client, house, "lanhdao", "/tien-do/2019/836/")
    assert page.context["people_url"] == ""
    assert page.status_code == 200


def test_a_district_officer_sees_the_figures_of_others_but_not_their_people(client, house):
    page = read(client, house, "huyen.batri.phunu", "/tien-do/2019/831/")
    assert page.context["people_url"] == ""
    assert read(client, house, "huyen.batri.phunu", "/tien-do/2019/836/").context["people_url"]


def test_three_hundred_percent_and_no_target_are_drawn(client, house):
    base.target(house.campaign, 2019, 1, unit=house.ba_tri)
    text = read(client, house, "tinh.mttq", "/tien-do/2019/").content.decode()
    assert "200\N{NO-BREAK SPACE}%" in text
    assert "chưa giao chỉ tiêu" in text


def test_figures_are_closed_to_banks(client, house):
    assert read(client, house, "nhcsxh.batri", "/tien-do/2019/").status_code == 403


@pytest.mark.parametrize(("address", "most"), [("/", 22), ("/tien-do/2019/", 16), ("/tien-do/2019/836/", 16)])
def test_a_page_asks_the_database_a_fixed_number_of_times(
    client, house, django_assert_max_num_queries, address, most
):
    client.force_login(house.user("tinh.mttq"))
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


@pytest.mark.parametrize("look", ["", "co-cau", "chua-bao-cao"])
def test_a_year_without_a_year_before_is_shown(client, house, look):
    assert read(client, house, "tinh.mttq", f"/tien-do/2017/?xem={look}").status_code == 200


def test_who_has_not_reported_is_folded_by_district_and_open_where_there_is_only_one(client, house):
    province = read(client, house, "tinh.mttq", "/tien-do/2019/?xem=chua-bao-cao").content.decode()
    assert province.count('<details class="silent">') == 2
    assert "Huyện Ba Tri</b>" in province
    assert " trên 3 xã, phường, thị trấn" in province
    district = read(client, house, "tinh.mttq", "/tien-do/2019/836/?xem=chua-bao-cao").content.decode()
    assert district.count('<details class="silent" open>') == 1


@pytest.mark.parametrize("look", ["", "?xem=co-cau", "?xem=dang-cho"])
def test_a_number_that_leaves_its_column_on_a_phone_bears_its_name(client, house, look):
    bodies = [house.organizations["phunu"]]
    make.walk(house.campaign, house.bao_thanh, {"registered": date(2019, 1, 10)}, bodies=bodies)
    page = read(client, house, "tinh.mttq", reverse("reports:progress", args=[2019]) + look).content.decode()
    tables = re.findall(r'<table class="[^"]*table--fold.*?</table>', page, re.DOTALL)
    cells = [cell for table in tables for cell in re.findall(r'<td([^>]*class="num[^>]*)>', table)]
    assert tables and cells
    assert [cell for cell in cells if "main" not in cell and "data-label=" not in cell] == []


@pytest.mark.parametrize("look", ["dang-cho", "chua-bao-cao"])
def test_what_is_told_of_today_bears_no_year_in_its_heading(client, house, look):
    page = read(client, house, "tinh.mttq", f"{reverse('reports:progress', args=[2019])}?xem={look}")
    heading = page.content.decode().partition("<h1>")[2].partition("</h1>")[0]
    assert heading.strip() == "Tỉnh Bến Tre"
