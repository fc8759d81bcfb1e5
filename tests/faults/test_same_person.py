"""Two bodies register one person in the same moment, from two processes: one person, and both have mobilised her."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models import Count

from accounts import audit
from registrations import doctor
from registrations.models import Credit, IdentityNumber, Person, Registration
from registrations.services import facts
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.registrations import returned
from tests.faults.forking import forks
from tests.faults.racing import Entry, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("ROUNDS", "200"))
CONTROL_ROUNDS, KNOWN_ROUNDS = max(20, ROUNDS // 100), 10
INDEX = next(c for c in IdentityNumber._meta.constraints if c.name == "identity_one_person")


def entries(count: int) -> list[Entry]:
    return [Entry("Nguyễn Thị Hồng Nhung", f"083198{nth:06d}") for nth in range(count)]


def run(house: House, lines: list[Entry], on: date = date(2018, 3, 5)) -> list[list[str]]:
    """The Women's Union of the district and the Farmers' Union of the province, each with the same list."""
    postings = [house.postings[name].pk for name in ("huyen.batri.phunu", "tinh.nongdan")]
    context = forks()
    name = str(connection.settings_dict["NAME"])
    return race(context, name, postings, house.bao_thanh.pk, lines, on)


@pytest.fixture
def house(transactional_db: None) -> House:
    return campaigns.house()


@pytest.fixture
def without_index(transactional_db: None) -> Iterator[None]:
    """The house without its lock; the lock is put back whatever happens."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(IdentityNumber, INDEX)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE registrations_identitynumber")
    with connection.schema_editor() as editor:
        editor.add_constraint(IdentityNumber, INDEX)


def doubles() -> int:
    """Numbers that more than one person holds."""
    shared = IdentityNumber.objects.values("index").annotate(n=Count("person", distinct=True))
    return shared.filter(n__gt=1).count()


def test_two_processes_register_one_person_once(house: House) -> None:
    one, other = run(house, entries(ROUNDS))
    assert Counter([tuple(sorted(pair)) for pair in zip(one, other, strict=True)]) == {
        ("co_mobilised", "created"): ROUNDS
    }
    assert Person.objects.count() == Registration.objects.count() == ROUNDS
    halves = Credit.objects.filter(superseded_at=None)
    assert {row.share for row in halves} == {Fraction(1, 2)}
    assert Counter(halves.values_list("organization__code", flat=True)) == {
        "phunu": ROUNDS,
        "nongdan": ROUNDS,
    }
    assert halves.filter(is_lead=True).count() == ROUNDS
    assert doctor.problems() == []
    assert audit.broken_links() == []
    print(f"{ROUNDS:,} rounds of two bodies and one person: {doubles()} doubles, 0 errors")


def test_without_the_index_the_same_run_stores_people_twice(house: House, without_index: None) -> None:
    run(house, entries(CONTROL_ROUNDS))
    print(f"{CONTROL_ROUNDS} rounds without the index: {doubles()} doubles")
    assert doubles() >= 0.9 * CONTROL_ROUNDS
    assert any(problem.invariant == "I1" for problem in doctor.problems())


def test_two_processes_register_a_returned_person_again_once(house: House) -> None:
    lines = entries(KNOWN_ROUNDS)
    for line in lines:
        returned(house, on_="01/10/2019", full_name=line.full_name, identity=line.identity)
    one, other = run(house, lines, date(2020, 3, 5))
    assert {tuple(sorted(pair)) for pair in zip(one, other, strict=True)} == {("co_mobilised", "created")}
    assert Person.objects.count() == KNOWN_ROUNDS
    assert Registration.objects.count() == 2 * KNOWN_ROUNDS
    assert facts.holder_of(lines[0].identity) is not None
    assert doctor.problems() == []
