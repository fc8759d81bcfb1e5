"""The list with its filters and search, and the page of one registration, as a browser meets them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from registrations.models import Registration
from registrations.pages import keys_of
from reports.indicators import figures
from tests.factories.campaigns import House
from tests.factories.registrations import agreed, departed, market, number, registered, selected, withdrawn

ClientAs = Callable[[str], Client]


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"registrations:{name}", args=args), query)
    assert response.status_code == 200, name
    return response.content.decode()


def listed(client: Client, **query: str) -> set[str]:
    """Names in the list."""
    response = client.get(
        reverse("registrations:list"), {key.replace("_", "-"): v for key, v in query.items()}
    )
    return {row.name for row in response.context["rows"]}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("detail", []),
        ("person-edit", []),
        ("wish-edit", []),
        ("reveal", ["so-giay-to"]),
        ("reveal", ["dien-thoai"]),
        ("identity-add", []),
        ("phone-add", []),
        ("group-add", []),
        ("tie-add", []),
        ("consent-give", []),
        ("consent-form", []),
        ("seen", []),
        ("milestone-record", ["returned"]),
        ("credit", []),
        ("training-add", []),
        ("support-add", []),
        ("loan-refer", []),
    ],
)
def test_every_page_of_a_registration_opens_for_its_officer_and_is_missing_for_strangers(
    house: House, client_as: ClientAs, name: str, args: list[str]
) -> None:
    made = departed(house, phones=("0912345678",))
    url = reverse(f"registrations:{name}", args=[made.pk, *args])
    assert client_as("xa.baothanh.phunu").get(url).status_code == 200
    assert client_as("xa.baothuan.doan").get(url).status_code == 404
    assert client_as("huyen.chauthanh.nongdan").get(url).status_code == 404


def test_a_union_sees_its_own_people_and_the_front_sees_all(house: House, client_as: ClientAs) -> None:
    registered(house, full_name="Nguyễn Thị Của Phụ Nữ")
    registered(
        house,
        house.access("xa.baothuan.doan"),
        unit=house.bao_thuan,
        full_name="Trần Văn Của Đoàn",
        sex="male",
    )
    assert listed(client_as("xa.baothanh.phunu")) == {"Nguyễn Thị Của Phụ Nữ"}
    assert listed(client_as("xa.baothuan.doan")) == {"Trần Văn Của Đoàn"}
    assert listed(client_as("huyen.batri.mttq")) == {"Nguyễn Thị Của Phụ Nữ", "Trần Văn Của Đoàn"}
    assert listed(client_as("huyen.chauthanh.nongdan")) == set()


def test_an_empty_list_says_what_to_do_next(house: House, client_as: ClientAs) -> None:
    assert reverse("registrations:create") in page(client_as("xa.baothanh.phunu"), "list")
    assert reverse("registrations:create") not in page(client_as("ttdvvl"), "list")


def test_the_list_is_cut_by_stage_unit_body_market_group_and_sex(house: House, client_as: ClientAs) -> None:
    woman = departed(house, full_name="Lê Thị Đã Đi")
    man = registered(
        house, house.access("tinh.nongdan"), unit=house.tan_thach, full_name="Lê Văn Mới", sex="male"
    )
    client = client_as("tinh.mttq")
    first, second = {woman.person.full_name}, {man.person.full_name}
    assert listed(client, giai_doan="departed") == first
    assert listed(client, don_vi="831") == second
    assert listed(client, don_vi="29125") == first
    assert listed(client, to_chuc="nongdan") == second
    assert listed(client, thi_truong="JP") == first
    assert listed(client, gioi="male") == second
    assert listed(client, nhom="poor") == set()


def test_a_nonsensical_filter_is_no_error(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    client = client_as("tinh.mttq")
    names = {made.person.full_name}
    assert listed(client, giai_doan="bay", don_vi="99999", nam="hai nghìn", gioi="?") == names
    assert listed(client, after="không phải khóa") == names


def test_names_are_ordered_by_given_name_in_vietnamese(house: House, client_as: ClientAs) -> None:
    for name in ("Nguyễn Văn Đào", "Trần Văn An", "Lê Văn Ánh", "Bùi Văn Dũng"):
        registered(house, full_name=name, sex="male")
    response = client_as("tinh.mttq").get(reverse("registrations:list"), {"xep": "ten"})
    assert [row.name for row in response.context["rows"]] == [
        "Trần Văn An",
        "Lê Văn Ánh",
        "Bùi Văn Dũng",
        "Nguyễn Văn Đào",
    ]


def test_pages_follow_each_other_without_gap_or_repeat_and_no_name_in_the_address(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nth in range(7):
        registered(house, full_name=f"Nguyễn Thị {chr(65 + nth)}")
    monkeypatch.setitem(keys_of.__kwdefaults__, "size", 3)  # type: ignore[arg-type]
    client, seen, after = client_as("tinh.mttq"), [], None
    while True:
        query = {"xep": "ten", **({"after": after} if after else {})}
        response = client.get(reverse("registrations:list"), query)
        seen += [row.name for row in response.context["rows"]]
        after = response.context["page"].next
        if after is None:
            break
        assert Registration.objects.filter(pk=after).exists()
    assert seen == [f"Nguyễn Thị {chr(65 + nth)}" for nth in range(7)]
    back = client.get(
        reverse("registrations:list"), {"xep": "ten", "before": response.context["page"].previous}
    )
    assert [row.name for row in back.context["rows"]] == seen[3:6]


@pytest.mark.parametrize("text", ["hong nhu", "Như Hồng", "NGUYEN nhu", "nguyễn thị hồng như"])
def test_search_finds_a_name_in_any_order_with_or_without_accents(
    house: House, client_as: ClientAs, text: str
) -> None:
    registered(house, full_name="Nguyễn Thị Hồng Như")
    registered(house, full_name="Trần Thị Lan")
    response = client_as("tinh.mttq").post(reverse("registrations:search"), {"text": text}, follow=True)
    assert {row.name for row in response.context["rows"]} == {"Nguyễn Thị Hồng Như"}


def test_search_by_number_and_telephone_leaves_neither_in_the_address_nor_in_the_trail(
    house: House, client_as: ClientAs
) -> None:
    own = number()
    made = registered(house, identity=own, phones=("0912 345 678",))
    registered(house)
    client = client_as("tinh.mttq")
    for text in (own, f"{own[:3]} {own[3:6]} {own[6:]}", "0912.345.678", "+84912345678"):
        response = client.post(reverse("registrations:search"), {"text": text})
        assert own not in response["Location"]
        assert "912" not in response["Location"]
        found = client.get(response["Location"])
        assert {row.name for row in found.context["rows"]} == {made.person.full_name}
        assert own not in found.content.decode().replace(f'value="{text}"', "").replace(f"<b>{text}</b>", "")
    trail = str(
        list(AuditEntry.objects.filter(kind="search").values_list("changes", "purpose", "object_ids"))
    )
    assert own not in trail
    assert "912345678" not in trail


def test_a_search_of_another_session_is_no_search(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    response = client_as("tinh.mttq").post(reverse("registrations:search"), {"text": "không ai"})
    other = client_as("tinh.mttq").get(response["Location"])
    assert {row.name for row in other.context["rows"]} == {made.person.full_name}


def test_an_empty_search_shows_the_list(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    response = client_as("tinh.mttq").post(reverse("registrations:search"), {"text": " "}, follow=True)
    assert {row.name for row in response.context["rows"]} == {made.person.full_name}


def test_who_was_shown_is_logged_in_one_entry(house: House, client_as: ClientAs) -> None:
    made, other = registered(house), registered(house)
    page(client_as("tinh.mttq"), "list")
    entry = AuditEntry.objects.get(action="registrations.listed")
    assert entry.kind == "read"
    assert set(entry.object_ids) == {str(made.pk), str(other.pk)}


def test_the_list_needs_few_queries(
    house: House, client_as: ClientAs, django_assert_max_num_queries: Any
) -> None:
    for _nth in range(12):
        registered(house)
    client = client_as("tinh.mttq")
    page(client, "list")
    with django_assert_max_num_queries(14):  # 12, and the savepoint of the audit entry inside the test
        page(client, "list", **{"don-vi": "836", "thi-truong": "JP"})


def test_a_page_of_fifty_fits_into_fourteen_kilobytes(house: House, client_as: ClientAs) -> None:
    for _nth in range(51):
        registered(house)
    client = client_as("tinh.mttq")
    response = client.get(reverse("registrations:list"))
    assert len(response.context["rows"]) == 50
    assert len(gzip.compress(response.content)) <= 14 * 1024


def test_the_list_behind_a_figure_holds_exactly_the_people_it_counts(
    house: House, client_as: ClientAs
) -> None:
    gone = departed(house, "01/10/2018", full_name="Nguyễn Thị Đi Trước")
    late = departed(house, "20/12/2018", full_name="Nguyễn Thị Đi Sau", on="01/06/2018")
    departed(house, "01/03/2019", full_name="Nguyễn Thị Năm Sau", on="01/06/2018")
    withdrawn(house)
    client = client_as("tinh.mttq")
    made = figures(house.campaign, 2018)
    assert listed(client, nam="2018", moc="departed") == {gone.person.full_name, late.person.full_name}
    assert made.totals["departed"].people == 2
    official = figures(house.campaign, 2018, calendar="official")
    assert listed(client, nam="2018", moc="departed", lich="official") == {gone.person.full_name}
    assert official.totals["departed"].people == 1
    for row in made.by_district:
        assert len(listed(client, nam="2018", moc="departed", don_vi=row.code)) == row.departed
    for body in made.by_organization:
        names = listed(client, nam="2018", moc="departed", to_chuc=body.code)
        assert len(names) == body.people_lead.departed


def test_who_sees_less_is_told_how_many_belong_to_the_figure_beyond_the_view(
    house: House, client_as: ClientAs
) -> None:
    departed(house, full_name="Nguyễn Thị Trong")
    departed(house, access=house.access("tinh.nongdan"), unit=house.tan_thach, full_name="Trần Thị Ngoài")
    query = {"nam": "2018", "moc": "departed", "don-vi": "83"}
    response = client_as("xa.baothanh.phunu").get(reverse("registrations:list"), query)
    assert response.context["figure"]["inside"] == 1
    assert response.context["figure"]["outside"] == 1
    assert "Trần Thị Ngoài" not in response.content.decode()


def test_a_figure_of_a_market_follows_where_people_went(house: House, client_as: ClientAs) -> None:
    korea = market("KR", "Hàn Quốc")
    made = departed(house, to=korea)
    client = client_as("tinh.mttq")
    assert listed(client, nam="2018", moc="departed", thi_truong="KR") == {made.person.full_name}
    market()
    assert listed(client, nam="2018", moc="departed", thi_truong="JP") == set()


def test_the_page_shows_masked_numbers_and_the_whole_way(house: House, client_as: ClientAs) -> None:
    own = number()
    made = departed(house, identity=own, phones=("0912345678",), consents=(agreed(),))
    text = page(client_as("xa.baothanh.phunu"), "detail", made.pk)
    assert own not in text
    assert "0912345678" not in text
    assert f"{own[:3]}•••••{own[-3:]}" in text
    for words in ("05/03/2018", "01/06/2018", "01/10/2018", "Nhật Bản", "Hội Phụ nữ", "Mẫu 03"):
        assert words in text


def test_opening_a_registration_is_logged_and_the_person_can_be_told_who_looked(
    house: House, client_as: ClientAs
) -> None:
    made = registered(house)
    client = client_as("xa.baothanh.phunu")
    page(client, "detail", made.pk)
    client.post(reverse("registrations:reveal", args=[made.pk, "so-giay-to"]), {"purpose": "điền hồ sơ vay"})
    text = page(client, "seen", made.pk)
    assert "Mở hồ sơ đăng ký" in text
    assert "điền hồ sơ vay" in text
    assert "Hội Phụ nữ" in text


def test_a_whole_number_needs_a_purpose_and_is_shown_once(house: House, client_as: ClientAs) -> None:
    own = number()
    made = registered(house, identity=own)
    client, url = (
        client_as("xa.baothanh.phunu"),
        reverse("registrations:reveal", args=[made.pk, "so-giay-to"]),
    )
    assert client.post(url, {"purpose": " "}).status_code == 422
    assert not AuditEntry.objects.filter(kind="reveal").exists()
    response = client.post(url, {"purpose": "đối chiếu hồ sơ vay"})
    assert own in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert own not in page(client, "detail", made.pk)
    entry = AuditEntry.objects.get(kind="reveal")
    assert entry.purpose == "đối chiếu hồ sơ vay"
    assert client.get(reverse("registrations:reveal", args=[made.pk, "khac"])).status_code == 404


def test_the_job_centre_may_not_reveal_numbers(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    url = reverse("registrations:reveal", args=[made.pk, "so-giay-to"])
    assert client_as("ttdvvl").get(url).status_code == 403


def test_leaders_bank_auditor_and_administrator_see_no_person(house: House, client_as: ClientAs) -> None:
    made = registered(house)
    for username in ("lanhdao", "nhcsxh.batri", "kiemtra", "quantri"):
        client = client_as(username)
        assert client.get(reverse("registrations:list")).status_code == 403
        assert client.get(reverse("registrations:detail", args=[made.pk])).status_code == 403


def test_a_missing_registration_and_a_foreign_one_look_alike(house: House, client_as: ClientAs) -> None:
    made = selected(house)
    client = client_as("huyen.chauthanh.nongdan")
    foreign = client.get(reverse("registrations:detail", args=[made.pk]))
    missing = client.get(reverse("registrations:detail", args=["00000000-0000-4000-8000-000000000000"]))
    assert foreign.status_code == missing.status_code == 404
