"""Two people merge the same records at once; one merges while another writes on the record that goes: no row is lost, nobody sees an error."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from accounts import audit
from registrations import doctor
from registrations.models import Merge, Milestone, Person, Registration
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.merging import agreed, farmers, women
from tests.faults.forking import forks
from tests.faults.merging import Job, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS, CONTROL_ROUNDS = 12, 4


@pytest.fixture
def house(transactional_db: None) -> House:
    return campaigns.house()


def run(house: House, rounds: list[list[Job]]) -> list[tuple[str, ...]]:
    context = forks()
    return race(context, str(connection.settings_dict["NAME"]), rounds)


def pairs(house: House, count: int) -> list[tuple[Registration, Registration, Merge]]:
    found = []
    for nth in range(count):
        name = f"Nguyễn Thị Nhung {chr(65 + nth % 26)}{chr(97 + nth // 26)}"
        given = {"full_name": name, "identity": ""}
        mine, theirs = women(house, **given), farmers(house, **given)
        found.append((mine, theirs, agreed(house, mine.person, theirs.person)))
    return found


def posting(house: House, name: str) -> int:
    return house.postings[name].pk


def test_two_people_merge_the_same_records_and_one_of_them_does(house: House) -> None:
    made = pairs(house, ROUNDS)
    names = ("tinh.mttq", "tinh.sld")
    rounds = [[("merge", posting(house, name), row.pk) for name in names] for _m, _t, row in made]
    outcomes = Counter(tuple(sorted(pair)) for pair in run(house, rounds))
    assert outcomes == {("done", "refused"): ROUNDS}
    assert Person.objects.filter(merged_into__isnull=False).count() == ROUNDS
    assert Merge.objects.filter(state=Merge.State.DONE).count() == ROUNDS
    assert doctor.problems() == []
    assert audit.broken_links() == []


def test_a_step_recorded_while_its_record_is_merged_is_kept_or_refused_with_a_sentence(house: House) -> None:
    made = pairs(house, ROUNDS)
    rounds: list[list[Job]] = [
        [
            ("merge", posting(house, "tinh.mttq"), row.pk),
            ("consult", posting(house, "huyen.chauthanh.nongdan"), theirs.pk),
        ]
        for _mine, theirs, row in made
    ]
    outcomes = run(house, rounds)
    assert {pair[0] for pair in outcomes} == {"done"}
    assert {pair[1] for pair in outcomes} <= {"done", "refused"}
    for (mine, _theirs, _row), (_merged, recorded) in zip(made, outcomes, strict=True):
        held = mine.milestones.filter(kind="consulted", superseded_at=None).count()
        assert held == (recorded == "done")
    assert doctor.problems() == []


def test_without_the_lock_the_same_run_leaves_steps_behind(house: House) -> None:
    """The control: writers that do not hold the registration write on what is merged away."""
    made = pairs(house, CONTROL_ROUNDS)
    rounds: list[list[Job]] = [
        [
            ("merge", posting(house, "tinh.mttq"), row.pk),
            ("consult_unheld", posting(house, "tinh.sld"), theirs.pk),
        ]
        for _mine, theirs, row in made
    ]
    run(house, rounds)
    gone = Registration.objects.filter(merged_into__isnull=False)
    left = Milestone.objects.filter(registration__in=gone, kind="consulted", superseded_at=None)
    assert left.count() > 0
    assert doctor.problems() != []


def test_two_people_undo_the_same_merge_and_one_of_them_does(house: House) -> None:
    made = pairs(house, 5)
    front = posting(house, "tinh.mttq")
    run(house, [[("merge", front, row.pk)] for _m, _t, row in made])
    names = ("tinh.mttq", "tinh.sld")
    outcomes = run(
        house, [[("undo", posting(house, name), row.pk) for name in names] for _m, _t, row in made]
    )
    assert {tuple(sorted(pair)) for pair in outcomes} == {("done", "refused")}
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert doctor.problems() == []
