from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.conflicts import Conflict
from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations.models import Person, Profile, Registration
from registrations.services import facts, people
from registrations.services.candidates import Wish
from registrations.services.wishes import change_wish, correct_unit
from tests.factories.campaigns import House
from tests.factories.registrations import (
    day,
    departed,
    fresh,
    market,
    number,
    programme,
    registered,
    returned,
)
from tests.registrations.sentences import refusal, said


def change(house: House, made: Registration, **given: Any) -> Person:
    return people.change_person(access=house.access("tinh.mttq"), person=made.person, **given)


def profile(made: Registration) -> Profile:
    return made.profiles.get(superseded_at=None)


def test_a_changed_name_is_found_under_its_new_form(house: House) -> None:
    changed = change(house, registered(house), full_name="LÊ THỊ ÁNH", hamlet="Ấp 3")
    assert (changed.full_name, changed.name_folded, changed.hamlet) == ("Lê Thị Ánh", "le thi anh", "Ấp 3")
    assert changed.version == 2


def test_nothing_changed_leaves_no_trace(house: House) -> None:
    made = registered(house)
    trail = AuditEntry.objects.count()
    assert change(house, made, full_name=made.person.full_name).version == 1
    assert AuditEntry.objects.count() == trail


def test_a_changed_birth_rewrites_the_profile_and_keeps_the_old_one(house: House) -> None:
    made = registered(house, identity="")
    change(house, made, birth=day("06/1997"))
    assert made.profiles.count() == 2
    assert profile(made).birth_date == date(1997, 6, 1)
    assert profile(made).birth_precision == "month"


def test_a_birth_or_sex_against_the_number_is_refused(house: House) -> None:
    made = registered(house)
    assert "1998" in refusal(lambda: change(house, made, birth=day("1997")))["birth"][0]
    assert "sex" in refusal(lambda: change(house, made, sex="male"))


def test_a_birth_against_a_departure_is_refused(house: House) -> None:
    made = departed(house, identity="")
    assert "18" in refusal(lambda: change(house, made, birth=day("02/10/2000")))["birth"][0]
    assert change(house, made, birth=day("01/10/2000")).birth_date == date(2000, 10, 1)


def test_who_moves_takes_the_person_along_and_not_the_registration(house: House) -> None:
    made = registered(house)
    assert change(house, made, unit=house.tan_thach).unit == house.tan_thach
    assert fresh(made).unit == house.bao_thanh
    assert profile(made).unit == house.bao_thanh
    assert said(
        lambda: people.change_person(
            access=house.access("xa.baothanh.phunu"), person=made.person, unit=house.quoi_son
        )
    )


def test_a_writer_who_has_not_seen_the_last_change_is_told(house: House) -> None:
    made = registered(house)
    change(house, made, hamlet="Ấp 1", version=1)
    with pytest.raises(Conflict) as clash:
        change(house, made, hamlet="Ấp 2", version=1)
    assert clash.value.fields == {"hamlet": "Ấp 2"}
    assert clash.value.current.hamlet == "Ấp 1"  # type: ignore[attr-defined]


def test_a_person_out_of_view_cannot_be_changed(house: House) -> None:
    made = registered(house)
    for name in ("xa.baothuan.doan", "tinh.nongdan"):
        with pytest.raises(Person.DoesNotExist):
            people.change_person(access=house.access(name), person=made.person, hamlet="x")
    with pytest.raises(Forbidden):
        people.change_person(access=house.access("ttdvvl"), person=made.person, hamlet="x")


def test_numbers_have_a_history(house: House) -> None:
    access, made = house.access("tinh.mttq"), registered(house, identity="320123456")
    new = number()
    people.add_identity(access=access, person=made.person, number=new, issued_by="Cục CSQLHC")
    assert sorted(made.person.identities.values_list("kind", flat=True)) == ["cccd", "cmnd"]
    right = number()
    people.add_identity(access=access, person=made.person, number=right)
    assert facts.holder_of(right) == made.person
    assert facts.holder_of(new) is None
    assert facts.holder_of("320123456") == made.person
    assert made.person.identities.count() == 3


def test_a_number_that_somebody_holds_or_that_contradicts_is_refused(house: House) -> None:
    access, made, other = house.access("tinh.mttq"), registered(house), registered(house)

    def add(key: str) -> str:
        return said(lambda: people.add_identity(access=access, person=made.person, number=key))

    theirs = other.person.identities.get().value
    assert theirs not in add(theirs)
    assert other.person.full_name not in add(theirs)
    assert "người này" in add(made.person.identities.get().value)
    assert "Nam" in add(number(female=False))
    assert add("12")


def test_telephones_are_read_and_refused_by_name(house: House) -> None:
    access, made = house.access("xa.baothanh.phunu"), registered(house)
    phone = people.add_phone(access=access, person=made.person, number="+84 912.345.678", owner="family")
    assert (phone.value, phone.owner) == ("0912345678", "family")
    assert said(lambda: people.add_phone(access=access, person=made.person, number="0912345678"))
    assert "123" in said(lambda: people.add_phone(access=access, person=made.person, number="123"))


