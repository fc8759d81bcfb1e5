"""Files with any defects, drawn at random: no exception, and every row of a person is written or given back.

`FILES=2000` draws as many anew; without it the same few are tried each time.
"""

from __future__ import annotations

import os
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from imports import batches, checking, writing
from imports.models import Row
from imports.parsing import parse
from registrations.importing import CandidateImporter
from registrations.importing.returned import rest_of
from registrations.models import Registration
from registrations.services.importing import KIND
from tests.corpus.defects import DEFECTS
from tests.corpus.lists import Draft, good
from tests.corpus.writers import BOOKS, WRITERS
from tests.factories.campaigns import House

WHO = "huyen.batri.phunu"
PEOPLE = 12
MOST = 5
TOGETHER = sorted(name for name, defect in DEFECTS.items() if not defect.alone)
APART = sorted(name for name, defect in DEFECTS.items() if defect.alone)
SEEDS = st.one_of(
    st.lists(st.sampled_from(TOGETHER), unique=True, max_size=MOST),
    st.lists(st.sampled_from(APART), min_size=1, max_size=1),
)
WORDS = st.text(max_size=30).filter(
    lambda text: not any(0xD800 <= ord(char) < 0xE000 or ord(char) < 32 for char in text)
)
CELLS = st.one_of(
    st.none(), WORDS, st.integers(-10, 10**12), st.floats(allow_nan=False, allow_infinity=False)
)


def drafted(names: list[str], nonsense: list[Any]) -> Draft:
    """A list with the drawn defects, and in its last person whatever cells were drawn."""
    draft = Draft([good(people=PEOPLE)])
    for name in names:
        DEFECTS[name].seed(draft)
    last = draft.page.people[-1]
    for place, value in enumerate(nonsense, start=2):
        if place < len(last.cells):
            last.cells[place] = value
    return draft


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process is tested elsewhere; here what comes of its sheets."""
    monkeypatch.setattr(checking, "read", parse)
    monkeypatch.setattr("registrations.importing.returned.read", parse)


@settings(
    max_examples=int(os.environ.get("FILES", "25")),
    derandomize="FILES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=SEEDS, nonsense=st.lists(CELLS, max_size=6), hand=st.sampled_from(sorted(BOOKS)))
def test_whatever_a_file_holds_rows_in_are_written_or_given_back(
    house: House, read_here: None, names: list[str], nonsense: list[Any], hand: str
) -> None:
    with transaction.atomic():
        draft = drafted(names, nonsense)
        content, filename = WRITERS[hand](draft)
        access = house.access(WHO)
        importer = CandidateImporter(access, house.campaign)
        batch = batches.upload(
            access=access, campaign=house.campaign, kind=KIND, filename=filename, content=content
        )
        readings = checking.check(batch, importer, access=access)
        batch.refresh_from_db()
        people = sum(len(page.people) for page in draft.pages if page.read)
        assert len(readings) == people
        committed = writing.commit(batch, importer, access=access)
        waiting = batch.rows.exclude(state=Row.State.COMMITTED).count()
        assert committed + waiting == people
        assert Registration.objects.filter(import_row__batch=batch).count() == committed
        if waiting:
            book = load_workbook(BytesIO(rest_of(batch)))
            assert sum(sheet.max_row - 1 for sheet in book.worksheets) == waiting
        transaction.set_rollback(True)
