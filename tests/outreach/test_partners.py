"""The register of enterprises, job orders and their costs, materials, banks and witnesses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.conflicts import Conflict
from campaigns.access import Forbidden
from outreach import reference
from outreach.compare import beside_others
from outreach.costs import Cost
from outreach.licences import standing
from outreach.models import BankBranch, Channel, Enterprise, JobOrder, Market, Programme, Witness
from outreach.services import enterprises, job_orders, lists, materials, witnesses
from tests.factories import outreach as make
from tests.factories.campaigns import House

DAY = make.EVENT_DAY


def order(house: House, market: str = "JP", channel: str = "service_enterprise", **values: Any) -> JobOrder:
    fields = {
        "enterprise": values.pop("enterprise", None) or make.enterprise(),
        "market": make.market(market),
        "channel": make.channel(channel),
        "occupation": "Chế biến thủy sản",
        "places": 20,
        "opened_on": DAY,
        **values,
    }
    return job_orders.add_job_order(access=house.access("tinh.sld"), **fields)


@pytest.mark.parametrize(
    ("market", "channel", "amount", "sentence"),
    [
        ("JP", "service_enterprise", 1, "Không được thu tiền ký quỹ đối với thị trường Nhật Bản"),
        ("TW", "service_enterprise", 12_000_001, "Đài Loan tối đa 12.000.000"),
        ("KR", "service_enterprise", 36_000_001, "Hàn Quốc tối đa 36.000.000"),
        ("KR", "public_unit", 100_000_001, "Hàn Quốc tối đa 100.000.000"),
    ],
)
def test_a_deposit_above_the_ceiling_is_refused_with_its_source(
    house: House, market: str, channel: str, amount: int, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as refused:
        order(house, market, channel, costs=[Cost("deposit", amount, "worker")])
    assert "Nghị định 112/2021" in str(refused.value) or "16/2023" in str(refused.value)
    assert not JobOrder.objects.exists()


@pytest.mark.parametrize(
    ("market", "channel", "amount"),
    [
        ("JP", "service_enterprise", 0),
        ("TW", "service_enterprise", 12_000_000),
        ("KR", "service_enterprise", 36_000_000),
        ("KR", "public_unit", 100_000_000),
        ("DE", "service_enterprise", 40_000_000),
    ],
)
def test_a_deposit_within_the_ceiling_is_taken(house: House, market: str, channel: str, amount: int) -> None:
    assert (
        order(house, market, channel, costs=[Cost("deposit", amount, "worker")]).costs.get().amount == amount
    )


def test_broker_money_is_never_the_workers(house: House) -> None:
    with pytest.raises(ValidationError, match="Không được thu tiền môi giới của người lao động"):
        order(house, costs=[Cost("broker", 1, "worker")])
    assert order(house, costs=[Cost("broker", 20_000_000, "enterprise")]).costs.count() == 1


def test_the_public_unit_takes_no_service_fee(house: House) -> None:
    with pytest.raises(ValidationError, match="không thu tiền dịch vụ"):
        order(house, "KR", "public_unit", costs=[Cost("service_fee", 1, "worker")])


def test_moving_an_order_to_another_market_checks_its_costs_again(house: House) -> None:
    made = order(house, "TW", costs=[Cost("deposit", 12_000_000, "worker")])
    with pytest.raises(ValidationError, match="Nhật Bản"):
        job_orders.change_job_order(access=house.access("tinh.sld"), order=made, market=make.market("JP"))


def test_an_order_needs_one_sender_places_and_a_sane_deadline(house: House) -> None:
    centre = house.organizations["ttdvvl"]
    with pytest.raises(ValidationError, match="chỉ một trong hai"):
        order(house, through_centre=centre)
    with pytest.raises(ValidationError, match="ít nhất 1"):
        order(house, places=0)
    with pytest.raises(ValidationError, match="không thể trước ngày mở"):
        order(house, deadline=date(2019, 4, 1))


def test_a_barred_or_unauthorised_enterprise_offers_no_order(house: House) -> None:
    with pytest.raises(ValidationError, match="không thể đưa đơn hàng ngày 12/04/2019"):
        order(house, enterprise=make.expired_enterprise())
    with pytest.raises(ValidationError, match="chưa được phép đưa lao động đi Nhật Bản"):
        order(house, enterprise=make.enterprise(markets=(make.market("TW"),)))


def test_a_programme_fits_its_market_and_channel(house: House) -> None:
    eps = make.programme("kr-eps", "EPS", of=make.market("KR"), through=make.channel("public_unit"))
    with pytest.raises(ValidationError, match="EPS thuộc thị trường Hàn Quốc"):
        order(house, programme=eps)


def test_a_union_writes_no_orders(house: House) -> None:
    with pytest.raises(Forbidden):
        job_orders.add_job_order(access=house.access("tinh.phunu"))


def test_a_cost_sheet_stands_beside_those_of_its_market(house: House) -> None:
    here = make.job_order(costs=(("service_fee", 60_000_000), ("training", 10_000_000)))
    for fee in (50_000_000, 70_000_000, 90_000_000):
        make.job_order(costs=(("service_fee", fee),))
    make.job_order()
    rows = beside_others(here, JobOrder.objects.exclude(pk=here.pk))
    assert [(r.here, r.least, r.middle, r.most, r.others) for r in rows] == [
        (60_000_000, 50_000_000, 70_000_000, 90_000_000, 3),
        (10_000_000, None, None, None, 0),
        (70_000_000, 50_000_000, 70_000_000, 90_000_000, 3),
    ]


def test_the_second_cost_sheet_does_not_overwrite_the_first(house: House) -> None:
    access, made = house.access("tinh.sld"), order(house)
    job_orders.set_costs(access=access, order=made, costs=[Cost("training", 5, "worker")], version=1)
    with pytest.raises(Conflict):
        job_orders.set_costs(access=access, order=made, costs=[], version=1)
    assert made.costs.get().amount == 5


@pytest.mark.parametrize(
    "name", ["CTY CP HOA SEN MẪU", "Công ty TNHH Hoa Xen Mẫu", "Công ty Hoa Sen Mẫu Quốc tế"]
)
def test_a_look_alike_name_asks_whether_it_is_meant(house: House, name: str) -> None:
    make.enterprise("Công ty Cổ phần Hoa Sen Mẫu", licence_number="1/GP")
    access = house.access("tinh.sld")
    values = {"name": name, "licence_number": "2/GP", "licence_from": date(2018, 1, 1)}
    with pytest.raises(enterprises.LookAlike, match="gần giống Công ty Cổ phần Hoa Sen Mẫu"):
        enterprises.add_enterprise(access=access, **values)
    assert enterprises.add_enterprise(access=access, meant=True, **values).pk


def test_another_name_is_no_look_alike(house: House) -> None:
    make.enterprise("Công ty Cổ phần Hoa Sen Mẫu")
    assert not enterprises.lookalikes("Công ty Cổ phần Sông Ba Lai")


def test_an_act_on_a_licence_ends_the_one_before(house: House) -> None:
    access, enterprise = house.access("tinh.sld"), make.enterprise()
    act = enterprises.record_status
    act(
        access=access, enterprise=enterprise, status="suspended", valid_from=date(2019, 1, 1), document="1/QĐ"
    )
    act(access=access, enterprise=enterprise, status="active", valid_from=date(2019, 3, 1))
    fresh = Enterprise.objects.get()
    assert not standing(fresh, date(2019, 2, 28)).is_valid
    assert standing(fresh, date(2019, 3, 1)).is_valid
    with pytest.raises(ValidationError, match="số, ký hiệu văn bản"):
        act(access=access, enterprise=enterprise, status="revoked", valid_from=date(2019, 5, 1))


def test_the_second_to_change_an_enterprise_is_told(house: House) -> None:
    access, enterprise = house.access("tinh.sld"), make.enterprise()
    enterprises.change_enterprise(access=access, enterprise=enterprise, version=1, phone="0275 000 111")
    with pytest.raises(Conflict):
        enterprises.change_enterprise(access=access, enterprise=enterprise, version=1, phone="0275 000 222")


def test_more_copies_than_there_are_cannot_be_given_out(house: House) -> None:
    access = house.access("tinh.sld")
    material = make.material(house.organizations["sldtbxh"], printed=100)
    materials.distribute(access=access, material=material, unit=house.ba_tri, copies=60, on=DAY)
    with pytest.raises(ValidationError, match="chỉ còn 40 bản"):
        materials.distribute(access=access, material=material, unit=house.ba_tri, copies=41, on=DAY)
    with pytest.raises(ValidationError, match="Đã phát 60 bản"):
        materials.change_material(access=access, material=material, printed=59)
    materials.change_material(access=access, material=material, printed=101)
    materials.distribute(access=access, material=material, unit=house.ba_tri, copies=41, on=DAY)
    assert materials.stock(material).sent == 101


def test_copies_go_only_to_the_own_area_and_the_own_events(house: House) -> None:
    access = house.access("huyen.batri.phunu")
    material = make.material(house.organizations["phunu"])
    foreign = make.event(house.campaign, house.ba_tri, house.organizations["nongdan"])
    with pytest.raises(ValidationError, match="thuộc địa bàn của bạn"):
        materials.distribute(access=access, material=material, unit=house.tan_thach, copies=1, on=DAY)
    with pytest.raises(ValidationError, match="Chỉ đơn vị tổ chức"):
        materials.distribute(
            access=access, material=material, unit=house.ba_tri, copies=1, on=DAY, event=foreign
        )


def test_a_witness_can_withdraw_and_the_story_goes(house: House) -> None:
    access = house.access("huyen.batri.phunu")
    witness = witnesses.add_witness(
        access=access,
        full_name="phạm văn nhật",
        unit=house.bao_thuan,
        market=make.market(),
        consent_on=date(2019, 1, 2),
        story="Ba năm ở Nhật.",
    )
    assert witness.full_name == "Phạm Văn Nhật"
    with pytest.raises(ValidationError, match="02/01/2019"):
        witnesses.withdraw_witness(access=access, witness=witness, on=date(2019, 1, 1))
    witnesses.withdraw_witness(access=access, witness=witness, on=date(2019, 6, 1))
    kept = Witness.objects.get()
    assert (kept.story, kept.withdrawn_on) == ("", date(2019, 6, 1))


def test_reference_data_loads_twice_into_the_same_rows(house: House) -> None:
    for _time in range(2):
        reference.load()
    assert Market.objects.get(code="TW").name == "Đài Loan"
    assert [m.code for m in Market.objects.all()[:3]] == ["JP", "TW", "KR"]
    assert Programme.objects.get(code="kr-eps").channel == Channel.objects.get(code="public_unit")
    names = set(BankBranch.objects.values_list("name", flat=True))
    assert names == {"PGD NHCSXH huyện Ba Tri", "PGD NHCSXH huyện Châu Thành"}


def test_a_changed_branch_stays_changed_when_reference_data_is_loaded_again(house: House) -> None:
    reference.load()
    branch = BankBranch.objects.get(unit=house.ba_tri)
    lists.change_branch(access=house.access("tinh.sld"), branch=branch, name="PGD Ba Tri", version=1)
    reference.load()
    assert BankBranch.objects.get(unit=house.ba_tri).name == "PGD Ba Tri"
    with pytest.raises(ValidationError, match="đã có chi nhánh"):
        lists.add_branch(
            access=house.access("tinh.sld"),
            organization=house.organizations["nhcsxh"],
            unit=house.ba_tri,
            name="Khác",
        )
