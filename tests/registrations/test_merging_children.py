"""What hangs on two records of one person is all there afterwards, kind by kind, and all back where it was when it is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from outreach.models import Invitee
from registrations import doctor
from registrations.models import (
    Affiliation,
    AllowanceEntry,
    Consent,
    Contact,
    Credit,
    CreditProposal,
    GroupStatus,
    IdentityNumber,
    LoanReferral,
    Milestone,
    Person,
    Phone,
    Registration,
    Support,
    Training,
)
from registrations.services import contacts, loans, merging, people, supports, trainings
from registrations.services.merging import records
from tests.factories import outreach
from tests.factories.campaigns import House
from tests.factories.merging import farmers, merged, women
from tests.factories.registrations import agreed as consent
from tests.factories.registrations import branch, fresh, market, rate, step
from tests.registrations.sentences import said

Give = Callable[[House, Registration, int], Any]


def front(house: House) -> Any:
    return house.access("tinh.mttq")


def of_person(house: House, to: Registration) -> dict[str, Any]:
    return {"access": front(house), "person": fresh(to).person}


def _phone(house: House, to: Registration, nth: int) -> Any:
    return people.add_phone(number=f"091234567{nth}", **of_person(house, to))


def _group(house: House, to: Registration, nth: int) -> Any:
    group = ("poor", "merit")[nth]
    return people.add_group(
        group=group, valid_from=date(2018, 1, 1), evidence="QĐ 12", **of_person(house, to)
    )


def _tie(house: House, to: Registration, nth: int) -> Any:
    body = house.organizations[("phunu", "doan")[nth]]
    return people.add_affiliation(organization=body, **of_person(house, to))


def _consent(house: House, to: Registration, nth: int) -> Any:
    purpose = ("campaign", "enterprise")[nth]
    return people.give_consent(purpose=purpose, given_on=date(2018, 3, 1), **of_person(house, to))


def _training(house: House, to: Registration, nth: int) -> Any:
    return trainings.begin(
        access=front(house), registration=to, kind="language", started_on=date(2018, 7, 1 + nth)
    )


def _support(house: House, to: Registration, nth: int) -> Any:
    kind = ("language", "health")[nth]
    return supports.pay(
        access=front(house),
        registration=to,
        kind=kind,
        amount=1_000_000,
        paid_on=date(2018, 8, 1),
        payer="Sở",
    )


def _loan(house: House, to: Registration, nth: int) -> Any:
    _agree(house, to)
    return loans.refer(
        access=front(house),
        registration=to,
        branch=branch(house, (house.ba_tri, house.chau_thanh)[nth]),
        requested=80_000_000,
        purpose=LoanReferral.Purpose.COST,
        on=date(2018, 6, 5),
    )


def _agree(house: House, to: Registration) -> Any:
    return people.give_consent(purpose="bank", given_on=date(2018, 5, 1), **of_person(house, to))


def _selected(house: House, to: Registration, nth: int) -> Any:
    return step(house, to, "selected", "01/06/2018", market=market(), through_centre=True)


def _contact(house: House, to: Registration, nth: int) -> Any:
    return contacts.record(access=front(house), registration=to, result="reached", on=date(2018, 4, 1 + nth))


def _nothing(house: House, to: Registration, nth: int) -> Any:
    return None


KINDS: list[tuple[type[Model], Give]] = [
    (IdentityNumber, _nothing),
    (Phone, _phone),
    (GroupStatus, _group),
    (Affiliation, _tie),
    (Consent, _consent),
    (Training, _training),
    (Support, _support),
    (LoanReferral, _loan),
    (Contact, _contact),
]


def owner(row: Any) -> Any:
    return row.person_id if hasattr(row, "person_id") else row.registration.person_id


@pytest.mark.parametrize(("model", "give"), KINDS, ids=lambda value: getattr(value, "__name__", ""))
def test_children_of_every_kind_go_over_and_are_counted(house: House, model: type[Model], give: Give) -> None:
    mine, theirs = women(house), farmers(house)
    give(house, mine, 0)
    give(house, theirs, 1)
    keys = set(model._default_manager.values_list("pk", flat=True))
    done = merged(house, mine.person, theirs.person)
    rows = model._default_manager.all()
    assert {row.pk for row in rows} == keys
    assert {owner(row) for row in rows} == {mine.person_id}
    assert done.counts[model._meta.label] == [1, 1, 2, 0]
    assert doctor.problems() == []


@pytest.mark.parametrize("give", [give for _model, give in KINDS], ids=lambda give: give.__name__)
def test_undoing_restores_every_row_of_both(house: House, give: Give) -> None:
    rate(market())
    mine, theirs = women(house), farmers(house)
    give(house, mine, 0)
    give(house, theirs, 1)
    step(house, theirs, "selected", "01/06/2018", market=market(), through_centre=True)
    before = whole(mine, theirs)
    done = merged(house, mine.person, theirs.person)
    assert whole(mine, theirs) != before
    merging.undo(access=front(house), proposal=done)
    assert whole(mine, theirs) == before
    assert doctor.problems() == []


def whole(*registrations: Registration) -> records.Dump:
    """Every row of every table about the two, but for the versions: those go on, for whoever has a page open."""
    found = records.dump([registration.person_id for registration in registrations])
    for rows in found.values():
        for row in rows.values():
            row.pop("version", None)
    return found


def test_every_table_that_points_at_a_person_or_registration_is_thought_of() -> None:
    """A new table of theirs must say whether its rows go over or stay with the record that they wrote."""
    known = {*records.OF_PERSON, *records.OF_REGISTRATION, *records.STAY}
    known |= {Person, Registration, *(rows.model for rows in records.tables([]))}
    pointing = {
        relation.related_model
        for model in (Person, Registration)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    assert pointing - known == set()


def test_a_number_that_went_over_still_opens_and_still_finds(house: House) -> None:
    mine, theirs = women(house, phones=("0912345678",)), farmers(house, phones=("0987654321",))
    numbers = {row.value for row in IdentityNumber.objects.all()}
    merged(house, mine.person, theirs.person)
    assert {row.value for row in mine.person.identities.all()} == numbers
    assert {row.value for row in mine.person.phones.all()} == {"0912345678", "0987654321"}


def test_of_two_cards_of_one_kind_somebody_says_which_holds(house: House) -> None:
    mine, theirs = women(house, identity="083198000111"), farmers(house)
    assert "Căn cước" in said(lambda: merged(house, mine.person, theirs.person))
    merged(house, mine.person, theirs.person, number_cccd="absorbed")
    held = {row.value: row.superseded_at is None for row in mine.person.identities.all()}
    assert held == {"083198000111": False, "083198000777": True}
    assert doctor.problems() == []


def test_a_card_that_contradicts_the_chosen_birth_is_refused(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    Person.objects.filter(pk=mine.person_id).update(birth_date=date(1990, 3, 5))
    sentences = said(lambda: merged(house, fresh(mine).person, theirs.person, birth="kept"))
    assert "1998" in sentences or "1990" in sentences
    merged(house, fresh(mine).person, theirs.person, birth="absorbed")
    assert fresh(mine).person.birth_date == date(1998, 3, 5)


def test_field_by_field_the_chosen_value_holds_and_gaps_are_filled(house: House) -> None:
    mine = women(house, hamlet="Ấp Thạnh Quí", education="12/12")
    theirs = farmers(house, hamlet="Ấp 9", skills="May công nghiệp", full_name="Nguyễn Thị Nhung")
    merged(house, mine.person, theirs.person, full_name="absorbed", hamlet="kept", unit="kept")
    person = fresh(mine).person
    assert (person.full_name, person.hamlet) == ("Nguyễn Thị Nhung", "Ấp Thạnh Quí")
    assert (person.education, person.skills) == ("12/12", "May công nghiệp")
    assert doctor.problems() == []


def test_of_two_consents_the_older_holds_and_the_loans_lean_on_it(house: House) -> None:
    mine, theirs = (
        women(house, consents=(consent(on=date(2018, 5, 1)),)),
        farmers(house, consents=(consent(on=date(2018, 3, 1)),)),
    )
    loans.refer(
        access=front(house),
        registration=theirs,
        branch=branch(house),
        requested=1_000,
        purpose="cost",
        on=date(2018, 4, 6),
    )
    done = merged(house, mine.person, theirs.person)
    row = mine.person.consents.get()
    assert row.given_on == date(2018, 3, 1)
    assert LoanReferral.objects.get().consent == row
    assert done.counts[Consent._meta.label] == [1, 1, 1, 1]
    assert doctor.problems() == []


def test_of_two_spans_in_one_group_the_longer_holds(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    for registration, since in ((mine, date(2018, 6, 1)), (theirs, date(2017, 1, 1))):
        people.add_group(group="poor", valid_from=since, **of_person(house, registration))
    merged(house, mine.person, theirs.person)
    assert mine.person.groups.get().valid_from == date(2017, 1, 1)
    assert doctor.problems() == []


def test_of_two_ties_to_one_body_the_chosen_holds(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    body = house.organizations["phunu"]
    for registration, relation in ((mine, "child"), (theirs, "self")):
        people.add_affiliation(organization=body, relation=relation, **of_person(house, registration))
    merged(house, mine.person, theirs.person, **{f"tie_{body.pk}": "absorbed"})
    assert mine.person.affiliations.get().relation == "self"
    assert GroupStatus.objects.count() == 0


def test_one_allowance_is_due_and_the_other_is_cancelled(house: House) -> None:
    rate(market())
    mine, theirs = women(house), farmers(house)
    for registration in (mine, theirs):
        _selected(house, registration, 0)
    merged(house, mine.person, theirs.person)
    entries = {entry.registration_id: entry.cancelled_on for entry in AllowanceEntry.objects.all()}
    assert entries[mine.pk] is None
    assert entries[theirs.pk] is not None
    assert doctor.problems() == []


def test_an_allowance_that_was_paid_holds(house: House) -> None:
    rate(market())
    mine, theirs = women(house), farmers(house)
    for registration in (mine, theirs):
        _selected(house, registration, 0)
    AllowanceEntry.objects.filter(registration=theirs).update(paid_on=date(2018, 9, 1), receipt="PC 7")
    merged(house, mine.person, theirs.person)
    entry = AllowanceEntry.objects.get(registration=mine)
    assert (entry.paid_on, entry.receipt) == (date(2018, 9, 1), "PC 7")
    assert doctor.problems() == []


def test_what_was_paid_twice_is_said_and_not_hidden(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    for registration in (mine, theirs):
        _support(house, registration, 0)
    done = merged(house, mine.person, theirs.person)
    assert len(done.warnings) == 1
    assert done.counts[Support._meta.label] == [1, 1, 1, 1]


def test_two_open_loan_requests_to_one_branch_are_an_obstacle(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    for registration in (mine, theirs):
        _loan(house, registration, 0)
    assert "PGD" in said(lambda: merged(house, mine.person, theirs.person))


def test_the_older_attendance_stays_and_the_other_is_noted(house: House) -> None:
    event = outreach.event(
        house.campaign, house.bao_thanh, house.organizations["phunu"], title="Tư vấn", on=date(2018, 2, 1)
    )
    first, second = (outreach.invitee(event, f"Nguyễn Thị Nhung {nth}") for nth in (1, 2))
    mine, theirs = women(house), farmers(house)
    Registration.objects.filter(pk=mine.pk).update(invitee=second)
    Registration.objects.filter(pk=theirs.pk).update(invitee=first)
    before = whole(mine, theirs)
    done = merged(house, mine.person, theirs.person)
    assert (fresh(mine).invitee, fresh(theirs).invitee) == (first, second)
    assert Invitee.objects.count() == 2
    merging.undo(access=front(house), proposal=done)
    assert whole(mine, theirs) == before


def test_proposals_about_credit_go_along_and_none_stays_open_twice(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    body = house.organizations["doan"]
    for registration, kind in ((mine, "join"), (theirs, "join"), (theirs, "change")):
        CreditProposal.objects.create(
            registration=registration, kind=kind, organization=body, due_on=date(2018, 5, 1)
        )
    before = whole(mine, theirs)
    done = merged(house, mine.person, theirs.person)
    rows = CreditProposal.objects.order_by("pk").values_list("registration", "kind", "state")
    assert list(rows) == [
        (mine.pk, "join", "open"),
        (mine.pk, "join", "overtaken"),
        (mine.pk, "change", "overtaken"),
    ]
    merging.undo(access=front(house), proposal=done)
    assert whole(mine, theirs) == before


def test_steps_and_shares_of_before_are_kept_as_history(house: House) -> None:
    mine, theirs = women(house), farmers(house)
    steps, credits = (
        set(Milestone.objects.values_list("pk", flat=True)),
        set(Credit.objects.values_list("pk", flat=True)),
    )
    merged(house, mine.person, theirs.person)
    assert steps <= set(Milestone.objects.values_list("pk", flat=True))
    assert credits <= set(Credit.objects.values_list("pk", flat=True))
    assert Milestone.objects.get(registration=theirs).superseded_by is not None
