from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.conflicts import Conflict
from accounts.context import recorded_at
from campaigns.access import Access, Forbidden
from campaigns.dates import VIETNAM
from campaigns.models import Organization
from registrations.models import Credit, Registration, known_at
from registrations.services import credit
from tests.factories.campaigns import House
from tests.factories.registrations import candidate, fresh, registered, result
from tests.registrations.sentences import said


def together(house: House, *names: str) -> Registration:
    """Registered by the Women's Union of Bảo Thạnh, then by the others."""
    someone = candidate(house.bao_thanh)
    made = registered(house, someone=someone)
    for name in names:
        result(house, house.access(name), someone=someone)
    return made


def held(registration: Registration) -> dict[str, str]:
    return {row.organization.code: str(row.share) for row in credit.active(registration)}


def agree(house: House, made: Registration, by: str, lead: str, **parts: str) -> list[Credit]:
    bodies = house.organizations
    return credit.share(
        registration=made,
        shares={bodies[code]: Fraction(part) for code, part in parts.items()},
        lead=bodies[lead],
        access=house.access(by),
    )


def test_shares_are_exact_whatever_their_denominators(house: House) -> None:
    made = together(house, "tinh.nongdan", "tinh.mttq")
    agree(house, made, "tinh.mttq", "phunu", phunu="1/2", nongdan="1/3", mttq="1/6")
    assert held(made) == {"phunu": "1/2", "nongdan": "1/3", "mttq": "1/6"}
    assert sum((row.share for row in credit.active(made)), Fraction(0)) == 1


def test_what_held_before_is_kept_and_can_be_asked_for(house: House) -> None:
    with recorded_at(datetime(2018, 3, 6, tzinfo=VIETNAM)):
        made = together(house)
    moment = datetime(2018, 3, 7, tzinfo=VIETNAM)
    with recorded_at(datetime(2018, 3, 8, tzinfo=VIETNAM)):
        agree(house, made, "tinh.mttq", "doan", doan="1")
    then = Credit.objects.filter(known_at(moment), registration=made)
    assert [row.organization.code for row in then] == ["phunu"]
    assert held(made) == {"doan": "1"}


@pytest.mark.parametrize(
    ("lead", "parts", "words"),
    [
        ("phunu", {"phunu": "1/2", "nongdan": "1/3"}, "5/6"),
        ("phunu", {"phunu": "1", "nongdan": "1/3"}, "4/3"),
        ("phunu", {"phunu": "1", "nongdan": "0"}, "lớn hơn 0"),
        ("phunu", {"phunu": "2", "nongdan": "-1"}, "lớn hơn 0"),
        ("doan", {"phunu": "1/2", "nongdan": "1/2"}, "Đầu mối"),
        ("phunu", {"phunu": "1/2", "nhcsxh": "1/2"}, "Ngân hàng"),
    ],
)
def test_shares_that_cannot_be_are_refused(
    house: House, lead: str, parts: dict[str, str], words: str
) -> None:
    made = together(house, "tinh.nongdan")
    before = held(made)
    assert words in said(lambda: agree(house, made, "tinh.mttq", lead, **parts))
    assert held(made) == before


@pytest.mark.parametrize("name", ["xa.baothanh.phunu", "tinh.nongdan", "huyen.batri.mttq", "tinh.sld"])
def test_only_the_coordinator_sets_shares_without_asking(house: House, name: str) -> None:
    made = together(house, "tinh.nongdan")
    with pytest.raises(Forbidden):
        agree(house, made, name, "phunu", phunu="3/4", nongdan="1/4")
    rows = agree(house, made, "tinh.mttq", "phunu", phunu="3/4", nongdan="1/4")
    assert {row.status for row in rows} == {"confirmed"}


def test_shares_are_agreed_on_what_was_shown(house: House) -> None:
    made = together(house, "tinh.nongdan")
    agree(house, made, "tinh.mttq", "phunu", phunu="1")
    access, women = house.access("tinh.mttq"), house.organizations["phunu"]
    with pytest.raises(Conflict):
        credit.share(registration=made, shares={women: Fraction(1)}, lead=women, access=access, version=1)
    assert fresh(made).version == 2


def test_a_share_that_stands_alone_is_not_disputed(house: House) -> None:
    assert credit.dispute(registration=together(house), note="Không", access=house.access("tinh.mttq")) == 0


def add(made: Registration, body: Organization, access: Access) -> bool:
    return credit.add_mobiliser(registration=made, organization=body, access=access)


def test_a_body_is_named_as_mobiliser_by_itself_or_by_who_sees_everybody(house: House) -> None:
    made, bodies = together(house), house.organizations
    assert add(made, bodies["mttq"], house.access("huyen.batri.mttq"))
    assert add(made, bodies["nongdan"], house.access("tinh.mttq"))
    assert not add(made, bodies["nongdan"], house.access("tinh.mttq"))
    assert said(lambda: add(made, bodies["doan"], house.access("xa.baothanh.phunu")))
    assert said(lambda: add(made, bodies["nhcsxh"], house.access("tinh.mttq")))
    assert held(made) == {"phunu": "1/3", "mttq": "1/3", "nongdan": "1/3"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registrations_credit SET numerator = 1, denominator = 2",
        "UPDATE registrations_credit SET is_lead = false",
        "UPDATE registrations_credit SET superseded_at = now()",
    ],
)
def test_the_database_refuses_credit_that_does_not_add_up(house: House, statement: str) -> None:
    registered(house)
    with (
        pytest.raises(IntegrityError, match="exactly 1"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_a_registration_without_credit(house: House) -> None:
    person = registered(house).person
    person.registrations.update(stage="returned")
    with (
        pytest.raises(IntegrityError, match="exactly 1"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        Registration.objects.create(
            person=person, campaign=house.campaign, unit=house.bao_thanh, stage_on="2020-01-01"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    person.registrations.update(stage="registered")
