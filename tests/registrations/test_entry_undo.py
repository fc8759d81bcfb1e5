"""Ten minutes to take a line back: what it wrote goes, what anybody else wrote stays, and nothing stays counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from campaigns.dates import as_partial
from registrations import doctor
from registrations.models import (
    Credit,
    EntryLine,
    EntrySession,
    GroupStatus,
    IdentityNumber,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from registrations.services import credit, entry, loans, milestones, people, undo
from registrations.services.candidates import Belonging, GroupClaim
from tests.factories.campaigns import House
from tests.factories.entry import LIST_DAY, line, session
from tests.factories.registrations import agreed, branch, market, number, registered, returned, withdrawn

OFFICER = "xa.baothanh.phunu"
KEPT = {"registrations.entryline", "registrations.entrysession", "accounts.auditentry", "accounts.auditlink"}
Touch = Callable[[House, Registration], Any]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of people and what follows from them, but for the line itself."""
    rows = {}
    for model in apps.get_app_config("registrations").get_models():
        if model._meta.label_lower not in KEPT:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")
                rows[model._meta.label_lower] = [tuple(map(plain, row)) for row in cursor.fetchall()]
    return rows


def plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, memoryview) else str(value)


def full(house: House) -> dict[str, Any]:
    """A line with all that can hang on it."""
    return {
        "phones": ("0912345678",),
        "groups": (GroupClaim("poor", LIST_DAY, "Sổ 12"),),
        "consents": (agreed("campaign", LIST_DAY),),
        "affiliations": (Belonging(house.organizations["phunu"]),),
        "market": market(),
    }


def take_back(house: House, entered: entry.Entered) -> EntryLine:
    return undo.undo_line(access=house.access(OFFICER), line=entered.line)


# --- somebody new -----------------------------------------------------------------------------------------------------


def test_after_undo_the_house_is_as_it_was_before(house: House) -> None:
    registered(house)
    made, before = session(house), everything()
    done = line(house, made, **full(house))
    assert everything() != before

    row = take_back(house, done)
    row.refresh_from_db()
    assert everything() == before
    assert (row.registration, row.undone_at is None) == (None, False)
    assert entry.next_position(made) == 1
    assert doctor.problems() == []


def test_the_trail_says_what_went_and_names_nobody(house: House) -> None:
    done = line(house, session(house), full_name="Phạm Thị Nhầm", identity="083198765432", **full(house))
    person = done.person.pk
    take_back(house, done)

    told = AuditEntry.objects.get(action="registration.taken_back")
    assert told.changes["person"] == str(person)
    assert told.changes["rows"]["registrations.phone"] == 1
    assert told.changes["rows"]["registrations.milestone"] == 1
    assert "Nhầm" not in str(told.changes)
    assert "083198765432" not in str(told.changes)


def test_the_number_of_a_line_taken_back_may_be_entered_again(house: House) -> None:
    made, mine = session(house), number()
    take_back(house, line(house, made, identity=mine))
    assert line(house, made, identity=mine).line.outcome == "created"
    assert doctor.problems() == []


def test_after_ten_minutes_a_line_stays(house: House) -> None:
    done = line(house, session(house))
    EntryLine.objects.filter(pk=done.line.pk).update(
        created_at=done.line.created_at - timedelta(minutes=10, seconds=1)
    )
    with pytest.raises(ValidationError):
        take_back(house, done)
    assert Registration.objects.count() == 1


def test_a_line_is_taken_back_once_and_only_by_its_officer(house: House) -> None:
    done = line(house, session(house))
    with pytest.raises(EntryLine.DoesNotExist):
        undo.undo_line(access=house.access("huyen.batri.phunu"), line=done.line)
    take_back(house, done)
    with pytest.raises(ValidationError):
        take_back(house, done)


def consulted(house: House, row: Registration) -> None:
    milestones.record(
        access=house.access("tinh.mttq"), registration=row, kind="consulted", on=as_partial(date(2018, 4, 11))
    )


def shared(house: House, row: Registration) -> None:
    credit.add_mobiliser(
        access=house.access("tinh.mttq"), registration=row, organization=house.organizations["doan"]
    )


def renamed(house: House, row: Registration) -> None:
    people.change_person(access=house.access("tinh.mttq"), person=row.person, full_name="Lê Thị Khác")


def phoned(house: House, row: Registration) -> None:
    people.add_phone(access=house.access("tinh.mttq"), person=row.person, number="0987654321")


def referred(house: House, row: Registration) -> None:
    people.give_consent(
        access=house.access("tinh.mttq"),
        person=row.person,
        purpose="bank",
        given_on=LIST_DAY,
        evidence="Mẫu 03",
    )
    loans.refer(
        access=house.access("tinh.mttq"), registration=row, branch=branch(house), requested=80_000_000,
        purpose="cost", on=date(2018, 6, 5),
    )  # fmt: skip


