"""Units change by a resolution; nothing is deleted, and everybody can be followed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from campaigns.doctor import problems
from campaigns.models import Posting, Target, Unit, UnitSuccession
from campaigns.services.units import Merger, add_unit, close_unit, merge_units, preview, rename_unit
from campaigns.succession import unit_on
from tests.factories import campaigns as make
from tests.factories.campaigns import House

DAY = date(2020, 2, 1)
ACT = "856/NQ-UBTVQH14"


def merger(house: House, **changes: object) -> Merger:
    facts: dict[str, object] = {
        "units": (house.bao_thanh, house.bao_thuan),
        "on": DAY,
        "act": ACT,
        "code": "29125",
        "short_name": "Bảo Thạnh Thuận",
        "kind": "commune",
    }
    return Merger(**{**facts, **changes})  # type: ignore[arg-type]


def refusal(house: House, act: Merger) -> list[str]:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        merge_units(access=house.access("quantri"), merger=act)
    return refused.value.messages


def test_two_communes_become_a_new_one(house: House) -> None:
    new = merge_units(access=house.access("quantri"), merger=merger(house))
    assert (new.name, new.path, new.valid_from) == (
        "Xã Bảo Thạnh Thuận",
        "83.836.29125-20200201.",
        DAY,
    )
    house.bao_thanh.refresh_from_db()
    assert house.bao_thanh.valid_to == date(2020, 1, 31)
    assert unit_on(house.bao_thanh, date(2021, 1, 1)) == [new]
    assert unit_on(house.bao_thuan, date(2019, 1, 1)) == [house.bao_thuan]
    assert problems() == []


def test_a_commune_that_goes_on_takes_the_other_in(house: House) -> None:
    heir = merge_units(access=house.access("quantri"), merger=merger(house, into=house.bao_thanh))
    assert heir == house.bao_thanh
    assert unit_on(house.bao_thuan, DAY) == [house.bao_thanh]
    assert UnitSuccession.objects.filter(kind="enlarge", old=heir, new=heir, on=DAY).exists()
    assert problems() == []


def test_officers_of_the_old_communes_work_for_the_heir_from_the_day(house: House) -> None:
    new = merge_units(access=house.access("quantri"), merger=merger(house))
    old = Posting.objects.get(pk=house.postings["xa.baothuan.doan"].pk)
    assert old.valid_to == date(2020, 1, 31)
    carried = Posting.objects.get(user=old.user, unit=new)
    assert (carried.role, carried.organization, carried.valid_from) == (old.role, old.organization, DAY)


def test_targets_of_the_old_communes_are_added_up_for_the_heir(house: House) -> None:
    for unit, minimum in ((house.bao_thanh, 5), (house.bao_thuan, 7)):
        make.target(house.campaign, 2020, minimum, minimum + 3, unit=unit)
        make.target(house.campaign, 2019, minimum, unit=unit)
    new = merge_units(access=house.access("quantri"), merger=merger(house))
    carried = Target.objects.in_force().get(unit=new)
    assert (carried.year, carried.minimum, carried.maximum, carried.reason) == (2020, 12, 18, ACT)
    assert Target.objects.in_force().filter(unit=house.bao_thanh).count() == 1  # 2019 stays where it was


def test_a_merger_is_told_in_one_audit_entry(house: House) -> None:
    merge_units(access=house.access("quantri"), merger=merger(house))
    entry = AuditEntry.objects.get(action="unit.merged")
    assert entry.changes["from"] == ["Xã Bảo Thạnh", "Xã Bảo Thuận"]
    assert (entry.changes["to"], entry.changes["act"], entry.changes["postings"]) == (
        "Xã Bảo Thạnh Thuận",
        ACT,
        2,
    )


def test_the_preview_shows_what_changes_and_writes_nothing(house: House) -> None:
    make.target(house.campaign, 2020, 5, unit=house.tan_thach)
    across = merger(house, units=(house.bao_thanh, house.tan_thach))
    shown = preview(access=house.access("quantri"), merger=across)
    assert shown.heir == "Xã Bảo Thạnh Thuận"
    assert set(shown.districts) == {house.ba_tri, house.chau_thanh}
    assert [posting.user.username for posting in shown.postings] == ["xa.baothanh.phunu"]
    assert [target.minimum for target in shown.targets] == [5]
    assert not UnitSuccession.objects.exists()


def test_a_merger_that_cannot_be_is_refused_in_words(house: House) -> None:
    assert refusal(house, merger(house, units=(house.bao_thanh,))) == [
        "Choose at least two units that become one."
    ]
    assert refusal(house, merger(house, code="29161")) == ["On that day this code belongs to Xã An Hiệp."]
    assert refusal(house, merger(house, short_name="")) == [
        "Give the code, name and kind of the new unit, or choose one that goes on."
    ]
    assert refusal(house, merger(house, units=(house.ba_tri, house.bao_thanh))) == [
        "Only wards, townships and communes are merged here; Huyện Ba Tri is none."
    ]


def test_the_same_merger_twice_is_refused(house: House) -> None:
    merge_units(access=house.access("quantri"), merger=merger(house))
    units = (
        Unit.objects.get(pk=house.bao_thanh.pk),
        Unit.objects.get(pk=house.bao_thuan.pk),
    )
    told = refusal(house, merger(house, units=units))
    assert "Xã Bảo Thạnh does not stand on that day." in told


def test_only_the_administrator_changes_units_and_only_in_the_own_area(house: House) -> None:
    with pytest.raises(Forbidden):
        merge_units(access=house.access("tinh.mttq"), merger=merger(house))
    elsewhere = make.unit("84", "Trà Vinh", "province")
    foreign = make.access("administrator", house.organizations["mttq"], elsewhere)
    with pytest.raises(ValidationError):
        merge_units(access=foreign, merger=merger(house))


def test_a_new_name_makes_a_new_version(house: House) -> None:
    new = rename_unit(
        access=house.access("quantri"),
        unit=house.tan_thach,
        short_name="Tân Thạch",
        kind="township",
        on=DAY,
        act=ACT,
    )
    assert (new.name, new.code) == ("Thị trấn Tân Thạch", house.tan_thach.code)
    assert UnitSuccession.objects.get(old=house.tan_thach).kind == "upgrade"
    assert problems() == []


def test_a_renamed_district_takes_its_communes_along(house: House) -> None:
    new = rename_unit(
        access=house.access("quantri"),
        unit=house.ba_tri,
        short_name="Ba Tri Mới",
        kind="district",
        on=DAY,
        act=ACT,
    )
    communes = Unit.objects.on(DAY).filter(parent=new)
    assert {unit.short_name for unit in communes} == {"Bảo Thạnh", "Bảo Thuận", "An Hiệp"}
    assert unit_on(house.an_hiep, DAY) == [communes.get(code="29161")]
    officer = Posting.objects.get(user=house.user("huyen.batri.phunu"), unit=new)
    assert officer.valid_from == DAY
    assert problems() == []


def test_a_name_that_does_not_change_is_no_change(house: House) -> None:
    with pytest.raises(ValidationError):
        rename_unit(
            access=house.access("quantri"),
            unit=house.tan_thach,
            short_name="Tân Thạch",
            kind="commune",
            on=DAY,
            act=ACT,
        )


def test_a_unit_ends_without_heir_only_when_nothing_is_below(house: House) -> None:
    administrator = house.access("quantri")
    with pytest.raises(ValidationError):
        close_unit(access=administrator, unit=house.ba_tri, on=DAY, act=ACT)
    close_unit(access=administrator, unit=house.tan_thach, on=DAY, act=ACT)
    assert unit_on(house.tan_thach, DAY) == []
    assert Unit.objects.filter(pk=house.tan_thach.pk, valid_to=date(2020, 1, 31)).exists()


def test_a_code_in_use_is_refused_for_a_new_unit(house: House) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        add_unit(
            access=house.access("quantri"),
            code="29161",
            short_name="Mới",
            kind="commune",
            parent=house.ba_tri,
            valid_from=DAY,
        )
    assert refused.value.message_dict == {"code": ["On that day this code belongs to Xã An Hiệp."]}
