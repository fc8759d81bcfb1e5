"""What an officer decides about rows that wait: alone or all of a kind, by buttons, on the row's page or in the grid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.dates import parse_partial
from imports.batches import reading_of
from imports.models import Batch, Row
from outreach.models import Event
from registrations.models import Credit, GroupStatus, Person, Phone, Profile, Registration
from registrations.services import people
from registrations.services.candidates import Wish
from registrations.services.profile import KEPT
from registrations.services.wishes import change_wish
from tests.factories import outreach
from tests.factories.campaigns import House
from tests.factories.registrations import market, registered
from tests.factories.sheets import HEAD, someone, xlsx
from tests.registrations.test_import_pages import checked, states, worked
from tests.registrations.test_import_undo import dump, taken_back
from tests.registrations.test_importing_lists import codes, readings

ClientAs = Callable[[str], Client]
WHO = "huyen.batri.phunu"
MORE = [*HEAD, "Ấp", "Thuộc hộ"]


def address(name: str, batch: Batch, *keys: Any) -> str:
    return reverse(f"registrations:import-{name}", args=[batch.pk, *keys])


def decide(client: Client, batch: Batch, row: Row, act: str) -> None:
    assert client.post(address("decide", batch, row.pk), {"decision": act}).status_code == 302


def written(client: Client, batch: Batch) -> Batch:
    client.post(address("commit", batch))
    return worked(batch)


def told(batch: Batch) -> list[dict[str, str]]:
    return [codes(reading_of(row)) for row in batch.rows.order_by("number")]


def test_a_row_is_kept_for_later_and_taken_up_again(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1), someone(2)))
    row = batch.rows.order_by("number")[0]
    decide(client, batch, row, "later")
    assert states(batch) == ["ask", "ready"]
    assert "Bạn đã để dòng này lại" in client.get(address("detail", batch)).content.decode()
    batch = written(client, batch)
    assert states(batch) == ["ask", "committed"]
    decide(client, batch, row, "again")
    assert states(written(client, batch)) == ["committed", "committed"]


def test_skipped_rows_come_back_and_nothing_of_them_is_lost(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"Xã": "Đâu Đó"})))
    row = batch.rows.get()
    decide(client, batch, row, "skip")
    assert states(batch) == ["skipped"]
    decide(client, batch, row, "again")
    assert (states(batch), told(batch)) == (["error"], [{"commune_unknown": "error"}])


def known(house: House) -> Registration:
    """Registered by the own body, with only the year of birth."""
    return registered(
        house,
        house.access(WHO),
        identity="083198000001",
        full_name="Nguyễn Thị Lan A",
        birth=parse_partial("1998"),
    )


def facts() -> list[tuple[Any, ...]]:
    """What counts of everybody now."""
    return list(Profile.objects.filter(superseded_at=None).order_by("registration").values_list(*KEPT))


def test_what_is_new_in_a_row_completes_the_person_and_can_be_taken_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    held = known(house)
    before, counted = dump(), facts()
    batch = checked(client, xlsx(MORE, [*someone(1), "Ấp 5", "cận nghèo"]))
    assert told(batch) == [{"already_ours": "duplicate"}]
    decide(client, batch, batch.rows.get(), "update")
    batch = written(client, batch)
    person = Person.objects.get()
    assert (person.hamlet, str(person.birth_date), person.birth_precision) == ("Ấp 5", "1998-03-05", "day")
    assert (Phone.objects.count(), GroupStatus.objects.get().group) == (1, "near_poor")
    assert Credit.objects.filter(registration=held, superseded_at=None).count() == 1
    batch = taken_back(client, batch)
    assert states(batch) == ["undone"]
    assert facts() == counted
    # what was counted meanwhile stays known, as with every correction
    assert {**dump(), "registrations.Profile": []} == {**before, "registrations.Profile": []}


def test_what_completed_a_person_stays_once_somebody_has_corrected_it(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    known(house)
    batch = checked(client, xlsx(MORE, [*someone(1), "Ấp 5", ""]))
    decide(client, batch, batch.rows.get(), "update")
    batch = written(client, batch)
    people.change_person(access=house.access(WHO), person=Person.objects.get(), hamlet="Ấp 6")
    assert states(taken_back(client, batch)) == ["committed"]
    assert Person.objects.get().hamlet == "Ấp 6"


def test_the_event_and_market_a_row_names_are_added_where_none_was_known_and_can_be_taken_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    held, talk, japan = known(house), meeting(house), market()
    before, counted = dump(), facts()
    batch = checked(client, xlsx([*HEAD, "Sự kiện"], [*someone(1, **{"Thị trường": "Nhật Bản"}), talk.title]))
    decide(client, batch, batch.rows.get(), "update")
    batch = written(client, batch)
    assert (states(batch), told(batch)) == (["committed"], [{}])
    held.refresh_from_db()
    assert (held.event, held.market) == (talk, japan)
    assert Profile.objects.get(registration=held, superseded_at=None).event_id == talk.pk
    assert states(taken_back(client, batch)) == ["undone"]
    held.refresh_from_db()
    assert (held.event, held.market) == (None, None)
    assert facts() == counted
    assert {**dump(), "registrations.Profile": []} == {**before, "registrations.Profile": []}


def test_an_event_that_is_known_already_is_not_replaced_by_that_of_a_row(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    held, first, talk = known(house), meeting(house, "Ngày hội việc làm"), meeting(house)
    change_wish(access=house.access(WHO), registration=held, wish=Wish(event=first))
    batch = checked(client, xlsx([*HEAD, "Sự kiện"], [*someone(1), talk.title]))
    decide(client, batch, batch.rows.get(), "update")
    written(client, batch)
    held.refresh_from_db()
    assert held.event == first


def test_a_wish_that_somebody_has_changed_since_stays_when_the_list_is_taken_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    held, talk, other = known(house), meeting(house), meeting(house, "Ngày hội việc làm")
    batch = checked(client, xlsx([*HEAD, "Sự kiện"], [*someone(1), talk.title]))
    decide(client, batch, batch.rows.get(), "update")
    batch = written(client, batch)
    change_wish(access=house.access(WHO), registration=held, wish=Wish(event=other))
    assert states(taken_back(client, batch)) == ["committed"]
    held.refresh_from_db()
    assert held.event == other


def meeting(house: House, title: str = "Tư vấn tại Bảo Thạnh") -> Event:
    return outreach.event(
        house.campaign, house.ba_tri, house.organizations["phunu"], title=title, on=date(2018, 3, 5)
    )


def test_namesakes_are_let_in_as_somebody_else(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    registered(house, house.access(WHO), identity="", full_name="Nguyễn Thị Lan A")
    twins = [someone(1, **{"Số CCCD": "", "SĐT": ""}), someone(1, **{"Số CCCD": "", "SĐT": ""})]
    batch = checked(client, xlsx(HEAD, *twins))
    assert states(batch) == ["ask", "ask"]
    everywhere = address("decide-all", batch)
    client.post(everywhere, {"decision": "other:known_by_name"})
    assert states(batch) == ["ready", "ready"]
    written(client, batch)
    assert Person.objects.count() == 3


def test_a_double_in_the_file_stays_one_when_another_cell_is_mended(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    nameless = {"Số CCCD": "", "SĐT": "12"}
    batch = checked(client, xlsx(HEAD, someone(1, **{"Số CCCD": ""}), someone(1, **nameless)))
    _first, second = batch.rows.order_by("number")
    assert set(told(batch)[1]) == {"double_by_name", "phone_unreadable"}
    raw = {**reading_of(second).raw, "phone": ""}
    client.post(address("row", batch, second.pk), raw)
    assert states(batch) == ["ready", "duplicate"]
    decide(client, batch, second, "other")
    assert states(written(client, batch)) == ["committed", "committed"]
    assert Person.objects.count() == 2


def test_all_rows_of_a_kind_are_skipped_at_once(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    for nth in (1, 2):
        name = f"Nguyễn Thị Lan {chr(64 + nth)}"
        registered(house, house.access(WHO), identity=f"08319800000{nth}", full_name=name)
    batch = checked(client, xlsx(HEAD, someone(1), someone(2), someone(3)))
    page = client.get(address("detail", batch)).content.decode()
    assert "Quyết định cho mọi dòng cùng loại" in page
    assert "2 · tổ chức của bạn đã đăng ký" in page
    client.post(address("decide-all", batch), {"decision": "skip:already_ours"})
    assert states(batch) == ["skipped", "skipped", "ready"]


def test_somebody_elses_person_is_told_masked(house: House) -> None:
    registered(
        house,
        identity="083198000001",
        full_name="Nguyễn Thị Lan A",
        unit=house.tan_thach,
        access=house.access("tinh.nongdan"),
    )
    (reading,) = readings(house, HEAD, someone(1))
    (problem,) = reading.problems
    assert problem.code == "known_elsewhere"
    assert "Ng. T. L. A***" in problem.message
    assert "Nguyễn Thị Lan A" not in problem.message


def test_a_number_of_somebody_of_another_name_is_an_error_at_once(house: House) -> None:
    registered(house, identity="083198000001", full_name="Trần Văn Khang", sex="female")
    (reading,) = readings(house, HEAD, someone(1))
    assert codes(reading) == {"identity_of_another": "error"}
    assert "Trần Văn Khang" not in reading.problems[0].message


def test_the_grid_mends_many_rows_at_once_and_keeps_the_rest(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    rows = [someone(n, **{"Ngày sinh": "31/02/1998"}) for n in range(1, 4)]
    batch = checked(client, xlsx(HEAD, *rows, someone(4)))
    page = client.get(address("grid", batch)).content.decode()
    assert "Còn 3 dòng cần xem" in page
    assert "Nguyễn Thị Lan D" not in page
    assert page.count('class="has-error"') == 3
    first, second, third, _ready = batch.rows.order_by("number")
    sent = {}
    for row, birth in ((first, "05/03/1998"), (second, "khi nào đó"), (third, "31/02/1998")):
        raw = reading_of(row).raw | {"birth": birth}
        sent |= {
            f"{key}-{row.pk}": raw.get(key, "")
            for key in ("full_name", "birth", "sex", "identity", "commune", "district", "phone")
        }
    answer = client.post(address("grid", batch), sent, follow=True)
    assert "Đã kiểm tra lại 2 dòng, trong đó 1 dòng sẵn sàng." in answer.content.decode()
    assert states(batch) == ["ready", "error", "error", "ready"]
    assert reading_of(Row.objects.get(pk=second.pk)).raw["birth"] == "khi nào đó"


def test_the_grid_shows_nothing_of_another_area_and_takes_no_row_of_another_list(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    other = checked(client, xlsx(HEAD, someone(1, **{"Ngày sinh": "31/02/1998"})))
    batch = checked(client, xlsx(HEAD, someone(2, **{"Xã": "Tân Thạch"})))
    assert "Nguyễn Thị Lan B" not in client.get(address("grid", batch)).content.decode()
    row = other.rows.get()
    client.post(address("grid", batch), {f"birth-{row.pk}": "05/03/1998"})
    assert states(other) == ["error"]


def test_the_rows_page_leads_to_the_next_problem(house: House, client_as: ClientAs) -> None:
    client = client_as(WHO)
    rows = [someone(n, **{"Ngày sinh": "31/02/1998"}) for n in (1, 3)]
    batch = checked(client, xlsx(HEAD, rows[0], someone(2), rows[1]))
    first, _ready, third = batch.rows.order_by("number")
    page = client.get(address("row", batch, first.pk)).content.decode()
    assert address("row", batch, third.pk) in page


def test_nothing_is_decided_any_more_about_a_list_that_was_taken_back(
    house: House, client_as: ClientAs
) -> None:
    client = client_as(WHO)
    batch = written(client, checked(client, xlsx(HEAD, someone(1), someone(2, **{"Xã": "Đâu Đó"}))))
    Batch.objects.update(undone_at=timezone.now())
    page = client.get(address("detail", batch)).content.decode()
    assert address("decide", batch, batch.rows.get(state="error").pk) not in page


def test_in_the_grid_a_row_says_whose_it_is_and_how_many_cells_may_stay_folded(
    house: House, client_as: ClientAs
) -> None:
    """On a phone only the cells with a problem stand open; the tick has no name, so that nothing of it is sent."""
    client = client_as(WHO)
    batch = checked(client, xlsx(HEAD, someone(1, **{"SĐT": "12", "Ngày sinh": "31/02/1998"})))
    text = client.get(address("grid", batch)).content.decode()
    assert '<span class="who">Nguyễn Thị Lan A</span>' in text
    cells, wrong = text.count("<td data-label="), text.count('class="has-error"')
    assert wrong == 2
    assert f'<input type="checkbox" class="form-check-input"> Mở {cells - wrong} cột khác' in text
