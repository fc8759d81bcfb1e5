"""Every change leaves its trace in the same transaction, and no trace holds what is personal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from django.db import InternalError, connection

from accounts.models import AuditEntry
from campaigns.access import Access
from campaigns.models import Organization
from registrations.models import (
    AllowanceEntry,
    Credit,
    CreditOpinion,
    CreditProposal,
    IdentityNumber,
    LoanReferral,
    Milestone,
    Person,
    Phone,
    Profile,
    Registration,
)
from registrations.services import allowances, credit, loans, milestones, people, proposals
from registrations.services.candidates import Belonging, GroupClaim
from registrations.services.register import find_duplicates
from tests.factories.campaigns import House
from tests.factories.registrations import (
    agreed,
    branch,
    candidate,
    day,
    fresh,
    market,
    number,
    rate,
    registered,
    result,
    selected,
    step,
)

KEPT = (
    AllowanceEntry, Credit, CreditOpinion, CreditProposal, IdentityNumber, LoanReferral, Milestone, Person, Phone, Profile, Registration,
)  # fmt: skip

BREAK_THE_TRAIL = """
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail cannot be written'; END $$;
CREATE TRIGGER trail_is_broken BEFORE INSERT ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
"""


def stored() -> dict[str, list[object]]:
    return {model.__name__: sorted(model._default_manager.values_list(), key=str) for model in KEPT}


def acts(house: House, made: Registration, access: Access) -> dict[str, Callable[[], object]]:
    """One change of every kind."""
    women, farmers = house.organizations["phunu"], house.organizations["nongdan"]
    halves = {women: Fraction(1, 2), farmers: Fraction(1, 2)}
    person, chosen = made.person, made.milestones.get(kind="selected")
    due = AllowanceEntry.objects.get(registration=made)
    firm = branch(house)
    centre = house.access("ttdvvl")
    shared, of_women = registered(house), house.access("xa.baothanh.phunu")
    credit.add_mobiliser(registration=shared, organization=farmers, access=access)
    asked = shared.credit_proposals.get()
    return {
        "register": lambda: registered(house, phones=("0987654321",)),
        "register together": lambda: result(
            house,
            house.access("tinh.nongdan"),
            full_name=person.full_name,
            identity=person.identities.get().value,
        ),
        "record": lambda: step(house, made, "departed", "01/10/2018"),
        "correct": lambda: milestones.correct(
            access=access, milestone=chosen, on=day("02/06/2018"), reason="Nhầm"
        ),
        "annul": lambda: milestones.annul(access=access, milestone=chosen, reason="Nhầm"),
        "withdraw": lambda: step(house, made, "withdrawn", "01/10/2018", reason="cost"),
        "share": lambda: credit.share(registration=made, shares=halves, lead=women, access=access),
        "add a body": lambda: credit.add_mobiliser(registration=made, organization=farmers, access=access),
        "propose shares": lambda: proposals.propose(
            registration=shared, wanted={women: Fraction(1)}, lead=women, access=house.access("tinh.nongdan")
        ),
        "agree to a share": lambda: proposals.answer(proposal=asked, agrees=True, access=of_women),
        "dispute a share": lambda: proposals.answer(
            proposal=asked, agrees=False, note="Sai", access=of_women
        ),
        "say more": lambda: proposals.comment(proposal=asked, note="Đã gặp", access=of_women),
        "decide": lambda: decided(asked, women, of_women, access),
        "change a person": lambda: people.change_person(access=access, person=person, full_name="Lê Thị Hai"),
        "add a number": lambda: people.add_identity(access=access, person=person, number=number()),
        "add a phone": lambda: people.add_phone(access=access, person=person, number="0977777777"),
        "add a group": lambda: people.add_group(
            access=access, person=person, group="poor", valid_from=date(2018, 1, 1)
        ),
        "refer": lambda: loans.refer(
            access=access, registration=made, branch=firm, requested=5, on=date(2018, 7, 1)
        ),
        "pay": lambda: allowances.pay(access=centre, entry=due, on=date(2018, 7, 1), receipt="PC"),
        "reveal": lambda: people.reveal(access, person, "identity", "Gọi"),
        "search": lambda: find_duplicates(candidate(house.bao_thanh), access),
    }


def decided(asked: CreditProposal, lead: Organization, body: Access, boss: Access) -> None:
    proposals.answer(proposal=asked, agrees=False, note="Sai", access=body)
    proposals.decide(proposal=asked, wanted={lead: Fraction(1)}, lead=lead, reason="Đã xem", access=boss)


@pytest.fixture
def made(house: House) -> Registration:
    rate(market())
    return selected(house, consents=(agreed(),), phones=("0912345678",))


NAMES = (
    "register",
    "register together",
    "record",
    "correct",
    "annul",
    "withdraw",
    "share",
    "add a body",
    "propose shares",
    "agree to a share",
    "dispute a share",
    "say more",
    "decide",
    "change a person",
    "add a number",
    "add a phone",
    "add a group",
    "refer",
    "pay",
    "reveal",
    "search",
)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_traced_is_not_done(house: House, made: Registration, name: str) -> None:
    act, before = acts(house, made, house.access("tinh.mttq"))[name], stored()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;" + BREAK_THE_TRAIL)
    with pytest.raises(InternalError, match="the trail cannot be written"):
        act()
    assert stored() == before


@pytest.mark.parametrize("name", NAMES)
def test_every_change_leaves_a_trace_of_who_did_it(house: House, made: Registration, name: str) -> None:
    act, before = acts(house, made, house.access("tinh.mttq"))[name], AuditEntry.objects.count()
    act()
    entries = AuditEntry.objects.order_by("pk")[before:]
    assert entries
    assert all(entry.actor_id and entry.organization and entry.action for entry in entries)


def test_the_table_names_every_change(house: House, made: Registration) -> None:
    assert set(acts(house, made, house.access("tinh.mttq"))) == set(NAMES)


def test_no_trace_holds_a_number_a_name_or_a_birthday(house: House) -> None:
    access, key, new = house.access("tinh.mttq"), number(), number()
    made = registered(
        house,
        full_name="Trần Thị Bí Mật",
        identity=key,
        phones=("0912345678",),
        hamlet="Ấp Kín",
        affiliations=(Belonging(house.organizations["doan"], "child", "Trần Văn Giấu"),),
        groups=(GroupClaim("poor", date(2018, 1, 1), "Sổ 77345"),),
        consents=(agreed(),),
    )
    person = made.person
    result(house, house.access("tinh.nongdan"), full_name="Trần Thị Bí Mật", identity=key)
    people.change_person(access=access, person=person, full_name="Trần Thị Thầm Kín", hamlet="Ấp Khuất")
    people.change_person(access=access, person=person, birth=day("06/03/1998"))
    people.add_identity(access=access, person=person, number=new)
    people.add_phone(access=access, person=person, number="0987654321")
    people.reveal(access, person, "identity", "Kiểm tra giấy tờ")
    find_duplicates(candidate(house.bao_thanh, full_name="Trần Thị Bí Mật", identity=key), access)
    step(house, made, "consulted", "10/03/2018", note="Nhà ở Ấp Kín, gọi 0912345678")
    assert fresh(made).person.version == 3
    trail = json.dumps(
        list(AuditEntry.objects.values_list("changes", "purpose", "object_ids")), ensure_ascii=False
    )
    for secret in (
        key,
        new,
        key[-6:],
        "0912345678",
        "0987654321",
        "Bí Mật",
        "Thầm Kín",
        "Giấu",
        "Ấp K",
        "1998",
        "77345",
    ):
        assert secret not in trail
