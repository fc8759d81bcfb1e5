"""Units, organisations, postings and accounts on their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.models import Posting, Unit
from tests.factories import campaigns as make
from tests.factories.campaigns import House

SignIn = Callable[[str], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"campaigns:{name}", args=args)


@pytest.fixture
def reader(bentre: None) -> Client:
    """Somebody of the real province who may read the directory."""
    province = Unit.objects.get(code="83")
    posting = make.posting(make.user("lanhdao.that"), "leader", make.organization("thu"), province)
    client = Client()
    client.force_login(posting.user)
    return client


def test_units_are_listed_as_of_a_day_and_found_without_accents(reader: Client) -> None:
    client = reader
    page = client.get(url("unit-list"), {"day": "01/01/2019"}).content.decode()
    assert "Phường 1" in page
    page = client.get(url("unit-list"), {"q": "phuoc ngai"}).content.decode()
    assert "Phước Ngãi" in page
    assert client.get(url("unit-list"), {"day": "hôm nào"}).status_code == 422
    assert "Thử gõ một phần của tên" in client.get(url("unit-list"), {"q": "zzz"}).content.decode()


def test_a_unit_shows_what_became_of_it(reader: Client) -> None:
    old = Unit.objects.get(name="Phường 1")
    page = reader.get(url("unit-detail", old.pk)).content.decode()
    assert "Nhập vào: Phường An Hội" in page
    assert "856/NQ-UBTVQH14" in page
    inferred = Unit.objects.get(name="Xã Phú An Hòa")
    assert "suy luận, chưa kiểm chứng" in reader.get(url("unit-detail", inferred.pk)).content.decode()


def resolution(house: House, **changes: object) -> dict[str, object]:
    return {
        "on": "01/02/2020",
        "act": "856/NQ-UBTVQH14",
        "units": [house.bao_thanh.pk, house.bao_thuan.pk],
        "code": "29125",
        "short_name": "Bảo Thạnh Thuận",
        "kind": "commune",
        **changes,
    }


def test_a_merger_is_shown_before_it_is_done(client_as: SignIn, house: House) -> None:
    client = client_as("quantri")
    page = client.get(url("unit-merge"), resolution(house)).content.decode()
    assert "Xã Bảo Thạnh Thuận là đơn vị tiếp nhận" in page
    assert Unit.objects.filter(valid_to__isnull=False).count() == 0
    assert client.post(url("unit-merge"), resolution(house)).status_code == 302
    assert Unit.objects.filter(valid_to=date(2020, 1, 31)).count() == 2


def test_a_merger_of_one_is_refused_in_the_form(client_as: SignIn, house: House) -> None:
    answer = client_as("quantri").get(url("unit-merge"), resolution(house, units=[house.bao_thanh.pk]))
    assert answer.status_code == 422
    assert "Chọn ít nhất hai đơn vị" in answer.content.decode()


def test_units_are_added_renamed_and_closed_on_pages(client_as: SignIn, house: House) -> None:
    client = client_as("quantri")
    new = {"code": "29999", "short_name": "Mới", "kind": "ward", "parent": house.ba_tri.pk}
    assert client.post(url("unit-new"), {**new, "valid_from": "01/02/2020", "act": "1/NQ"}).status_code == 302
    made = Unit.objects.get(code="29999")
    name = {"short_name": "Mới Hơn", "kind": "ward", "on": "01/03/2020", "act": "2/NQ"}
    assert client.post(url("unit-rename", made.pk), name).status_code == 302
    newest = Unit.objects.get(name="Phường Mới Hơn")
    assert client.post(url("unit-close", newest.pk), {"on": "01/04/2020", "act": "3/NQ"}).status_code == 302
    again = client.post(url("unit-close", newest.pk), {"on": "01/05/2020", "act": "3/NQ"})
    assert again.status_code == 422


def test_a_body_gets_a_new_name_on_its_page(client_as: SignIn, house: House) -> None:
    body = house.organizations["sldtbxh"]
    data = {
        "name": "Sở Nội vụ tỉnh Bến Tre",
        "abbreviation": "SNV",
        "signatory_title": "GIÁM ĐỐC",
        "short_name": "Sở Nội vụ",
        "valid_from": "01/03/2025",
    }
    answer = client_as("quantri").post(url("organization-rename", body.pk), data)
    page = client_as("lanhdao").get(answer["Location"]).content.decode()
    assert "Sở Lao động - Thương binh và Xã hội" in page
    assert "Sở Nội vụ tỉnh Bến Tre" in page


def test_the_one_time_password_is_shown_once(client_as: SignIn) -> None:
    client = client_as("quantri")
    answer = client.post(url("account-new"), {"username": "xa.moi", "full_name": "Người Mới"})
    first = client.get(answer["Location"])
    assert "Mật khẩu dùng một lần:" in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert "Mật khẩu dùng một lần:" not in client.get(answer["Location"]).content.decode()
    taken = client.post(url("account-new"), {"username": "xa.moi", "full_name": "Người Khác"})
    assert taken.status_code == 422


def test_an_account_is_posted_helped_and_closed(client_as: SignIn, house: House) -> None:
    client, account = client_as("quantri"), make.user("xa.moi")
    data = {
        "user": account.pk,
        "role": "officer",
        "organization": house.organizations["doan"].pk,
        "unit": house.bao_thanh.pk,
        "valid_from": "01/01/2018",
    }
    assert client.post(url("posting-new"), data).status_code == 302
    posting = Posting.objects.get(user=account)
    assert client.post(url("posting-end", posting.pk), {"last_day": "31/12/2018"}).status_code == 302
    assert client.post(url("account-password", account.pk), {"x": "1"}).status_code == 302
    assert client.post(url("account-switch", account.pk), {"reason": "Nghỉ việc"}).status_code == 302
    assert not User.objects.get(pk=account.pk).is_active
    assert account.full_name in client.get(url("posting-list"), {"q": "xa.moi"}).content.decode()


def test_a_form_sent_twice_writes_once(client_as: SignIn) -> None:
    client = client_as("quantri")
    data = {
        "username": "xa.moi",
        "full_name": "Người Mới",
        "form_key": "6f1c1f0e-6a53-4a57-9d52-2f3a4f5b6c7d",
    }
    answers = [client.post(url("account-new"), data) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert User.objects.filter(username="xa.moi").count() == 1
