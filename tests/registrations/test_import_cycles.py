"""Reject, mend, send again, in any order and as often as one likes: nobody twice, nobody lost."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from imports import batches, checking, writing
from imports.batches import reading_of
from imports.models import Batch, Row
from imports.parsing import parse
from registrations.importing import CandidateImporter, decisions
from registrations.importing.decisions import Decision
from registrations.importing.returned import rest_of
from registrations.models import Person, Registration
from registrations.services.importing import KIND
from tests.factories.campaigns import House
from tests.factories.sheets import HEAD, someone, xlsx

CYCLES = 200
pytestmark = pytest.mark.slow
WHO = "huyen.batri.phunu"
DEFECTS: tuple[dict[str, Any], ...] = (
    {"Ngày sinh": "31/02/1998"},
    {"Xã": "Không Có Thật"},
    {"SĐT": "12"},
    {"Số CCCD": "12345"},
    {"Ngày sinh": "31/02/1998", "SĐT": "12"},
)
GOOD = {"birth": "05/03/1998", "commune": "Bảo Thạnh", "phone": "0912345678", "identity": ""}


class Office:
    """An officer with lists of five people, some of whose cells are bad, and some of whom have no number."""

    def __init__(self, house: House, chance: Random) -> None:
        self.house, self.chance = house, chance
        self.access = house.access(WHO)
        self.importer = CandidateImporter(self.access, house.campaign)
        self.asked: set[str] = set()
        self.lists: list[bytes] = []  # what can be sent again: lists, and what was given back of them
        self.first: list[bytes] = []
        self.nth = 0

    def new_list(self) -> bytes:
        rows = []
        for _place in range(2):
            self.nth += 1
            name = (
                "Nguyễn Thị "
                + "".join(self.chance.choice("abcdeghiklmnopqrstuvx") for _letter in range(9)).title()
            )
            given: dict[str, Any] = {"Họ và tên": name, "Số CCCD": f"083198{self.nth:06d}"}
            if self.chance.random() < 0.5:
                given["Số CCCD"] = ""
            if self.chance.random() < 0.6:
                given |= self.chance.choice(DEFECTS)
            self.asked.add(name)
            rows.append(someone(1, **given))
        self.first.append(xlsx(HEAD, *rows))
        self.lists.append(self.first[-1])
        return self.first[-1]

    def send(self, content: bytes) -> Batch:
        batch = batches.upload(
            access=self.access, campaign=self.house.campaign, kind=KIND, filename="ds.xlsx", content=content
        )
        checking.check(batch, self.importer, access=self.access)
        batch.refresh_from_db()
        return batch

    def mend(self, batch: Batch, *, surely: bool = False) -> None:
        """Some bad rows are mended here, or all of them."""
        words = {}
        for row in batch.rows.filter(state=Row.State.ERROR):
            if surely or self.chance.random() < 0.7:
                reading = reading_of(row)
                wrong = {problem.key for problem in reading.problems}
                words[row.pk] = reading.raw | {key: text for key, text in GOOD.items() if key in wrong}
        if words:
            decisions.change(batch, words, self.importer, access=self.access)
        if not surely and self.chance.random() < 0.2:
            keys = [row.pk for row in batch.rows.filter(state=Row.State.READY)[:1]]
            decisions.decide(batch, keys, Decision("later"), self.importer, access=self.access)

    def write(self, batch: Batch) -> None:
        writing.commit(batch, self.importer, access=self.access)

    def cycle(self) -> None:
        """A new list or an old one again; written before mending, after it, or not at all; the rest is fetched and sent again later."""
        content = (
            self.new_list()
            if not self.lists or self.chance.random() < 0.4
            else self.chance.choice(self.lists)
        )
        batch = self.send(content)
        steps = self.chance.choice(
            [[self.write], [self.mend, self.write], [self.write, self.mend, self.write], [self.mend]]
        )
        for step in steps:
            step(batch)
        if self.chance.random() < 0.3 and batch.rows.exclude(state=Row.State.COMMITTED).exists():
            self.lists.append(rest_of(batch))

    def finish(self) -> None:
        """Every list once more, mended to the end."""
        for content in self.first:
            batch = self.send(content)
            self.mend(batch, surely=True)
            self.write(batch)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process is tested elsewhere; here only what comes of its sheets."""
    monkeypatch.setattr(checking, "read", parse)
    monkeypatch.setattr("registrations.importing.returned.read", parse)


def test_two_hundred_rounds_of_mending_and_sending_again_lose_and_double_nobody(
    house: House, read_here: None
) -> None:
    office = Office(house, Random(202))
    for _round in range(CYCLES):
        office.cycle()
    office.finish()
    names = list(Person.objects.values_list("full_name", flat=True))
    assert len(names) == len(set(names)), "somebody was written twice"
    assert set(names) == office.asked, "somebody was lost"
    assert Registration.objects.count() == len(names) > 100