def test_groups_count_from_registration_to_return(house: House) -> None:
    access, made = house.access("tinh.mttq"), returned(house)

    def add(group: str, since: date, until: date | None = None) -> None:
        row = people.add_group(access=access, person=made.person, group=group, valid_from=since)
        if until:
            people.end_group(access=access, status=row, on=until)

    add("poor", date(2016, 1, 1), date(2018, 3, 4))
    assert profile(made).groups == []
    add("near_poor", date(2016, 1, 1), date(2018, 3, 5))
    add("merit", date(2020, 10, 1))
    add("startup", date(2020, 10, 2))
    assert profile(made).groups == ["merit", "near_poor"]


def test_a_group_is_entered_once_and_ends_once(house: House) -> None:
    access, person = house.access("tinh.mttq"), registered(house).person
    given: dict[str, Any] = {"access": access, "person": person, "group": "poor"}
    row = people.add_group(valid_from=date(2018, 1, 1), **given)
    assert said(lambda: people.add_group(valid_from=date(2018, 2, 1), **given))
    assert said(lambda: people.end_group(access=access, status=row, on=date(2017, 12, 31)))
    people.end_group(access=access, status=row, on=date(2018, 12, 31))
    assert said(lambda: people.end_group(access=access, status=row, on=date(2018, 12, 31)))
    assert people.add_group(valid_from=date(2019, 6, 1), **given).pk
    assert said(
        lambda: people.add_group(access=access, person=person, group="rich", valid_from=date(2018, 1, 1))
    )


def test_a_tie_to_a_body_is_entered_once_and_counts(house: House) -> None:
    access, made = house.access("tinh.mttq"), registered(house)
    given: dict[str, Any] = {
        "access": access,
        "person": made.person,
        "organization": house.organizations["doan"],
    }
    people.add_affiliation(relation="grandchild", member_name="ông năm", **given)
    assert profile(made).relations == {"doan": "grandchild"}
    assert said(lambda: people.add_affiliation(**given))


def test_a_consent_is_given_and_withdrawn_and_given_again(house: House) -> None:
    access, person = house.access("tinh.mttq"), registered(house).person
    given: dict[str, Any] = {"access": access, "person": person, "purpose": "bank"}
    row = people.give_consent(given_on=date(2018, 3, 5), **given)
    assert said(lambda: people.give_consent(given_on=date(2018, 3, 6), **given))
    assert said(lambda: people.withdraw_consent(access=access, consent=row, on=date(2018, 3, 4)))
    people.withdraw_consent(access=access, consent=row, on=date(2018, 4, 1))
    assert said(lambda: people.withdraw_consent(access=access, consent=row, on=date(2018, 4, 1)))
    assert people.give_consent(given_on=date(2018, 5, 1), **given).pk


def test_a_whole_number_is_shown_against_a_purpose(house: House) -> None:
    key = number()
    person = registered(house, identity=key, phones=("0912345678",)).person
    access = house.access("xa.baothanh.phunu")
    assert people.reveal(access, person, "identity", "Ghi giấy đề nghị vay") == [key]
    assert people.reveal(access, person, "phone", "Gọi mời tư vấn") == ["0912345678"]
    trail = AuditEntry.objects.filter(kind="reveal")
    assert [entry.purpose for entry in trail.order_by("pk")] == ["Ghi giấy đề nghị vay", "Gọi mời tư vấn"]
    assert "purpose" in refusal(lambda: people.reveal(access, person, "identity", " "))
    with pytest.raises(Person.DoesNotExist):
        people.reveal(house.access("xa.baothuan.doan"), person, "identity", "x")
    with pytest.raises(Forbidden):
        people.reveal(house.access("lanhdao"), person, "identity", "x")


def test_a_changed_wish_counts_until_the_selection(house: House) -> None:
    access, made, korea = house.access("tinh.mttq"), registered(house), programme()
    change_wish(access=access, registration=made, wish=Wish(programme=korea, note="đổi ý"), version=1)
    assert profile(made).market == korea.market
    with pytest.raises(Conflict):
        change_wish(access=access, registration=made, wish=Wish(), version=1)
    wish = Wish(programme=korea, market=market())
    assert "programme" in refusal(lambda: change_wish(access=access, registration=made, wish=wish))
    gone = departed(house)
    change_wish(access=access, registration=gone, wish=Wish(market=korea.market))
    assert profile(gone).market == market()


def test_a_registration_in_the_wrong_commune_is_put_right(house: House) -> None:
    access, made = house.access("tinh.mttq"), registered(house)
    correct_unit(access=access, registration=made, unit=house.bao_thuan)
    assert fresh(made).unit == house.bao_thuan
    assert profile(made).unit == house.bao_thuan
    assert "unit" in refusal(lambda: correct_unit(access=access, registration=made, unit=house.ba_tri))
