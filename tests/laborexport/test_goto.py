"""Ctrl+K: one field finds pages, units, events, enterprises, lists and people of one's own view, and leaves nothing typed behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from laborexport.goto import MARKED, PLAIN, find, means_people
from tests.factories import outreach
from tests.factories.campaigns import House
from tests.factories.registrations import enterprise, number, registered

ClientAs = Callable[[str], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def found(house: House, username: str, text: str) -> dict[str, list[str]]:
    groups = find(house.access(username), text)
    return {str(group.label): [hit.label for hit in group.hits] for group in groups}


def test_the_letters_exchanged_in_the_database_are_as_many_as_their_plain_ones() -> None:
    assert len(MARKED) == len(PLAIN) == len(set(MARKED))


@pytest.mark.parametrize("text", ["vay von", "VỐN vay", "vay"])
def test_a_page_is_found_by_the_beginnings_of_its_words(house: House, text: str) -> None:
    assert "Vay vốn" in found(house, "huyen.batri.phunu", text)["Trang"]


def test_a_page_without_the_right_is_not_offered(house: House) -> None:
    assert "Nhật ký" in found(house, "kiemtra", "nhat ky")["Trang"]
    assert "Trang" not in found(house, "xa.baothanh.phunu", "nhat ky")


def test_a_unit_an_event_and_an_enterprise_are_found_without_accents(house: House) -> None:
    outreach.event(
        house.campaign,
        house.ba_tri,
        house.organizations["phunu"],
        title="TƯ VẤN Đi Nhật",
        on=date(2018, 2, 1),
    )
    enterprise("Công ty Cổ phần Đường Sáng")
    assert found(house, "huyen.batri.phunu", "bao than")["Đơn vị"] == ["Xã Bảo Thạnh"]
    assert found(house, "huyen.batri.phunu", "tu van nhat")["Sự kiện"] == ["TƯ VẤN Đi Nhật"]
    assert found(house, "huyen.batri.phunu", "duong sang")["Doanh nghiệp"] == ["Công ty Cổ phần Đường Sáng"]
    assert "Sự kiện" not in found(house, "huyen.chauthanh.nongdan", "tu van nhat")


def test_a_person_is_found_by_name_and_by_whole_number_only(house: House) -> None:
    own = number()
    registered(house, full_name="Nguyễn Thị Hồng Như", identity=own, phones=("0912345678",))
    name = {"Người": ["Nguyễn Thị Hồng Như"]}
    for text in ("nhu hong", own, "0912 345 678"):
        assert found(house, "xa.baothanh.phunu", text).items() >= name.items(), text
    for text in (own[:8], "0912"):
        assert "Người" not in found(house, "xa.baothanh.phunu", text), text


@pytest.mark.parametrize(
    "username", ["xa.baothuan.doan", "huyen.chauthanh.nongdan", "lanhdao", "nhcsxh.batri", "quantri"]
)
def test_nobody_is_found_outside_the_own_view(house: House, username: str) -> None:
    registered(house, full_name="Nguyễn Thị Hồng Như")
    assert "Người" not in found(house, username, "hong nhu")


def test_a_search_for_people_is_in_the_trail_and_what_was_typed_is_not(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house, full_name="Nguyễn Thị Hồng Như")
    client_as("xa.baothanh.phunu").post(reverse("goto"), {"text": "hồng như"}, **HTMX)
    entry = AuditEntry.objects.get(action="goto.searched")
    assert (entry.kind, entry.object_ids) == ("search", [str(made.pk)])
    assert "như" not in str(entry.changes).lower()


@pytest.mark.parametrize(
    ("text", "asks"),
    [("ng", False), ("như", True), ("12", False), ("083198", False), ("0912345678", True), ("", False)],
)
def test_people_are_looked_for_only_when_enough_is_typed(text: str, asks: bool) -> None:
    assert means_people(text, text.split()) is asks


def test_without_script_the_words_go_by_post_and_stand_in_no_address(
    house: House, client_as: ClientAs
) -> None:
    registered(house, full_name="Nguyễn Thị Hồng Như")
    client = client_as("xa.baothanh.phunu")
    response = client.post(reverse("goto"), {"text": "hồng như"})
    assert "nh" not in response["Location"].partition("tim=")[0].partition("?")[2]
    assert response["Location"].startswith("/di-toi/?tim=")
    assert "Nguyễn Thị Hồng Như" in client.get(response["Location"]).content.decode()
    assert "Nguyễn Thị Hồng Như" not in client_as("tinh.mttq").get(response["Location"]).content.decode()


def test_nothing_typed_is_sent_back_with_a_sentence(house: House, client_as: ClientAs) -> None:
    response = client_as("tinh.mttq").post(reverse("goto"), {"text": " "})
    assert response.status_code == 422
    assert "Nhập nội dung cần mở." in response.content.decode()


def test_the_window_gets_the_hits_alone_and_the_main_pages_while_nothing_is_typed(
    house: House, client_as: ClientAs
) -> None:
    client = client_as("tinh.mttq")
    some = client.post(reverse("goto"), {"text": "su kien"}, **HTMX).content.decode()
    none = client.post(reverse("goto"), {"text": ""}, **HTMX).content.decode()
    assert "<html" not in some + none
    assert 'role="option"' in some
    assert reverse("registrations:list") in none


def test_every_page_has_the_way_to_the_search_and_the_list_of_keys(house: House, client_as: ClientAs) -> None:
    page = client_as("tinh.mttq").get(reverse("registrations:list")).content.decode()
    assert f'href="{reverse("goto")}"' in page
    assert 'id="keys"' in page
    for key in range(1, 7):
        assert f'accesskey="{key}"' in page


def test_finding_needs_few_queries(
    house: House, client_as: ClientAs, django_assert_max_num_queries: Any
) -> None:
    client = client_as("tinh.mttq")
    registered(house, full_name="Nguyễn Thị Hồng Như")
    client.get(reverse("goto"))
    with django_assert_max_num_queries(14):  # 12, and the savepoint of the audit entry inside the test
        client.post(reverse("goto"), {"text": "hong nhu"}, **HTMX)
