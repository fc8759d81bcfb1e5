from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from campaigns.dates import PartialDate
from registrations.models import IdentityNumber, Person
from registrations.services.register import Hint, find_duplicates, register
from tests.factories.campaigns import House
from tests.factories.registrations import candidate, day, number, registered, result


def hints(house: House, name: str = "xa.baothanh.phunu", **given: Any) -> list[Hint]:
    unit = given.pop("unit", house.bao_thanh)
    return find_duplicates(candidate(unit, **given), house.access(name))


def test_the_number_tells_where_the_person_is_and_nothing_more(house: House) -> None:
    key = number()
    registered(house, identity=key, full_name="Nguyễn Thị Hồng Nhung")
    (hint,) = hints(house, "huyen.chauthanh.nongdan", unit=house.tan_thach, identity=key)
    assert hint.certain
    assert (hint.organization, hint.unit) == ("Hội Phụ nữ", "Xã Bảo Thạnh")
    assert hint.masked_name == "Ng. T. H. N***"
    assert hint.registration_id is None


def test_the_way_to_the_registration_is_given_to_whom_it_is_in_view(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Hồng Nhung")
    (hint,) = hints(house, identity=made.person.identities.get().value)
    assert hint.registration_id == made.pk


def test_name_year_and_commune_propose_and_do_not_decide(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Quý", identity="")
    (hint,) = hints(house, full_name="NGUYỄN THỊ QÚI", birth=day("1998"), identity="")
    assert (hint.certain, hint.person_id) == (False, made.person_id)
    again = result(house, full_name="Nguyễn Thị Quý", identity="")
    assert again.outcome == "created"
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "given",
    [
        {"full_name": "Nguyễn Thị Quyên"},
        {"birth": day("05/03/1997")},
        {"unit_name": "bao_thuan"},
    ],
)
def test_siblings_and_neighbours_are_no_duplicates(house: House, given: dict[str, Any]) -> None:
    registered(house, full_name="Nguyễn Thị Quý", identity="")
    unit = getattr(house, given.pop("unit_name", "bao_thanh"))
    someone = {"full_name": "Nguyễn Thị Quý", "identity": "", **given}
    assert hints(house, "huyen.batri.phunu", unit=unit, **someone) == []


def test_another_number_of_the_same_kind_is_another_person(house: House) -> None:
    registered(house, full_name="Nguyễn Thị Quý")
    assert hints(house, full_name="Nguyễn Thị Quý") == []
    assert len(hints(house, full_name="Nguyễn Thị Quý", identity="320123456")) == 1


def test_a_number_that_was_taken_back_tells_nobody_apart(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Quý", identity="320123456")
    taken_back = made.person.identities.get()
    IdentityNumber.objects.create(
        person=made.person,
        kind="cccd",
        sealed=taken_back.sealed,
        index=b"x" * 32,
        recorded_at=taken_back.recorded_at,
        superseded_at=taken_back.recorded_at,
    )
    assert len(hints(house, full_name="Nguyễn Thị Quý")) == 1


def test_an_unknown_birth_is_still_proposed(house: House) -> None:
    registered(house, full_name="Nguyễn Thị Quý", identity="", birth=PartialDate.unknown())
    assert len(hints(house, full_name="Nguyễn Thị Quý", identity="")) == 1


def test_nobody_asks_for_names_in_communes_of_others(house: House) -> None:
    registered(house, full_name="Nguyễn Thị Quý", identity="")
    assert hints(house, "xa.baothuan.doan", full_name="Nguyễn Thị Quý", identity="") == []
    with pytest.raises(Forbidden):
        hints(house, "lanhdao")


def test_every_question_is_logged_without_the_name(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Quý", identity="")
    hints(house, full_name="Nguyễn Thị Quý", identity="")
    entry = AuditEntry.objects.get(kind="search")
    assert entry.object_ids == [str(made.person_id)]
    assert entry.changes == {"by_number": False, "found": 1}


def test_whom_the_officer_recognises_is_registered_once(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Quý", identity="")
    someone = candidate(house.bao_thanh, full_name="Nguyễn Thị Quý", identity="")
    given: dict[str, Any] = {
        "access": house.access("tinh.nongdan"),
        "campaign": house.campaign,
        "on": day("06/03/2018"),
        "same_as": made.person_id,
    }
    assert register(candidate=someone, **given).outcome == "co_mobilised"
    assert Person.objects.count() == 1
    with pytest.raises(ValidationError):
        register(candidate=replace(someone, full_name="Nguyễn Thị Út"), **given)


def test_who_was_registered_without_a_number_gets_it_from_the_second_body(house: House) -> None:
    made = registered(house, full_name="Nguyễn Thị Quý", identity="")
    key = number()
    result_ = register(
        access=house.access("tinh.nongdan"),
        campaign=house.campaign,
        candidate=candidate(house.bao_thanh, full_name="Nguyễn Thị Quý", identity=key),
        on=day("06/03/2018"),
        same_as=made.person_id,
    )
    assert result_.person == made.person
    assert made.person.identities.get().value == key


def test_two_namesakes_are_both_proposed_and_none_is_chosen(house: House) -> None:
    made = [registered(house, full_name="Nguyễn Thị Quý", identity="") for _nth in range(2)]
    found = hints(house, full_name="Nguyễn Thị Quý", identity="")
    assert [(hint.certain, hint.person_id) for hint in found] == [(False, row.person_id) for row in made]
    again = result(house, full_name="Nguyễn Thị Quý", identity="")
    assert again.person.pk not in {row.person_id for row in made}


def test_a_number_alone_asks_for_nobody_without_a_name(house: House) -> None:
    registered(house, full_name="Nguyễn Thị Quý", identity="")
    assert hints(house, full_name="", identity=number()) == []