def entered_elsewhere(house: House, row: Registration) -> None:
    mine = row.person.identities.get().value
    access = house.access("huyen.batri.phunu")
    line(house, session(house, access), access, identity=mine, full_name=row.person.full_name)


@pytest.mark.parametrize(
    "touch", [consulted, shared, renamed, phoned, referred, entered_elsewhere], ids=lambda one: one.__name__
)
def test_what_somebody_has_built_on_is_not_taken_away(house: House, touch: Touch) -> None:
    done = line(house, session(house), **full(house))
    touch(house, done.line.registration)  # type: ignore[arg-type]
    before = everything()
    with pytest.raises(ValidationError):
        take_back(house, done)
    assert everything() == before
    assert EntryLine.objects.get(pk=done.line.pk).undone_at is None


# --- somebody known ---------------------------------------------------------------------------------------------------


def test_only_the_proposed_share_goes_and_the_old_shares_hold_again(house: House) -> None:
    mine = number()
    theirs = registered(
        house, house.access("xa.baothuan.doan"), unit=house.bao_thuan, identity=mine, full_name="Lê Thị Chung"
    )
    done = line(house, session(house), identity=mine, full_name="Lê Thị Chung", **full(house))
    assert done.line.outcome == "co_mobilised"

    take_back(house, done)
    held = Credit.objects.filter(registration=theirs, superseded_at__isnull=True)
    assert [(row.organization.code, row.share, row.is_lead, row.status) for row in held] == [
        ("doan", 1, True, "confirmed")
    ]
    assert (
        Credit.objects.filter(registration=theirs).count() == 4
    )  # the share of these minutes stays in the history
    assert list(theirs.credit_proposals.values_list("kind", "state")) == [("join", "withdrawn")]
    assert not theirs.person.phones.exists()
    assert not theirs.person.consents.exists()
    assert Registration.objects.get() == theirs
    assert AuditEntry.objects.get(action="registration.addition_taken_back").object_ids == [str(theirs.pk)]
    assert doctor.problems() == []


def test_facts_that_were_known_before_stay(house: House) -> None:
    mine = number()
    theirs = registered(
        house, house.access("xa.baothuan.doan"), unit=house.bao_thuan, identity=mine, full_name="Lê Thị Chung",
        phones=("0912345678",), consents=(agreed(),),
    )  # fmt: skip
    done = line(
        house, session(house), identity=mine, full_name="Lê Thị Chung", phones=("0912345678", "0987654321")
    )
    take_back(house, done)
    assert [phone.value for phone in Phone.objects.filter(person=theirs.person)] == ["0912345678"]
    assert theirs.person.consents.get().purpose == "bank"


def test_a_share_that_is_settled_is_not_taken_back(house: House) -> None:
    mine = number()
    theirs = registered(
        house, house.access("xa.baothuan.doan"), unit=house.bao_thuan, identity=mine, full_name="Lê Thị Chung"
    )
    done = line(house, session(house), identity=mine, full_name="Lê Thị Chung")
    credit.confirm(access=house.access("xa.baothuan.doan"), registration=theirs)
    with pytest.raises(ValidationError):
        take_back(house, done)
    assert Credit.objects.filter(registration=theirs, superseded_at__isnull=True).count() == 2


def test_a_line_of_the_own_body_again_takes_back_only_what_it_added(house: House) -> None:
    mine = number()
    own = registered(house, identity=mine, full_name="Lê Thị Chung", unit=house.bao_thanh)
    done = line(
        house, session(house), identity=mine, full_name="Lê Thị Chung", groups=(GroupClaim("poor", LIST_DAY),)
    )
    assert done.line.outcome == "already"
    assert Profile.objects.get(registration=own, superseded_at__isnull=True).groups == ["poor"]
    take_back(house, done)
    assert Profile.objects.get(registration=own, superseded_at__isnull=True).groups == []
    assert not GroupStatus.objects.exists()
    assert doctor.problems() == []


def test_the_person_of_an_earlier_registration_stays_when_the_second_goes(house: House) -> None:
    mine = number()
    first = returned(house, identity=mine, full_name="Lê Thị Về")
    made, before = session(house), everything()
    EntrySession.objects.update(on=date(2020, 10, 10))
    done = line(house, made, identity=mine, full_name="Lê Thị Về", phones=("0912345678",))
    assert done.line.outcome == "created"
    take_back(house, done)
    assert everything() == before
    assert (Person.objects.get(), Registration.objects.get()) == (first.person, first)
    assert IdentityNumber.objects.count() == 1


def test_a_registration_taken_up_again_is_mended_on_its_own_page(house: House) -> None:
    mine = number()
    withdrawn(house, on_="01/03/2018", on="01/02/2018", identity=mine, full_name="Lê Thị Lại")
    done = line(house, session(house), identity=mine, full_name="Lê Thị Lại")
    with pytest.raises(ValidationError):
        take_back(house, done)
    assert Milestone.objects.filter(kind="resumed", superseded_at__isnull=True).exists()
