"""Two officers change one person in the same moment, from two processes: one is written, the other is told and keeps the text."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.db import connection

from accounts import audit
from accounts.models import AuditEntry
from registrations import doctor
from registrations.models import Person
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.registrations import registered
from tests.faults.editing import KEPT, WON, race
from tests.faults.forking import forks

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EDITS, CONTROL_EDITS = int(os.environ.get("EDITS", "100")), 40
OFFICERS = ("xa.baothanh.phunu", "tinh.mttq")


@pytest.fixture
def house(transactional_db: None) -> House:
    return campaigns.house()


def run(house: House, person: Person, edits: int, *, looks: bool) -> Counter[tuple[str, ...]]:
    """How the rounds ended, each a pair of edits."""
    postings = [house.postings[name].pk for name in OFFICERS]
    context = forks()
    name = str(connection.settings_dict["NAME"])
    pairs = zip(*race(context, name, postings, str(person.pk), edits // 2, looks=looks), strict=True)
    return Counter(tuple(sorted(pair)) for pair in pairs)


def written(person: Person) -> int:
    """Edits that the trail knows of."""
    return AuditEntry.objects.filter(action="person.changed", object_ids=[str(person.pk)]).count()


def test_of_two_edits_at_once_one_is_written_and_none_is_lost(house: House) -> None:
    person = registered(house).person
    before = person.version
    ended = run(house, person, EDITS, looks=True)
    print(f"{EDITS:,} edits at once: {dict(ended)}")
    assert ended == {(KEPT, WON): EDITS // 2}
    person.refresh_from_db()
    assert person.version - before == written(person) == EDITS // 2
    assert doctor.problems() == []
    assert audit.broken_links() == []


def test_without_the_version_one_writes_over_the_other(house: House) -> None:
    """The control: both are told that their text was written, and one of the two is gone."""
    person = registered(house).person
    ended = run(house, person, CONTROL_EDITS, looks=False)
    assert ended == {(WON, WON): CONTROL_EDITS // 2}
