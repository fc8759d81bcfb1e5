"""The doctor finds what a hand in the database has broken, and nothing in what the services wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from registrations import doctor
from registrations.models import (
    AllowanceEntry,
    Consent,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from tests.factories.campaigns import House
from tests.factories.registrations import (
    departed,
    market,
    rate,
    referred,
    registered,
    returned,
    selected,
    step,
    withdrawn,
)

Break = Callable[[Registration], object]


def found() -> set[str]:
    return {problem.invariant for problem in doctor.problems()}


def test_it_finds_nothing_in_what_the_services_wrote(house: House) -> None:
    rate(market())
    registered(house, phones=("0912 345 678",))
    departed(house)
    returned(house)
    stopped = withdrawn(house)
    step(house, stopped, "resumed", "01/06/2018")
    step(house, selected(house), "withdrawn", "01/07/2018", reason="family")
    referred(house)
    assert doctor.problems() == []


def unseal_nothing(made: Registration) -> None:
    IdentityNumber.objects.filter(person=made.person).update(sealed=b"\x01\x01" + b"x" * 40)


def file_elsewhere(made: Registration) -> None:
    Phone.objects.filter(person=made.person).update(index="0" * 64)


def decompose(made: Registration) -> None:
    Person.objects.filter(pk=made.person_id).update(hamlet="Ấp Tân Bình".encode().decode() + "a\u0301")


BREAKS: dict[str, tuple[str, Break]] = {
    "a sealed number is damaged": ("I1", unseal_nothing),
    "a phone is filed under another": ("I1", file_elsewhere),
    "a hamlet is decomposed": ("I1", decompose),
    "a name lost its search form": (
        "I1",
        lambda made: Person.objects.filter(pk=made.person_id).update(name_folded="x"),
    ),
    "the stage ran ahead": ("I2", lambda made: Registration.objects.filter(pk=made.pk).update(stage="visa")),
    "the stage has another day": (
        "I2",
        lambda made: Registration.objects.filter(pk=made.pk).update(stage_on=date(2019, 1, 1)),
    ),
    "the selection is counted from another day": (
        "I2",
        lambda made: Registration.objects.filter(pk=made.pk).update(selected_on=date(2018, 7, 2)),
    ),
    "a call is noted that nobody made": (
        "I2",
        lambda made: Registration.objects.filter(pk=made.pk).update(heard_on=date(2018, 7, 2)),
    ),
    "an appointment is lost": (
        "I2",
        lambda made: Registration.objects.filter(pk=made.pk).update(call_on=date(2018, 7, 2)),
    ),
    "the profile is stale": (
        "I3",
        lambda made: Profile.objects.filter(registration=made).update(groups=["poor"]),
    ),
    "the profile is gone": ("I3", lambda made: Profile.objects.filter(registration=made).delete()),
    "a step stands before the one it needs": (
        "I5",
        lambda made: made.milestones.filter(kind="selected").update(on=date(2018, 1, 1)),
    ),
    "a needed step is gone": ("I5", lambda made: made.milestones.filter(kind="selected").delete()),
    "a child departed": (
        "I5",
        lambda made: Person.objects.filter(pk=made.person_id).update(birth_date=date(2001, 1, 1)),
    ),
    "an allowance has another amount": ("I6", lambda made: AllowanceEntry.objects.update(amount=1)),
    "an allowance is paid by a bank": (
        "I6",
        lambda made: AllowanceEntry.objects.update(payer=made.credits.get().organization),
    ),
    "the consent is for something else": (
        "I7",
        lambda made: Consent.objects.filter(person=made.person).update(purpose="publication"),
    ),
    "the consent was withdrawn before": (
        "I7",
        lambda made: Consent.objects.filter(person=made.person).update(withdrawn_on=date(2018, 4, 1)),
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_it_finds_what_a_hand_has_broken(house: House, what: str) -> None:
    rate(market())
    invariant, act = BREAKS[what]
    made = referred(house, phones=("0912345678",)).registration
    step(house, made, "selected", "01/07/2018", market=market(), through_centre=True)
    step(house, made, "departed", "01/10/2018")
    assert doctor.problems() == []
    act(Registration.objects.get(pk=made.pk))
    assert invariant in found()


def test_it_adds_up_the_shares_itself(house: House) -> None:
    made = registered(house)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registrations_credit DISABLE TRIGGER credit_adds_up")
        cursor.execute("UPDATE registrations_credit SET denominator = 3")
        cursor.execute("ALTER TABLE registrations_credit ENABLE TRIGGER credit_adds_up")
    assert [problem.ids for problem in doctor.problems() if problem.invariant == "I3"] == [(str(made.pk),)]


def test_it_names_the_rows_and_not_the_people(house: House) -> None:
    made = registered(house, full_name="Trần Thị Bí Mật")
    Milestone.objects.filter(registration=made).update(on=date(2019, 5, 5))
    text = str(doctor.problems())
    assert str(made.pk) in text
    assert "Bí Mật" not in text
