"""Two bodies answer one question about credit in the same moment; a term that runs out is written down by a real worker."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from fractions import Fraction

import pytest
from celery import current_app
from django.db import connection

from accounts import audit
from accounts.context import recorded_at
from accounts.models import AuditEntry
from campaigns.dates import VIETNAM
from registrations import doctor
from registrations.models import Credit, CreditProposal, Registration
from registrations.services import credit, proposals
from tests.factories import campaigns
from tests.factories.campaigns import House
from tests.factories.registrations import registered
from tests.faults.deciding import Voice, race
from tests.faults.forking import forks
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS, CONTROL_ROUNDS = 40, 30
WOMEN, FARMERS, BOSS = "xa.baothanh.phunu", "tinh.nongdan", "tinh.mttq"


@pytest.fixture
def house(transactional_db: None) -> House:
    return campaigns.house()


def shared(house: House) -> Registration:
    """Registered by the Women's Union; the Farmers' Union and the Front say that they mobilised together."""
    made, boss = registered(house), house.access(BOSS)
    credit.add_mobiliser(registration=made, organization=house.organizations["nongdan"], access=boss)
    credit.add_mobiliser(registration=made, organization=house.organizations["mttq"], access=boss)
    return made


def proposed(house: House) -> int:
    """The Farmers' Union asks for half; the Women's Union and the Front have to agree."""
    bodies = house.organizations
    return proposals.propose(
        registration=shared(house),
        wanted={
            bodies["phunu"]: Fraction(1, 4),
            bodies["nongdan"]: Fraction(1, 2),
            bodies["mttq"]: Fraction(1, 4),
        },
        lead=bodies["nongdan"],
        access=house.access(FARMERS),
    ).pk


def run(house: House, asked: list[int], no: list[bool], *, held: bool = True) -> None:
    """Both answer all questions; the Front says no where told so."""
    voices = [
        Voice(house.postings[WOMEN].pk, tuple(True for _ in asked)),
        Voice(house.postings[BOSS].pk, tuple(not each for each in no)),
    ]
    context = forks()
    race(context, str(connection.settings_dict["NAME"]), voices, asked, held=held)


def lost(asked: list[int]) -> int:
    """Questions that everybody has answered and that are still open."""
    rows = CreditProposal.objects.filter(pk__in=asked, state="open")
    return rows.exclude(opinions__stance="pending").count()


def test_two_bodies_that_answer_at_once_end_in_one_outcome(house: House) -> None:
    asked = [proposed(house) for _ in range(ROUNDS)]
    no = [nth % 2 == 1 for nth in range(ROUNDS)]
    run(house, asked, no)
    states = dict(CreditProposal.objects.filter(pk__in=asked).values_list("pk", "state"))
    assert Counter(states.values()) == {"agreed": ROUNDS // 2, "disputed": ROUNDS // 2}
    for pk, each in zip(asked, no, strict=True):
        rows = Credit.objects.filter(registration__credit_proposals=pk, superseded_at__isnull=True)
        expected = {Fraction(1, 3)} if each else {Fraction(1, 2), Fraction(1, 4)}
        assert {row.share for row in rows} == expected
        assert sum((row.share for row in rows), Fraction(0)) == 1
    assert lost(asked) == 0
    assert doctor.problems() == []
    assert audit.broken_links() == []


def test_without_the_locks_answers_are_lost(house: House) -> None:
    """The control: both see the other as silent, and nobody writes the agreement down."""
    asked = [proposed(house) for _ in range(CONTROL_ROUNDS)]
    run(house, asked, [False] * CONTROL_ROUNDS, held=False)
    assert lost(asked) > 0


def test_a_real_worker_writes_down_what_nobody_objected_to(
    house: House, broker: object, worker: object
) -> None:
    with recorded_at(datetime(2018, 3, 5, 9, tzinfo=VIETNAM)):
        old = registered(house)
        credit.add_mobiliser(
            registration=old, organization=house.organizations["nongdan"], access=house.access(BOSS)
        )
    assert old.credit_proposals.get().due_on == date(2018, 3, 12)
    new = shared(house)
    worker.start()  # type: ignore[attr-defined]
    url = broker.celery_url  # type: ignore[attr-defined]
    with current_app.connection_for_write(url) as line:
        current_app.send_task("registrations.claims_due", connection=line, ignore_result=True)
    wait_until(lambda: old.credit_proposals.get().state == "stood", why=worker.told)  # type: ignore[attr-defined]
    statuses = Credit.objects.filter(registration=old, superseded_at__isnull=True)
    assert set(statuses.values_list("status", flat=True)) == {"confirmed"}
    assert AuditEntry.objects.get(action="credit.stood").actor_id is None
    assert new.credit_proposals.filter(state="open").count() == 2
    assert doctor.problems() == []
