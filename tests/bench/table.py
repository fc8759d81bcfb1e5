"""The rows as a person reads them and as a program does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from tests.bench.clock import Row

HEAD = ("", "subject", "× floor", "floor", "ms p50", "ms p95", "× floor p95", "queries", "rows/s", "runs")


def markdown(rows: Iterable[Row], facts: Mapping[str, str]) -> str:
    top = " · ".join(f"{name} {value}" for name, value in facts.items())
    lines = [HEAD, ("-", "-", "-:", "-", "-:", "-:", "-:", "-:", "-:", "-:"), *map(cells, rows)]
    return "\n".join([top, "", *(f"| {' | '.join(line)} |" for line in lines)])


def cells(row: Row) -> tuple[str, ...]:
    return (
        row.group,
        row.subject,
        short(row.ratio),
        row.floor,
        short(row.p50),
        short(row.p95),
        "" if row.tail is None else short(row.tail),
        "" if row.queries is None else str(row.queries),
        "" if row.rows_per_second is None else f"{row.rows_per_second:,.0f}",
        str(row.runs),
    )


def short(value: float) -> str:
    """Three figures that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(path: Path, rows: Iterable[Row], facts: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": dict(facts), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
