from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from accounts.context import recorded_at
from campaigns.dates import VIETNAM, PartialDate
from registrations.models import IdentityNumber, Person, Registration
from registrations.services import facts
from registrations.services.candidates import Belonging, GroupClaim, Wish
from tests.factories.campaigns import House, merge, unit
from tests.factories.registrations import (
    agreed,
    day,
    market,
    number,
    programme,
    registered,
    result,
)
from tests.registrations.sentences import refusal


def test_a_person_is_stored_in_one_spelling(house: House) -> None:
    made = registered(house, full_name="  TRẦN   THI\u0323 ÚT ", hamlet="Ấp  Tân\u200b Bình")
    assert made.person.full_name == "Trần Thị Út"
    assert made.person.hamlet == "Ấp Tân Bình"
    assert made.person.name_folded == "tran thi ut"


def test_a_registration_starts_with_one_milestone_whole_credit_and_a_profile(house: House) -> None:
    made = registered(house)
    assert made.stage == Registration.Stage.REGISTERED
    assert made.stage_on == date(2018, 3, 5)
    assert made.milestones.get().kind == "registered"
    share = made.credits.get()
    assert (share.organization.code, share.share, share.is_lead) == ("phunu", 1, True)
    assert made.profiles.get().unit == house.bao_thanh


def test_the_number_says_what_was_left_open(house: House) -> None:
    made = registered(
        house, identity=number(female=False, year=1999), sex="unknown", birth=PartialDate.unknown()
    )
    assert made.person.sex == Person.Sex.MALE
    assert made.person.birth == day("1999")


def test_an_unknown_birth_and_sex_stay_unknown_without_a_number(house: House) -> None:
    made = result(house, identity="", sex="unknown", birth=PartialDate.unknown())
    assert made.person.sex == Person.Sex.UNKNOWN
    assert made.person.birth_date is None
    assert any("ngày sinh" in text for text in made.warnings)


def test_numbers_and_phones_are_sealed_and_found_again(house: House) -> None:
    key = number()
    made = registered(house, identity=key, phones=("0912 345 678; 01653456789",))
    row = IdentityNumber.objects.get(person=made.person)
    assert key.encode() not in bytes(row.sealed)
    assert row.value == key
    assert facts.holder_of(key) == made.person
    assert sorted(phone.value for phone in made.person.phones.all()) == ["0353456789", "0912345678"]


def test_a_registration_keeps_where_the_person_wants_to_go(house: House) -> None:
    eps = programme()
    made = registered(house, wish=Wish(programme=eps, note="  muốn đi\n sớm "))
    assert (made.market, made.programme, made.channel) == (eps.market, eps, eps.channel)
    assert made.note == "muốn đi\nsớm"


def test_everything_that_hangs_on_the_person_is_written(house: House) -> None:
    women = house.organizations["phunu"]
    made = registered(
        house,
        groups=(GroupClaim("poor", date(2018, 1, 1), "Sổ hộ nghèo"),),
        affiliations=(Belonging(women, "child", "NGUYỄN THỊ TƯ"),),
        consents=(agreed("campaign"),),
    )
    assert made.person.groups.get().group == "poor"
    assert made.person.affiliations.get().member_name == "Nguyễn Thị Tư"
    assert made.person.consents.get().purpose == "campaign"
    profile = made.profiles.get()
    assert profile.groups == ["poor"]
    assert profile.relations == {"phunu": "child"}


Refused = tuple[str, dict[str, Any], str]

