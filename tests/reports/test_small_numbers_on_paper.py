"""A reader of one district tries: the joint review, its codes, its comparison, the digest and the waits give no small number of others away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations.models import Wait
from reports import asking, tables
from reports.indicators.telling import HIDDEN
from reports.indicators.waits import WaitRow, Waits, _veiled, waits
from reports.models import AnnualReview, Digest
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories.frozen import frozen, report
from tests.factories.registrations import registered
from tests.reports.test_figure_codes import busy

pytestmark = pytest.mark.django_db
ClientAs = Callable[[str], Client]
DAY = date(2018, 12, 31)


@pytest.fixture
def review(house: base.House) -> AnnualReview:
    busy(house)
    return frozen(house)


def opened(client: Client, name: str, *args: object) -> tuple[int, str]:
    answer = client.get(reverse(f"reports:{name}", args=args))
    return answer.status_code, " ".join(answer.content.decode().split())


@pytest.mark.parametrize("who", ["huyen.batri.phunu", "xa.baothanh.phunu"])
def test_the_papers_are_for_those_who_look_after_the_whole_province(client_as: ClientAs, review, who) -> None:
    client = client_as(who)
    for name, *rest in (("review-paper",), ("review-file", "pdf"), ("review-file", "xlsx"), ("review-changes",), ("review-correction", 1)):  # fmt: skip
        status, page = opened(client, name, review.pk, *rest)
        assert status == 403 and "ở tỉnh" in page
    status, page = opened(client, "review-detail", review.pk)
    assert status == 200 and "<table" not in page and "văn phòng" in page
    for who_may in ("tinh.phunu", "lanhdao", "kiemtra"):
        assert opened(client_as(who_may), "review-changes", review.pk)[0] == 200


def test_a_code_opens_the_own_people_and_not_the_number(client_as: ClientAs, review) -> None:
    client = client_as("huyen.batri.phunu")
    _status, page = opened(client, "code", "2019.1-B1.9")
    assert page.count('<th scope="row"><a href=') > 0
    assert "không hiện số" in page and "ngoài địa bàn hoặc tổ chức" not in page
    whole = client_as("tinh.mttq").get(reverse("reports:code", args=["2019.1-B2"])).context["figures"]
    values = {figure.printed for figure in whole if figure.value}
    _status, page = opened(client, "code", "2019.1-B2")
    assert values and not {value for value in values if f">{value}<" in page}
    assert "•" in page


def test_what_changed_since_is_told_to_nobody_who_could_count_others_by_it(client_as: ClientAs, house, review) -> None:  # fmt: skip
    later = timezone.now() + timedelta(seconds=1)
    went = {"registered": date(2019, 2, 1), "selected": date(2019, 2, 2), "departed": date(2019, 2, 3)}
    make.walk(
        house.campaign,
        house.tan_thach,
        went,
        bodies=[house.organizations["doan"]],
        recorded=dict.fromkeys(went, later),
    )
    _status, page = opened(client_as("huyen.batri.phunu"), "code", "2019.1-B1.9")
    assert "nay được tính" not in page
    _status, page = opened(client_as("tinh.mttq"), "code", "2019.1-B1.9")
    assert "nay được tính" in page


def test_the_report_of_the_own_district_is_whole(client_as: ClientAs, house) -> None:
    busy(house)
    made = report(house, unit=house.ba_tri)
    manager = base.posting(base.user("truong.batri"), base.Role.MANAGER, house.organizations["mttq"], house.ba_tri)  # fmt: skip
    assert manager.unit == made.unit
    client = Client()
    client.force_login(manager.user)
    status, page = opened(client, "review-detail", made.pk)
    assert status == 200 and "<table" in page


def test_the_digest_of_the_province_is_for_the_province(house) -> None:
    made = Digest.objects.create(campaign=house.campaign, week_of=DAY, content={})
    assert list(Digest.objects.within(house.access("lanhdao"))) == [made]
    assert not Digest.objects.within(house.access("huyen.batri.phunu")).exists()


def test_of_others_a_few_who_wait_are_not_told(house) -> None:
    farmers = house.access("huyen.chauthanh.nongdan")
    for n in range(8):
        unit = house.tan_thach if n < 2 else house.bao_thanh
        registered(house, farmers if n < 2 else None, unit=unit)
    found = waits(house.campaign, DAY, access=house.access("huyen.batri.phunu"))
    rows = {row.name: row for row in found.by_unit}
    assert rows["Huyện Ba Tri"].counts == (6,)
    assert rows["Huyện Châu Thành"].counts == (HIDDEN,) and rows["Huyện Châu Thành"].total is HIDDEN
    assert found.total.counts == (HIDDEN,)  # or eight less six would tell it
    assert all(row.counts == (HIDDEN,) for row in found.by_body) and found.hides
    assert not waits(house.campaign, DAY, access=house.access("lanhdao")).hides
    assert not waits(house.campaign, DAY, house.chau_thanh, house.access("huyen.batri.phunu")).is_told


def test_the_page_of_waits_shows_the_dots_and_says_why(client_as: ClientAs, house) -> None:
    registered(house, house.access("huyen.chauthanh.nongdan"), unit=house.tan_thach)
    client = client_as("huyen.batri.phunu")
    page = client.get("/tien-do/2019/?xem=dang-cho").content.decode()
    assert "•" in page and "dưới 5" in page
    other = client.get("/tien-do/2019/831/?xem=dang-cho").content.decode()
    assert "từng huyện" in other and 'id="waits-units"' not in other
    whole = client_as("tinh.mttq").get("/tien-do/2019/831/?xem=dang-cho").content.decode()
    assert 'id="waits-units"' in whole


def test_the_file_of_waits_holds_what_the_page_shows(house) -> None:
    registered(house, house.access("huyen.chauthanh.nongdan"), unit=house.tan_thach)
    reading, outsider = asking.read({}, year=2019), house.access("huyen.batri.phunu")
    for key in ("cho-don-vi", "cho-to-chuc"):
        table = tables.progress(reading, None, outsider, key, "")
        cells = [read(row) for row in table.rows for heading, read in table.columns.items()]
        assert "•" in cells and not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5]
        assert not tables.progress(reading, house.chau_thanh, outsider, key, "").rows
        whole = tables.progress(reading, None, house.access("lanhdao"), key, "")
        assert 1 in [read(row) for row in whole.rows for read in whole.columns.values()]


def test_of_a_reason_for_which_few_wait_everything_is_hidden() -> None:
    access = base.house().access("huyen.batri.mttq")
    rows = tuple(
        WaitRow(str(n), f"Huyện {n}", (count, 20), "elsewhere.") for n, count in enumerate((1, 2, 0))
    )
    bodies = (WaitRow("phunu", "Hội LHPN", (3, 60)),)
    told = _veiled(Waits(DAY, (Wait.CONTACT, Wait.BANK), rows, bodies, WaitRow("", "", (3, 60))), access)
    assert [row.counts for row in told.by_unit] == [(HIDDEN, 20)] * 3
    assert told.total.counts == (HIDDEN, 60) and told.total.total is HIDDEN
