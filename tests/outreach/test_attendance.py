"""The invited list and who came: pasted, ticked on a phone, ticked on paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry
from campaigns.dates import VIETNAM
from outreach.models import Event, Invitee
from outreach.paste import parse_guests, parse_numbers
from outreach.services import attendance, invited
from outreach.services.invited import Guest
from tests.factories import outreach as make
from tests.factories.campaigns import House

MORNING = datetime(2019, 4, 12, 7, 30, tzinfo=VIETNAM)


@pytest.fixture
def event(house: House) -> Event:
    return make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])


def read(house: House, event: Event, text: str, username: str = "tinh.phunu") -> list[Guest]:
    return parse_guests(text, on=event.on, near=event.unit, access=house.access(username))


def test_pasted_lines_are_read(house: House, event: Event) -> None:
    guests = read(
        house,
        event,
        "Nguyễn Thị Lan; 1998; Bảo Thạnh\n\n12. trần văn hậu;05/03/1997;xã Bảo Thuận\n7\tLê Mẫu\t\t\nVõ Thị Ẫm",
    )
    assert [(g.number, g.full_name, g.birth_year, g.unit and g.unit.short_name) for g in guests] == [
        (None, "Nguyễn Thị Lan", 1998, "Bảo Thạnh"),
        (12, "trần văn hậu", 1997, "Bảo Thuận"),
        (7, "Lê Mẫu", None, None),
        (None, "Võ Thị Ẫm", None, None),
    ]


def test_every_bad_line_is_named_not_only_the_first(house: House, event: Event) -> None:
    with pytest.raises(ValidationError) as refused:
        read(house, event, "; 1998\nNguyễn Thị Lan; 98\nLê Văn Mẫu; 1990; Hà Nội\nTrần Văn Đúng; 1991")
    assert [m.split(":")[0] for m in refused.value.messages] == ["Dòng 1", "Dòng 2", "Dòng 3"]
    assert "«98» không phải năm sinh" in refused.value.messages[1]


def test_of_twin_communes_the_one_at_the_place_is_meant_else_it_is_asked(house: House, event: Event) -> None:
    assert read(house, event, "Lan; 1998; An Hiệp")[0].unit == house.an_hiep
    event.unit = house.province
    with pytest.raises(ValidationError, match="ghi thêm huyện sau dấu chấm phẩy"):
        read(house, event, "Lan; 1998; An Hiệp")
    assert read(house, event, "Lan; 1998; An Hiệp; Châu Thành")[0].unit == house.an_hiep_chau_thanh


def test_pasting_twice_adds_nobody_twice(house: House, event: Event) -> None:
    access, text = house.access("tinh.phunu"), "Nguyễn Thị Lan; 1998\nTrần Văn Hậu; 1997"
    for _time in range(2):
        invited.add_invitees(access=access, event=event, guests=read(house, event, text))
    assert list(event.invitees.values_list("number", "full_name")) == [
        (1, "Nguyễn Thị Lan"),
        (2, "Trần Văn Hậu"),
    ]


def test_a_number_is_given_once(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    invited.add_invitee(access=access, event=event, full_name="Lê Văn Một", number=5)
    with pytest.raises(ValidationError, match="Số 5 đã có trong danh sách"):
        invited.add_invitee(access=access, event=event, full_name="Lê Văn Hai", number=5)
    assert invited.add_invitee(access=access, event=event, full_name="Lê Văn Hai").number == 6


def test_who_came_is_not_taken_off_the_list(house: House, event: Event) -> None:
    access, guest = house.access("tinh.phunu"), make.invitee(event)
    attendance.tick(access=access, invitee=guest)
    with pytest.raises(ValidationError, match="bỏ ghi có mặt trước"):
        invited.remove_invitee(access=access, invitee=guest)
    attendance.untick(access=access, invitee=guest)
    invited.remove_invitee(access=access, invitee=guest)
    assert not event.invitees.exists()


def test_ticking_twice_is_once_and_the_earliest_time_is_kept(house: House, event: Event) -> None:
    access, guest = house.access("tinh.phunu"), make.invitee(event)
    for minutes in (10, 20, 5):
        attendance.tick(access=access, invitee=guest, at=MORNING + timedelta(minutes=minutes))
    guest.refresh_from_db()
    assert guest.attended_at == MORNING + timedelta(minutes=5)
    assert AuditEntry.objects.filter(action="event.tick").count() == 2


def test_paper_entered_later_counts_from_the_start_of_the_event(house: House, event: Event) -> None:
    guest = make.invitee(event)
    attendance.tick(access=house.access("tinh.phunu"), invitee=guest)
    guest.refresh_from_db()
    assert guest.attended_at == MORNING


def test_numbers_from_paper(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    for number in (1, 2, 3, 8):
        make.invitee(event, f"Khách Số {number}", number=number)
    attendance.tick_numbers(access=access, event=event, numbers=[2])
    done = attendance.tick_numbers(access=access, event=event, numbers=parse_numbers("1-3, 8, 12"))
    assert (done.new, done.already, done.unknown) == ((1, 3, 8), (2,), (12,))
    assert event.invitees.filter(attended_at__isnull=False).count() == 4


def test_a_guest_who_walks_in_gets_the_next_number_once(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    make.invitee(event, number=40)
    for _time in range(2):
        guest = attendance.walk_in(access=access, event=event, full_name="ngô thị khách", birth_year=1997)
    assert (guest.number, guest.full_name, guest.walked_in) == (41, "Ngô Thị Khách", True)
    assert event.invitees.count() == 2


def test_nobody_is_present_at_a_cancelled_event(house: House, event: Event) -> None:
    guest = make.invitee(event)
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="Mưa")
    with pytest.raises(ValidationError, match="đã hủy"):
        attendance.tick(access=house.access("tinh.phunu"), invitee=guest)


def test_another_body_cannot_tick(house: House, event: Event) -> None:
    guest = make.invitee(event)
    with pytest.raises(Invitee.DoesNotExist):
        attendance.tick(access=house.access("tinh.nongdan"), invitee=guest)
    assert not attendance.tick_numbers(access=house.access("tinh.nongdan"), event=event, numbers=[1]).new


@pytest.mark.parametrize("text", ["", "a", "5-1", "1-", "1-9999", "1..3"])
def test_numbers_that_cannot_be_read_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="1-5, 8, 12"):
        parse_numbers(text)


@given(st.sets(st.integers(min_value=1, max_value=400), min_size=1))
def test_a_written_list_of_numbers_reads_back(numbers: set[int]) -> None:
    assert parse_numbers(", ".join(str(n) for n in numbers)) == sorted(numbers)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_phones_ticking_one_person_leave_one_attendance(house: House, event: Event) -> None:
    access, guest = house.access("tinh.phunu"), make.invitee(event)
    start, times = Barrier(2), [MORNING + timedelta(minutes=5), MORNING]

    def phone(at: datetime) -> None:
        start.wait(timeout=10)
        try:
            attendance.tick(access=access, invitee=guest, at=at)
        finally:
            connection.close()

    for _round in range(10):
        Invitee.objects.update(attended_at=None)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(phone, times))
        guest.refresh_from_db()
        assert guest.attended_at == MORNING


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_phones_adding_guests_give_two_numbers(house: House, event: Event) -> None:
    access, start = house.access("tinh.phunu"), Barrier(2)

    def phone(name: str) -> int:
        start.wait(timeout=10)
        try:
            with transaction.atomic():
                return attendance.walk_in(access=access, event=event, full_name=name).number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(phone, ["Khách Một", "Khách Hai"])) == [1, 2]