REFUSALS: dict[str, Refused] = {
    "no name": ("full_name", {"full_name": " "}, "Nhập"),
    "a name with digits": ("full_name", {"full_name": "Lê Văn 2"}, "chữ số"),
    "eleven digits": ("identity", {"identity": "08319800001"}, "11"),
    "a number of the other sex": ("identity", {"identity": "083098000001"}, "Nam"),
    "a number of another year": ("identity", {"identity": "083197000001"}, "1997"),
    "no telephone number": ("phones", {"phones": ("091234",)}, "091234"),
    "a day in the future": ("on", {"on": "05/03/2030"}, "tương lai"),
    "a day before the campaign": ("on", {"on": "05/03/2016"}, "29/11/2017"),
    "a day after the campaign": ("on", {"on": "05/03/2021"}, "31/12/2020"),
    "a child": ("birth", {"birth": day("05/03/2010"), "identity": ""}, "15"),
    "an old man": ("birth", {"birth": day("1930"), "identity": ""}, "70"),
    "a birth after the registration": ("birth", {"birth": day("2019"), "identity": ""}, "sau"),
    "a sex that is none": ("sex", {"sex": "nữ", "identity": ""}, "nữ"),
    "a group of the future": ("groups", {"groups": (GroupClaim("poor", date(2090, 1, 1)),)}, "tương lai"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_it_refuses_with_a_sentence_at_the_field(house: House, what: str) -> None:
    field, given, words = REFUSALS[what]
    errors = refusal(lambda: registered(house, **given))
    assert list(errors) == [field]
    assert words in " ".join(errors[field])
    assert not Person.objects.exists()


def test_all_refusals_are_told_at_once(house: House) -> None:
    errors = refusal(lambda: registered(house, full_name="", phones=("1",), on="05/03/2030"))
    assert set(errors) == {"full_name", "phones", "on"}


def test_a_month_is_within_the_campaign_when_one_of_its_days_is(house: House) -> None:
    assert registered(house, on="11/2017").stage_on == date(2017, 11, 1)
    assert "on" in refusal(lambda: registered(house, on="10/2017"))


def test_what_is_recorded_in_the_past_cannot_know_the_future(house: House) -> None:
    with recorded_at(datetime(2018, 3, 5, 8, tzinfo=VIETNAM)):
        assert registered(house).recorded_at.year == 2018
        assert "on" in refusal(lambda: registered(house, on="06/03/2018"))


def test_a_unit_outside_the_area_is_refused(house: House) -> None:
    assert "nằm ngoài" in refusal(lambda: registered(house, unit=house.tan_thach))["unit"][0]


def test_a_district_is_no_commune(house: House) -> None:
    access = house.access("huyen.batri.phunu")
    assert "unit" in refusal(lambda: registered(house, access, unit=house.ba_tri))


def test_a_unit_that_is_gone_names_its_successor(house: House) -> None:
    old = unit("29999", "Phú Ngãi", "commune", house.ba_tri, valid_to=date(2020, 1, 31))
    merge(old, house.bao_thanh, date(2020, 2, 1))
    access = house.access("huyen.batri.phunu")
    assert registered(house, access, unit=old, on="31/01/2020").unit == old
    errors = refusal(lambda: registered(house, access, unit=old, on="01/02/2020"))
    assert "Xã Bảo Thạnh" in errors["unit"][0]


def test_a_unit_that_is_not_there_yet_names_what_it_was(house: House) -> None:
    new = unit("29998", "Tân Mỹ", "commune", house.ba_tri, valid_from=date(2020, 2, 1))
    merge(house.bao_thuan, new, date(2020, 2, 1))
    access = house.access("huyen.batri.phunu")
    errors = refusal(lambda: registered(house, access, unit=new, on="05/03/2018"))
    assert "Xã Bảo Thuận" in errors["unit"][0]


def test_a_programme_of_another_market_is_refused(house: House) -> None:
    wish = Wish(market=market(), programme=programme())
    assert "programme" in refusal(lambda: registered(house, wish=wish))


def test_an_age_outside_the_programme_is_a_warning(house: House) -> None:
    eps = programme(age_min=18, age_max=39)
    made = result(house, birth=day("05/03/1970"), wish=Wish(programme=eps))
    assert any("39" in text for text in made.warnings)


def test_somebody_of_seventeen_may_register_and_is_told(house: House) -> None:
    made = result(house, birth=day("06/03/2000"), on="05/03/2018")
    assert made.outcome == "created"
    assert any("18" in text for text in made.warnings)


def test_a_number_from_another_province_is_a_warning(house: House) -> None:
    assert any("Trà Vinh" in text for text in result(house, identity=number(province="084")).warnings)
