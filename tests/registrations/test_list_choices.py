"""The list as its reader wants it: orders, columns, filters kept under a name, one step for many."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from registrations import columns
from registrations.models import BulkStep, Registration, SavedFilter
from registrations.pages import keys_of
from registrations.services import lists
from tests.factories.campaigns import House
from tests.factories.registrations import departed, number, referred, registered, selected

ClientAs = Callable[[str], Client]
ME, COLLEAGUE, STRANGER = "huyen.batri.phunu", "xa.baothanh.phunu", "huyen.batri.mttq"


def url(name: str, *args: Any) -> str:
    return reverse(f"registrations:{name}", args=args)


def listed(client: Client, **query: str) -> HttpResponse:
    return client.get(url("list"), {key.replace("_", "-"): value for key, value in query.items()})


def send(client: Client, address: str, **data: Any) -> HttpResponse:
    return client.post(address, {"form_key": str(uuid.uuid4()), **data})


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


def text(response: Any) -> str:
    return str(response.content.decode())


# --- orders and pages -------------------------------------------------------------------------------------------------


def test_those_who_wait_longest_come_first_when_asked(house: House, client_as: ClientAs) -> None:
    registered(house, on="05/03/2018", full_name="Lê Thị Lâu")
    registered(house, on="05/06/2018", full_name="Lê Thị Mới")
    client = client_as(ME)
    assert names(listed(client)) == ["Lê Thị Mới", "Lê Thị Lâu"]
    assert names(listed(client, xep="lau")) == ["Lê Thị Lâu", "Lê Thị Mới"]


@pytest.mark.parametrize("counted", [3, 1000])  # beyond what is counted a page begins behind its neighbour
@pytest.mark.parametrize("order", ["moi", "ten", "lau"])
def test_pages_lead_there_and_back_in_every_order(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, order: str, counted: int
) -> None:
    monkeypatch.setattr("registrations.views.registrations.COUNTED", counted)
    monkeypatch.setitem(keys_of.__kwdefaults__, "size", 2)  # type: ignore[arg-type]
    for nth in range(5):
        registered(house, on=f"{5 + nth % 3:02}/03/2018", full_name=f"Nguyễn Thị {'EADBC'[nth]}")
    client, there = client_as(ME), []
    page = listed(client, xep=order)
    there.append(names(page))
    while after := page.context["page"].next:
        page = listed(client, xep=order, after=after)
        there.append(names(page))
    back = [names(page)]
    while before := page.context["page"].previous:
        page = listed(client, xep=order, before=before)
        back.append(names(page))
    assert [len(rows) for rows in there] == [2, 2, 1]
    assert back == there[::-1]
    assert len({name for rows in there for name in rows}) == 5


def test_what_is_found_stands_in_the_order_of_given_names_unless_another_was_chosen(
    house: House, client_as: ClientAs
) -> None:
    for nth, name in enumerate(("Đào", "An", "Ánh", "Dũng"), start=1):
        registered(house, full_name=f"Nguyễn Thị {name}", on=f"{nth:02}/03/2018")
    client = client_as(ME)
    found = client.post(url("search"), {"text": "thi nguyen"}, follow=True)
    assert [name.split()[-1] for name in names(found)] == ["An", "Ánh", "Dũng", "Đào"]
    newest = client.post(url("search"), {"text": "thi nguyen", "xep": "moi"}, follow=True)
    assert [name.split()[-1] for name in names(newest)] == ["Dũng", "Ánh", "An", "Đào"]


def test_a_long_list_says_more_than_it_counts_and_a_figure_counts_on(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _nth in range(4):
        registered(house)
    monkeypatch.setattr("registrations.views.registrations.COUNTED", 3)
    client = client_as("tinh.mttq")
    assert "hơn 3 người" in text(listed(client))
    figure = listed(client, moc="registered", nam="2018")
    assert figure.context["figure"]["inside"] == 4


def test_a_common_name_is_found_along_the_list_as_a_rare_one_is_by_its_people(
    house: House, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Nguyễn Thị My", "Nguyễn Thị Mỹ Vân", "Nguyễn Thị Minh", "Lê Thị Thìn", "My Thị Đào"):
        registered(house, full_name=name)
    client = client_as("tinh.mttq")
    for words in ("thi", "my", "ngu thi m", "thin", "thị mỹ", "y"):
        address = client.post(url("search"), {"text": words, "xep": "ten"})["Location"]
        monkeypatch.setattr("registrations.listing.FEW", 1000)
        by_people = names(client.get(address))
        monkeypatch.setattr("registrations.listing.FEW", 0)
        assert names(client.get(address)) == by_people, words
    assert "Nguyễn Thị Minh" not in by_people


# --- columns ----------------------------------------------------------------------------------------------------------


def test_columns_are_chosen_once_and_hold_on_every_computer(house: House, client_as: ClientAs) -> None:
    made = registered(house, phones=("0912345678",))
    here, there = client_as(ME), client_as(ME)
    answer = send(here, url("columns"), cot=["dien-thoai", "nam-sinh"], query="xep=ten&after=x")
    assert answer["Location"] == f"{url('list')}?xep=ten"
    page = listed(there)
    assert [column.code for column in page.context["columns"]] == ["nam-sinh", "dien-thoai"]
    assert [cell.text for cell in page.context["rows"][0].cells] == ["1998", "091•••••678"]
    assert "0912345678" not in text(page)
    assert AuditEntry.objects.filter(action="columns.chosen").exists()
    assert made.person.full_name in text(page)


def test_every_column_shows_something_of_a_full_record(house: House, client_as: ClientAs) -> None:
    referred(house, phones=("0912345678",), hamlet="Ấp Thạnh Hải")
    client = client_as("tinh.phunu")
    send(client, url("columns"), cot=[column.code for column in columns.COLUMNS])
    page = listed(client)
    cells = dict(zip([c.code for c in page.context["columns"]], page.context["rows"][0].cells, strict=True))
    assert set(cells) == set(columns.BY_CODE)
    assert cells["ap"].text == "Ấp Thạnh Hải"
    assert cells["vay"].text == "Đã gửi ngân hàng"
    assert all(cell.text for cell in cells.values())


def test_none_or_unknown_columns_bring_back_the_usual_ones(house: House, client_as: ClientAs) -> None:
    registered(house)
    client = client_as(ME)
    for data in ({"cot": ["ap"], "usual": "1"}, {"cot": ["khong-co"]}, {}):
        send(client, url("columns"), cot=["ap"])
        send(client, url("columns"), **data)
        assert tuple(c.code for c in listed(client).context["columns"]) == columns.DEFAULT


def test_a_column_needs_the_right_to_what_it_shows(house: House) -> None:
    access = house.access("ttdvvl")
    assert "vay" not in [column.code for column in columns.offered(access)]
    assert lists.choose_columns(access=access, codes=["vay", "ap"]) == ["ap"]


@pytest.mark.parametrize("user", [ME, "tinh.mttq"])
def test_the_list_and_the_search_need_twelve_queries_with_every_column(
    house: House, client_as: ClientAs, django_assert_max_num_queries: Any, user: str
) -> None:
    for _nth in range(6):
        referred(house)
    client = client_as(user)
    lists.keep_filter(access=house.access(user), name="Đã trúng tuyển", query="giai-doan=selected")
    send(client, url("columns"), cot=[column.code for column in columns.COLUMNS])
    found = client.post(url("search"), {"text": "nguyễn thị"})
    listed(client)
    for address in (url("list"), found["Location"], f"{url('list')}?xep=lau&thi-truong=JP&don-vi=836"):
        with django_assert_max_num_queries(14):  # 12, and the savepoint of the audit entry inside the test
            client.get(address)
    with django_assert_max_num_queries(14):  # likewise, with the savepoint of the session
        client.post(url("search"), {"text": number()})


# --- filters kept under a name ----------------------------------------------------------------------------------------


def test_a_filter_is_kept_renamed_and_deleted_above_the_list(house: House, client_as: ClientAs) -> None:
    selected(house), registered(house)
    client, cut = client_as(ME), "giai-doan=selected&xep=ten"
    assert f"{url('filter-new')}?giai-doan=selected&amp;xep=ten" in text(
        listed(client, giai_doan="selected", xep="ten")
    )
    send(client, f"{url('filter-new')}?{cut}", name="  Đã  trúng tuyển ")
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query, kept.is_shared) == ("Đã trúng tuyển", cut, False)
    assert f'<a href="/dang-ky/?{cut.replace("&", "&amp;")}">Đã trúng tuyển</a>' in text(listed(client))
    send(client, url("filter-edit", kept.pk), name="Chờ xuất cảnh", is_shared="on")
    kept.refresh_from_db()
    assert (kept.name, kept.is_shared) == ("Chờ xuất cảnh", True)
    send(client, url("filter-drop", kept.pk))
    assert not SavedFilter.objects.exists()


def test_a_filter_never_keeps_a_search_a_place_or_a_number(house: House, client_as: ClientAs) -> None:
    registered(house)
    client = client_as(ME)
    key = client.post(url("search"), {"text": "nguyễn thị"})["Location"].partition("tim=")[2]
    query = f"giai-doan=selected&tim={key}&after={uuid.uuid4()}&don-vi=083198001234&la=1"
    send(client, f"{url('filter-new')}?{query}", name="Đã trúng tuyển")
    assert SavedFilter.objects.get().query == "giai-doan=selected"


@pytest.mark.parametrize(
    "values",
    [
        {"query": "tim=abc"},
        {"query": "giai-doan=selected&after=1"},
        {"query": "x=083198001234"},
        {"name": "0912 345 678"},
        {"name": "083198001234"},
        {"name": ""},
        {"query": ""},
    ],
)
def test_the_database_itself_refuses_personal_data_in_a_filter(house: House, values: dict[str, str]) -> None:
    access = house.access(ME)
    row = {"name": "Tên", "query": "giai-doan=selected", **values}
    with pytest.raises(ValidationError):
        lists.keep_filter(access=access, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(owner_id=access.user_id, organization_id=access.organization_id, **row)


def test_one_name_stands_for_one_filter_of_an_owner(house: House, client_as: ClientAs) -> None:
    client = client_as(ME)
    send(client, f"{url('filter-new')}?giai-doan=selected", name="Của tôi")
    again = send(client, f"{url('filter-new')}?giai-doan=departed", name="Của tôi")
    assert again.status_code == 422
    assert "đã có bộ lọc tên này" in text(again)
    assert 'value="Của tôi"' in text(again)
    lists.keep_filter(access=house.access(STRANGER), name="Của tôi", query="giai-doan=departed")
    assert SavedFilter.objects.count() == 2


def test_a_shared_filter_is_seen_by_the_own_body_and_changed_by_its_owner_only(
    house: House, client_as: ClientAs
) -> None:
    mine = lists.keep_filter(
        access=house.access(ME), name="Chung", query="giai-doan=selected", is_shared=True
    )
    assert "Chung" in text(listed(client_as(COLLEAGUE)))
    assert "Chung" not in text(listed(client_as(STRANGER)))
    assert client_as(COLLEAGUE).get(url("filter-edit", mine.pk)).status_code == 404
    assert send(client_as(COLLEAGUE), url("filter-drop", mine.pk)).status_code == 404
    with pytest.raises(SavedFilter.DoesNotExist):
        lists.change_filter(access=house.access(COLLEAGUE), kept=mine, name="Khác", is_shared=False)


def test_the_link_of_a_filter_shows_everybody_their_own_people(house: House, client_as: ClientAs) -> None:
    selected(house, full_name="Lê Thị Một")
    link = {"giai_doan": "selected"}
    assert names(listed(client_as(ME), **link)) == ["Lê Thị Một"]
    assert names(listed(client_as("xa.baothuan.doan"), **link)) == []


# --- one step for many ------------------------------------------------------------------------------------------------


def begun(client: Client, *people: Registration, **data: Any) -> str:
    answer = send(client, url("bulk-new"), chon=[str(one.pk) for one in people], **data)
    return str(answer["Location"])


def test_ticked_people_are_looked_over_recorded_and_taken_back(house: House, client_as: ClientAs) -> None:
    one, other = selected(house, full_name="Lê Thị Một"), registered(house, full_name="Lê Thị Hai")
    client = client_as(ME)
    here = begun(client, one, other)
    assert "Đã xuất cảnh" in text(client.get(here))
    assert "ghi được cho 1 người" in text(client.get(here))
    assert 'name="market"' in text(client.get(f"{here}?buoc=departed"))
    answer = send(
        client,
        f"{here}?buoc=departed",
        kind="departed",
        on="01/10/2018",
        market=one.milestones.get(kind="selected").market_id,
    )
    assert answer["Location"] == here
    preview = text(client.get(here))
    assert "Ghi cho 1 người" in preview
    assert "1 người không ghi được" in preview
    assert Registration.objects.get(pk=one.pk).stage == "selected"
    send(client, f"{here}ghi/")
    result = text(client.get(here))
    assert "Thu hồi cả danh sách" in result
    assert re.search(r"Lê Thị Hai.*Không ghi", result, re.DOTALL)
    assert Registration.objects.get(pk=one.pk).stage == "departed"
    send(client, f"{here}thu-hoi/")
    assert "Đã thu hồi" in text(client.get(here))
    assert Registration.objects.get(pk=one.pk).stage == "selected"


def test_everybody_of_the_filter_is_taken_without_ticking(house: House, client_as: ClientAs) -> None:
    for _nth in range(3):
        selected(house)
    registered(house)
    here = begun(client_as(ME), **{"tat-ca": "1", "query": "giai-doan=selected"})
    assert BulkStep.objects.get().rows.count() == 3
    assert here == url("bulk-detail", BulkStep.objects.get().pk)


def test_everybody_of_a_search_is_taken_too(house: House, client_as: ClientAs) -> None:
    selected(house, full_name="Lê Thị Một"), selected(house, full_name="Trần Thị Hai")
    client = client_as(ME)
    query = client.post(url("search"), {"text": "trần"})["Location"].partition("?")[2]
    begun(client, **{"tat-ca": "1", "query": query})
    assert BulkStep.objects.get().rows.get().registration.person.full_name == "Trần Thị Hai"


def test_nobody_ticked_leads_back_with_a_sentence(house: House, client_as: ClientAs) -> None:
    client = client_as(ME)
    answer = client.post(
        url("bulk-new"), {"chon": ["không", "083198001234"], "query": "xep=ten"}, follow=True
    )
    assert "Đánh dấu người trước" in text(answer)
    assert answer.redirect_chain[0][0] == f"{url('list')}?xep=ten"


def test_a_form_without_date_comes_back_with_what_was_typed(house: House, client_as: ClientAs) -> None:
    client = client_as(ME)
    here = begun(client, selected(house))
    back = send(client, f"{here}?buoc=departed", kind="departed", on="", occupation="Thợ hàn")
    assert back.status_code == 422
    assert "Thợ hàn" in text(back)
    future = send(client, f"{here}?buoc=departed", kind="departed", on="32/13/2018", occupation="Thợ hàn")
    assert future.status_code == 422
    assert send(client, here, on="01/10/2018").status_code == 422


def test_the_boxes_are_offered_to_those_only_who_may_record_steps(house: House, client_as: ClientAs) -> None:
    registered(house)
    page = text(listed(client_as(ME)))
    assert 'name="chon"' in page
    assert 'form="bulk"' in page
    assert all(user.preferences == {} for user in User.objects.all())


def test_a_list_pressed_twice_is_recorded_once(house: House, client_as: ClientAs) -> None:
    one, client, key = selected(house), client_as(ME), str(uuid.uuid4())
    market = one.milestones.get(kind="selected").market_id
    here = begun(client, one)
    send(client, f"{here}?buoc=departed", kind="departed", on="01/10/2018", market=market)
    for _press in range(2):
        client.post(f"{here}ghi/", {"form_key": key})
    send(client, f"{here}ghi/")
    assert one.milestones.filter(kind="departed").count() == 1


def test_a_recorded_list_is_found_again(house: House, client_as: ClientAs) -> None:
    client = client_as(ME)
    begun(client, departed(house))
    assert "chưa chọn bước" in text(client.get(url("bulk-list")))
    send(client, url("bulk-drop", BulkStep.objects.get().pk))
    assert not BulkStep.objects.exists()
