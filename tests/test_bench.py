"""The bench measures what it says it measures; how fast it is today is not a test's business."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import F

from accounts import crypto
from registrations import doctor
from registrations.listing import named
from registrations.models import Credit, Person, Registration
from registrations.services.facts import holder_of
from tests.bench import scene, table
from tests.bench.clock import Row, Times
from tests.bench.run import Plan, machine, measure


@pytest.mark.slow
@pytest.mark.django_db
def test_a_quick_bench_fills_every_row_of_the_table(tmp_path: Path) -> None:
    rows, facts = measure(Plan.quick(people=24)), machine()
    table.write(tmp_path / "var" / "bench.json", rows, facts)
    kept = json.loads((tmp_path / "var" / "bench.json").read_text(encoding="utf-8"))

    assert Counter(row["group"] for row in kept["rows"]) == {
        "HTTP": 15, "Figures": 30, "Review": 1, "Lists": 3, "Audit": 2,
    }  # fmt: skip
    assert [row.subject for row in rows if not (row.ratio > 0 and row.p95 >= row.p50 > 0)] == []
    assert table.markdown(rows, facts).count("\n| ") == len(rows) + 2
    assert set(kept["machine"]) >= {"cores", "python", "postgresql", "load"}


@pytest.mark.django_db
def test_copied_people_are_people_like_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the scene of a million copies: each found by a number of their own, each with one credit, nothing out of order."""
    monkeypatch.setattr(scene, "PORTION", 20)
    monkeypatch.setattr(scene, "COPIED", 15)
    built = scene.build(60)
    assert Person.objects.count() == Registration.objects.count() == 60
    assert Credit.objects.filter(is_lead=True, numerator=F("denominator")).count() == 60
    born = Person.objects.latest("recorded_at", "pk")
    number = crypto.unseal(born.identities.get().sealed, context=f"identity:{born.pk}")
    assert holder_of(number) == born
    found = Registration.objects.within(built.access("coordinator")).filter(
        named(number, built.access("coordinator")).condition
    )
    assert [row.person for row in found] == [born]
    assert [problem for problem in doctor.problems() if problem.invariant in ("I1", "I2", "I5")] == []


def test_a_ratio_is_that_of_the_medians() -> None:
    subject, floor = Times((0.2, 0.4, 9.0)), Times((0.1, 0.1, 0.3))
    row = subject.beside(floor, group="Lists", subject="write", floor="copy", rows=200)

    assert row == Row("Lists", "write", "copy", 4.0, 400.0, 9000.0, 3, None, 500.0)
