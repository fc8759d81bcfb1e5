"""The bench measures what it says it measures; how fast it is today is not a test's business."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.bench import table
from tests.bench.clock import Row, Times
from tests.bench.run import Plan, machine, measure


@pytest.mark.no_cover
@pytest.mark.django_db
def test_a_quick_bench_fills_every_row_of_the_table(tmp_path: Path) -> None:
    rows, facts = measure(Plan.quick(people=60)), machine()
    table.write(tmp_path / "var" / "bench.json", rows, facts)
    kept = json.loads((tmp_path / "var" / "bench.json").read_text(encoding="utf-8"))

    assert Counter(row["group"] for row in kept["rows"]) == {
        "HTTP": 7, "Figures": 2, "Review": 1, "Lists": 3, "Audit": 2,
    }  # fmt: skip
    assert [row.subject for row in rows if not (row.ratio > 0 and row.p95 >= row.p50 > 0)] == []
    assert table.markdown(rows, facts).count("\n| ") == len(rows) + 2
    assert set(kept["machine"]) >= {"cores", "python", "postgresql", "load"}


def test_a_ratio_is_that_of_the_medians() -> None:
    subject, floor = Times((0.2, 0.4, 9.0)), Times((0.1, 0.1, 0.3))
    row = subject.beside(floor, group="Lists", subject="write", floor="copy", rows=200)

    assert row == Row("Lists", "write", "copy", 4.0, 400.0, 9000.0, 3, None, 500.0)
