from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from campaigns.access import Forbidden
from registrations.models import Credit, Person, Registration
from registrations.services.candidates import Belonging
from tests.factories.campaigns import House
from tests.factories.registrations import (
    candidate,
    departed,
    number,
    registered,
    result,
    returned,
    step,
    withdrawn,
)
from tests.registrations.sentences import refusal


def test_the_second_body_shares_the_credit_and_no_second_row_is_stored(house: House) -> None:
    someone = candidate(house.bao_thanh)
    first = result(house, someone=someone)
    second = result(house, house.access("tinh.nongdan"), someone=someone)
    assert (first.outcome, second.outcome) == ("created", "co_mobilised")
    assert second.registration == first.registration
    assert Person.objects.count() == Registration.objects.count() == 1
    held = {row.organization.code: row for row in Credit.objects.filter(superseded_at=None)}
    assert {code: str(row.share) for code, row in held.items()} == {"phunu": "1/2", "nongdan": "1/2"}
    assert held["phunu"].is_lead
    assert (held["phunu"].status, held["nongdan"].status) == ("confirmed", "proposed")


def test_three_bodies_have_a_third_each(house: House) -> None:
    someone = candidate(house.bao_thanh)
    for name in ("xa.baothanh.phunu", "tinh.nongdan", "tinh.mttq"):
        made = result(house, house.access(name), someone=someone).registration
    shares = made.credits.filter(superseded_at=None)
    assert [str(row.share) for row in shares] == ["1/3"] * 3
    assert sum(row.is_lead for row in shares) == 1


def test_the_same_body_again_changes_nothing(house: House) -> None:
    someone = candidate(house.bao_thanh)
    result(house, someone=someone)
    trail = AuditEntry.objects.count()
    again = result(house, house.access("huyen.batri.phunu"), someone=someone)
    assert again.outcome == "already"
    assert Credit.objects.count() == 1
    assert AuditEntry.objects.count() == trail


def test_the_second_body_adds_what_it_knows_and_overwrites_nothing(house: House) -> None:
    key = number()
    registered(house, identity=key, full_name="Nguyễn Thị Lan", phones=("0912345678",))
    farmers = house.organizations["nongdan"]
    someone = candidate(
        house.bao_thanh,
        identity=key,
        full_name="Nguyễn Thị Ngọc Lan",
        phones=("0912345678", "0987654321"),
        affiliations=(Belonging(farmers, "child"),),
    )
    made = result(house, house.access("tinh.nongdan"), someone=someone)
    assert made.person.full_name == "Nguyễn Thị Lan"
    assert made.person.phones.count() == 2
    assert made.registration.profiles.get(superseded_at=None).relations == {"nongdan": "child"}


def test_a_body_elsewhere_gets_its_share_and_does_not_see_the_person(house: House) -> None:
    someone = candidate(house.bao_thanh)
    made = result(house, someone=someone).registration
    farmers = house.access("huyen.chauthanh.nongdan")
    elsewhere = candidate(house.tan_thach, identity=someone.identity, full_name=someone.full_name)
    assert result(house, farmers, someone=elsewhere).outcome == "co_mobilised"
    assert not Registration.objects.within(farmers).exists()
    assert Registration.objects.within(house.access("tinh.nongdan")).get() == made
    assert Registration.objects.get(pk=made.pk).unit == house.bao_thanh


def test_the_number_of_somebody_else_is_refused_without_telling_who(house: House) -> None:
    key = number()
    registered(house, identity=key, full_name="Nguyễn Thị Lan")
    errors = refusal(lambda: registered(house, identity=key, full_name="Phạm Thị Hoa"))
    assert "Ng. T. L***" in errors["identity"][0]
    assert "Lan" not in errors["identity"][0]


def test_only_who_sees_everybody_may_name_another_body(house: House) -> None:
    farmers = house.organizations["nongdan"]
    made = registered(house, house.access("tinh.mttq"), organization=farmers)
    assert made.credits.get().organization == farmers
    assert "organization" in refusal(lambda: registered(house, organization=farmers))


def test_a_bank_mobilises_nobody(house: House) -> None:
    bank = house.organizations["nhcsxh"]
    assert "organization" in refusal(lambda: registered(house, house.access("tinh.mttq"), organization=bank))


@pytest.mark.parametrize("name", ["lanhdao", "ttdvvl", "nhcsxh.batri", "kiemtra", "quantri"])
def test_who_may_not_write_people_registers_nobody(house: House, name: str) -> None:
    with pytest.raises(Forbidden):
        registered(house, house.access(name))


def test_who_returned_may_register_again(house: House) -> None:
    someone = candidate(house.bao_thanh)
    returned(house, on_="01/10/2019", someone=someone)
    assert "01/10/2019" in refusal(lambda: registered(house, someone=someone, on="30/09/2019"))["on"][0]
    again = result(house, someone=someone, on="05/03/2020")
    assert again.outcome == "created"
    assert again.person.registrations.count() == 2


def test_who_is_abroad_cannot_register_again(house: House) -> None:
    someone = candidate(house.bao_thanh)
    departed(house, someone=someone)
    errors = refusal(lambda: registered(house, house.access("tinh.mttq"), someone=someone, on="05/03/2019"))
    assert "01/10/2018" in errors["on"][0]


def test_a_late_list_still_shares_the_credit_of_who_has_departed(house: House) -> None:
    someone = candidate(house.bao_thanh)
    departed(house, someone=someone)
    assert result(house, house.access("tinh.nongdan"), someone=someone).outcome == "co_mobilised"


def test_who_withdrew_and_registers_again_goes_on(house: House) -> None:
    someone = candidate(house.bao_thanh)
    made = withdrawn(house, someone=someone)
    again = result(house, someone=someone, on="01/09/2018")
    assert again.outcome == "already"
    assert again.registration.pk == made.pk
    assert again.registration.stage == Registration.Stage.REGISTERED
    assert any("01/05/2018" in text for text in again.warnings)


def test_an_old_list_read_again_does_not_undo_a_withdrawal(house: House) -> None:
    someone = candidate(house.bao_thanh)
    withdrawn(house, someone=someone)
    again = result(house, someone=someone)
    assert again.registration.stage == Registration.Stage.WITHDRAWN


def test_the_database_refuses_a_second_open_registration(house: House) -> None:
    made = registered(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            person=made.person, campaign=house.campaign, unit=made.unit, stage_on=made.stage_on
        )


def test_people_of_demo_accounts_are_marked(house: House) -> None:
    account = house.user("xa.baothanh.phunu")
    account.is_demo = True
    account.save()
    made = registered(house)
    assert made.is_demo
    assert made.person.is_demo


def test_the_steps_of_others_are_kept_when_a_body_joins(house: House) -> None:
    someone = candidate(house.bao_thanh)
    made = registered(house, someone=someone)
    step(house, made, "consulted", "10/03/2018")
    again = result(house, house.access("tinh.nongdan"), someone=someone, on="15/03/2018")
    assert again.registration.stage == Registration.Stage.CONSULTED
