"""Unions inform; only a licensed enterprise or the employment service centre may advise."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from campaigns.access import Forbidden
from outreach.licences import standing
from outreach.models import Enterprise, EnterpriseStatus, Event
from outreach.services import advisers, events, invitations
from tests.factories import outreach as make
from tests.factories.campaigns import House

Status = EnterpriseStatus.Status
DAY = make.EVENT_DAY


def plan(house: House, **values: object) -> Event:
    access = house.access("tinh.phunu")
    fields = {
        "kind": Event.Kind.CONSULTATION,
        "title": "Tư vấn xã Bảo Thạnh",
        "on": DAY,
        "unit": house.bao_thanh,
        "lead": house.organizations["phunu"],
        **values,
    }
    return events.plan_event(access=access, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Event.Kind.CONSULTATION, Event.Kind.DIALOGUE])
def test_a_union_cannot_plan_a_consultation_without_an_adviser(house: House, kind: str) -> None:
    with pytest.raises(ValidationError, match="đoàn thể thông tin, không tư vấn"):
        plan(house, kind=kind)
    assert not Event.objects.exists()


def test_a_union_is_never_the_adviser(house: House) -> None:
    with pytest.raises(ValidationError, match="Hội Phụ nữ thông tin, vận động") as refused:
        plan(house, adviser_centre=house.organizations["phunu"])
    assert "adviser_centre" in refused.value.message_dict


def test_the_employment_service_centre_may_advise(house: House) -> None:
    event = plan(house, adviser_centre=house.organizations["ttdvvl"])
    assert event.adviser_centre == house.organizations["ttdvvl"]


def test_a_licensed_enterprise_may_advise(house: House) -> None:
    assert plan(house, adviser_enterprise=make.enterprise()).pk


def test_an_expired_licence_is_refused_with_its_day(house: House) -> None:
    with pytest.raises(ValidationError, match="giấy phép hết hạn ngày 31/12/2018") as refused:
        plan(house, adviser_enterprise=make.expired_enterprise())
    assert "adviser_enterprise" in refused.value.message_dict


def test_a_revoked_licence_is_refused_with_day_and_paper(house: House) -> None:
    with pytest.raises(ValidationError, match=r"bị thu hồi giấy phép từ ngày 01/06/2018 \(15/QĐ-LĐTBXH\)"):
        plan(house, adviser_enterprise=make.revoked_enterprise())


def test_information_meetings_need_no_adviser(house: House) -> None:
    assert plan(house, kind=Event.Kind.INFORMATION).pk


def test_the_licence_of_the_day_counts_not_that_of_today(house: House) -> None:
    enterprise = make.expired_enterprise(licence_to=DAY)
    assert plan(house, adviser_enterprise=enterprise).pk
    with pytest.raises(ValidationError):
        plan(house, adviser_enterprise=enterprise, on=date(2019, 4, 13))


def test_a_suspension_bars_only_its_own_days(house: House) -> None:
    enterprise = make.enterprise()
    make.status(enterprise, Status.SUSPENDED, date(2019, 4, 1), date(2019, 4, 12))
    assert not standing(enterprise, DAY).is_valid
    assert standing(enterprise, date(2019, 3, 31)).is_valid
    assert standing(enterprise, date(2019, 4, 13)).is_valid


@pytest.mark.parametrize(
    "day", [date(2014, 12, 31), date(2015, 1, 1), date(2018, 5, 31), date(2018, 6, 1), DAY]
)
def test_the_query_and_the_sentence_agree_on_who_is_licensed(house: House, day: date) -> None:
    make.enterprise()
    make.expired_enterprise()
    make.revoked_enterprise()
    returned = make.enterprise("Công ty Trả Phép")
    make.status(returned, Status.RETURNED, date(2018, 6, 1))
    back = make.enterprise("Công ty Hoạt Động Lại")
    make.status(back, Status.SUSPENDED, date(2018, 1, 1), date(2018, 5, 31))
    make.status(back, Status.ACTIVE, date(2018, 6, 1))
    by_query = set(Enterprise.objects.licensed_on(day))
    assert by_query == {one for one in Enterprise.objects.all() if standing(one, day).is_valid}


def test_an_expired_enterprise_cannot_be_invited(house: House) -> None:
    event = make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])
    with pytest.raises(ValidationError, match="không thể tham gia ngày 12/04/2019: giấy phép hết hạn"):
        invitations.invite_enterprise(
            access=house.access("tinh.phunu"), event=event, enterprise=make.expired_enterprise()
        )
    assert not event.partners.exists()


def test_an_enterprise_is_invited_once(house: House) -> None:
    event = make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])
    access, enterprise = house.access("tinh.phunu"), make.enterprise()
    partner = invitations.invite_enterprise(access=access, event=event, enterprise=enterprise)
    assert partner.invited_on == DAY
    with pytest.raises(ValidationError, match="đã được mời"):
        invitations.invite_enterprise(access=access, event=event, enterprise=enterprise)
    invitations.answer_invitation(access=access, partner=partner, answer="coming")
    assert event.partners.get().answer == "coming"
    invitations.withdraw_invitation(access=access, partner=partner)
    assert not event.partners.exists()


def test_moving_an_event_checks_the_partners_again(house: House) -> None:
    event = make.event(house.campaign, house.bao_thanh, house.organizations["phunu"])
    access = house.access("tinh.phunu")
    enterprise = make.expired_enterprise(licence_to=date(2019, 5, 1))
    invitations.invite_enterprise(access=access, event=event, enterprise=enterprise)
    with pytest.raises(ValidationError, match="hết hạn ngày 01/05/2019") as refused:
        events.change_event(access=access, event=event, on=date(2019, 5, 2))
    assert "on" in refused.value.message_dict


def test_a_licence_lost_before_the_day_blocks_holding_the_consultation(house: House) -> None:
    enterprise = make.enterprise()
    event = plan(house, adviser_enterprise=enterprise)
    make.status(enterprise, Status.REVOKED, date(2019, 4, 1))
    with pytest.raises(ValidationError, match="thu hồi"):
        events.hold_event(access=house.access("tinh.phunu"), event=event)


def test_a_leader_plans_nothing(house: House) -> None:
    with pytest.raises(Forbidden):
        events.plan_event(
            access=house.access("lanhdao"),
            kind=Event.Kind.INFORMATION,
            title="Họp",
            on=DAY,
            unit=house.province,
            lead=house.organizations["mttq"],
        )


def test_the_sentence_of_the_constraint_is_the_same_rule(house: House) -> None:
    event = Event(
        campaign=house.campaign, kind=Event.Kind.DIALOGUE, title="Đối thoại", on=DAY, unit=house.ba_tri
    )
    with pytest.raises(ValidationError, match="đoàn thể thông tin, không tư vấn"):
        event.full_clean()
    with pytest.raises(ValidationError):
        advisers.check_adviser(kind=event.kind, on=DAY, enterprise=None, centre=None)
