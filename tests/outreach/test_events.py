"""Planning, changing, holding: what is refused says why, and who comes second is shown both versions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from outreach import doctor
from outreach.models import Distribution, Event, EventCount, EventOrganizer
from outreach.services import attendance, counts, events
from tests.factories import outreach as make
from tests.factories.campaigns import House


@pytest.fixture
def event(house: House) -> Event:
    return make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])


def plan(house: House, username: str = "tinh.phunu", **values: object) -> Event:
    fields = {
        "kind": Event.Kind.INFORMATION,
        "title": "Thông tin thị trường",
        "on": make.EVENT_DAY,
        "unit": house.bao_thanh,
        "lead": house.organizations["phunu"],
        **values,
    }
    return events.plan_event(access=house.access(username), **fields)  # type: ignore[arg-type]


def test_a_planned_event_leaves_a_trace_with_what_was_planned(house: House) -> None:
    event = plan(house)
    entry = AuditEntry.objects.get(action="event.plan")
    assert entry.object_ids == [str(event.pk)]
    assert entry.changes["title"] == [None, "Thông tin thị trường"]


def test_exactly_one_body_leads(house: House) -> None:
    event = plan(house, others=[house.organizations["doan"], house.organizations["phunu"]])
    leads = [(o.organization.code, o.is_lead) for o in event.organizers.select_related("organization")]
    assert leads == [("phunu", True), ("doan", False)]
    assert not doctor.problems()
    EventOrganizer.objects.filter(event=event).update(is_lead=False)
    assert [p.invariant for p in doctor.problems()] == ["event-lead"]


def test_a_union_enters_only_events_that_it_holds(house: House) -> None:
    with pytest.raises(ValidationError, match="Hội Phụ nữ phải có trong các đơn vị tổ chức"):
        plan(house, lead=house.organizations["nongdan"])
    assert plan(house, username="tinh.mttq", lead=house.organizations["nongdan"]).pk
    assert plan(house, lead=house.organizations["nongdan"], others=[house.organizations["phunu"]]).pk


def test_a_bank_holds_no_event(house: House) -> None:
    with pytest.raises(ValidationError, match="Ngân hàng tham gia với tư cách đối tác"):
        plan(house, username="tinh.mttq", lead=house.organizations["nhcsxh"])


def test_an_event_lies_in_the_campaign_and_in_the_own_area(house: House) -> None:
    with pytest.raises(ValidationError, match="từ 29/11/2017 đến 31/12/2020"):
        plan(house, on=date(2021, 1, 1))
    with pytest.raises(ValidationError, match="thuộc địa bàn của bạn"):
        plan(house, username="huyen.batri.phunu", unit=house.tan_thach)


def test_an_event_is_held_in_a_unit_that_existed_on_the_day(house: House) -> None:
    house.bao_thanh.valid_to = date(2019, 1, 31)
    house.bao_thanh.save()
    with pytest.raises(ValidationError, match="Xã Bảo Thạnh không tồn tại vào ngày 12/04/2019"):
        plan(house)


def test_the_second_writer_is_told(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    events.change_event(access=access, event=event, version=1, title="Tên của người thứ nhất")
    with pytest.raises(Conflict) as conflict:
        events.change_event(access=access, event=event, version=1, title="Tên của người thứ hai")
    assert conflict.value.current.title == "Tên của người thứ nhất"
    assert Event.objects.get().version == 2


def test_a_change_that_changes_nothing_leaves_no_trace(house: House, event: Event) -> None:
    events.change_event(access=house.access("tinh.phunu"), event=event, title=event.title)
    assert Event.objects.get().version == 1
    assert not AuditEntry.objects.filter(action="event.change").exists()


def test_another_union_cannot_change_the_event(house: House, event: Event) -> None:
    with pytest.raises(Event.DoesNotExist):
        events.change_event(access=house.access("tinh.nongdan"), event=event, title="Khác")
    events.change_event(access=house.access("huyen.batri.mttq"), event=event, title="Mặt trận được sửa")


def test_cancelling_needs_a_reason_and_ends_the_event(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    with pytest.raises(ValidationError, match="Ghi lý do hủy sự kiện"):
        events.cancel_event(access=access, event=event, reason=" ")
    events.cancel_event(access=access, event=event, reason="Mưa lớn")
    with pytest.raises(ValidationError, match="đã hủy"):
        events.change_event(access=access, event=event, title="Khác")
    with pytest.raises(ValidationError, match="chỉ ghi từ ngày tổ chức"):
        counts.set_counts(access=access, event=event, turns=5)


def test_what_was_held_is_not_cancelled(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    events.hold_event(access=access, event=event, minutes="Đã họp", turns=60, turns_female=31)
    with pytest.raises(ValidationError, match="không thể hủy"):
        events.cancel_event(access=access, event=event, reason="Nhầm")
    assert Event.objects.get().state == Event.State.HELD


def test_nothing_comes_of_an_event_before_its_day(house: House) -> None:
    house.campaign.ends_on = date(2099, 12, 31)
    house.campaign.save()
    event = plan(house, on=date(2098, 5, 5), campaign=house.campaign)
    with pytest.raises(ValidationError, match="diễn ra ngày 05/05/2098"):
        events.hold_event(access=house.access("tinh.phunu"), event=event)


def test_a_corrected_count_keeps_the_old_one(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    counts.set_counts(access=access, event=event, turns=61, turns_female=40)
    counts.set_counts(access=access, event=event, turns=61, turns_female=40)
    counts.set_counts(access=access, event=event, turns=58, turns_female=38)
    kept = EventCount.objects.order_by("pk")
    assert [(c.turns, c.superseded_at is None) for c in kept] == [(61, False), (58, True)]
    assert kept[0].superseded_at == kept[1].recorded_at


def test_more_women_than_people_is_refused(house: House, event: Event) -> None:
    with pytest.raises(ValidationError, match="Số nữ không thể nhiều hơn"):
        counts.set_counts(access=house.access("tinh.phunu"), event=event, turns=5, turns_female=6)
    assert not EventCount.objects.exists()


def test_the_doctor_names_an_adviser_whose_licence_did_not_hold(house: House, event: Event) -> None:
    enterprise = make.enterprise(licence_to=event.on)
    Event.objects.filter(pk=event.pk).update(adviser_enterprise=enterprise)
    assert not doctor.problems()
    Event.objects.filter(pk=event.pk).update(on=event.on + timedelta(days=1))
    assert [(p.invariant, p.ids) for p in doctor.problems()] == [("I6", [str(event.pk)])]


def test_the_doctor_names_a_head_count_below_the_list(house: House, event: Event) -> None:
    access = house.access("tinh.phunu")
    counts.set_counts(access=access, event=event, turns=1)
    for number in (1, 2):
        attendance.tick(access=access, invitee=make.invitee(event, f"Khách Số {number}"))
    assert [p.invariant for p in doctor.problems()] == ["event-count"]


def test_the_doctor_names_costs_and_stocks_out_of_bounds(house: House) -> None:
    make.job_order(to=make.market("TW"), costs=(("deposit", 12_000_000),))
    material = make.material(house.organizations["sldtbxh"], printed=10)
    assert not doctor.problems()
    make.job_order(to=make.market("TW"), costs=(("deposit", 12_000_001),))
    Distribution.objects.create(
        material=material,
        unit=house.ba_tri,
        organization=house.organizations["sldtbxh"],
        copies=11,
        on=make.EVENT_DAY,
    )
    assert {p.invariant for p in doctor.problems()} == {"cost-ceiling", "material-stock"}
