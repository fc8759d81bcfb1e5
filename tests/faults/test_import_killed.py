"""A list that is written while its worker is killed and its database goes away stands in the end exactly once.

`IMPORT_ROWS=20000 python -m laborexport.local within python -m pytest tests/faults/test_import_killed.py` cuts at every 500th row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts import audit
from accounts.models import AuditEntry, Job
from imports import batches, checking, writing
from imports.models import Batch, Row
from registrations.importing import CandidateImporter
from registrations.models import Credit, Milestone, Person, Profile, Registration
from registrations.services.importing import KIND, start_commit
from tests.factories import campaigns as base
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WHO = "huyen.batri.phunu"
ROWS = int(os.environ.get("IMPORT_ROWS", "1000"))
PORTION = min(writing.PORTION, ROWS // 5)
WAYS = ("inside-kill", "after-kill", "inside-database", "after-database")


def checked(house: House, rows: int) -> Batch:
    """Every third person has no number: only the state of their row says that they are written."""
    people = (
        someone(n, **{"Họ và tên": name(n), "Số CCCD": f"083198{n:06d}" if n % 3 else "", "STT": n})
        for n in range(1, rows + 1)
    )
    access = house.access(WHO)
    content = xlsx(HEAD, *people)
    batch = batches.upload(
        access=access, campaign=house.campaign, kind=KIND, filename="ds.xlsx", content=content
    )
    checking.check(batch, CandidateImporter(access, house.campaign), access=access)
    batch.refresh_from_db()
    assert batch.counts["ready"] == rows
    return batch


def name(nth: int) -> str:
    """As many different names as there are numbers."""
    return "Lê " + " ".join(chr(ord("A") + int(digit)) + "a" for digit in f"{nth:05d}")


def is_written_once(batch: Batch, rows: int) -> None:
    for model in (Person, Registration, Credit, Milestone, Profile):
        assert model._default_manager.count() == rows, model
    kept = Row.objects.filter(batch=batch, state=Row.State.COMMITTED)
    made = {row.pk: row.made["of"][0] for row in kept.only("pk", "made") if row.made}
    found = {row: str(key) for key, row in Registration.objects.values_list("pk", "import_row")}
    assert made == found
    assert len(made) == rows
    assert AuditEntry.objects.filter(action="registration.created").count() == rows


def test_killed_and_cut_off_after_every_portion_a_list_is_written_once(
    broker: Any, workers: Any, beat: Any, tmp_path: Path
) -> None:
    house = base.house()
    batch = checked(house, ROWS)
    for nth, done in enumerate(range(PORTION, ROWS, PORTION)):
        (tmp_path / f"{done}-{WAYS[nth % len(WAYS)]}").touch()
    cuts = len(list(tmp_path.iterdir()))
    worker = workers("tests.faults.cutting", CUTS=str(tmp_path), PORTION=str(PORTION))
    worker.start()
    beat.start()
    job = start_commit(access=house.access(WHO), batch=batch)

    patience = 60 + 0.03 * ROWS + 10 * cuts
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_open, seconds=patience, why=worker.told)

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", cuts + 1)
    assert not list(tmp_path.iterdir())
    is_written_once(batch, ROWS)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["committed"]) == (Batch.State.COMMITTED, ROWS)
    assert audit.broken_links() == []


class PowerCut(Exception):
    pass


@contextmanager
def unguarded() -> Iterator[None]:
    """People and the states of their rows do not stand and fall together: what was written before the cut stays."""
    cut = False
    with transaction.atomic():
        try:
            yield
        except PowerCut:
            cut = True
    if cut:
        raise PowerCut


@pytest.mark.parametrize(("step", "stand"), [(transaction.atomic, 9), (unguarded, 12)])
def test_without_one_transaction_for_people_and_rows_people_without_a_number_would_stand_twice(
    step: Any, stand: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = base.house()
    access, batch = house.access(WHO), checked(house, 9)
    importer = CandidateImporter(access, batch.campaign)
    written = CandidateImporter.commit

    def cut(self: CandidateImporter, portion: Any) -> Any:
        written(self, portion)
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(CandidateImporter, "commit", cut)
        with pytest.raises(PowerCut):
            writing.commit(batch, importer, access=access, step=step)
    writing.commit(batch, importer, access=access)

    assert Person.objects.count() == stand
