"""What a row was read as, with every problem found in it; the shape that page, command and database share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from imports.models import Row


class Severity(StrEnum):
    REPAIRED = "repaired"  # goes in as read
    ASK = "ask"
    ERROR = "error"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"


# The worst problem of a row decides what becomes of it.
WORST_FIRST = (Severity.ERROR, Severity.OUTSIDE, Severity.ASK, Severity.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Problem:
    column: str
    severity: Severity
    value: str
    read_as: str
    code: str
    message: str


@dataclass(slots=True)
class Reading:
    """One row: its number, the words in its cells by column key, what they mean, and the problems."""

    number: int
    sheet: str
    raw: dict[str, str]
    labels: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        key: str,
        severity: Severity,
        code: str,
        message: str,
        read_as: str = "",
        value: str | None = None,
    ) -> None:
        """`value` is what stood in the sheet, where the words of the row are a conversion of it."""
        stood = self.raw.get(key, "") if value is None else value
        self.problems.append(Problem(self.labels.get(key, key), severity, stood, read_as, code, message))

    @property
    def state(self) -> str:
        found = {problem.severity for problem in self.problems}
        return next((severity.value for severity in WORST_FIRST if severity in found), Row.State.READY.value)

    @property
    def was_repaired(self) -> bool:
        return any(problem.severity == Severity.REPAIRED for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(data: dict[str, Any]) -> Reading:
    problems = [Problem(**{**item, "severity": Severity(item["severity"])}) for item in data["problems"]]
    return Reading(data["number"], data["sheet"], data["raw"], data["labels"], data["values"], problems)


def report(readings: Iterable[Reading], *, committed: int, skipped: int) -> dict[str, Any]:
    """The JSON report of `import_candidates`: rows, ready, committed, skipped, problems."""
    kept = list(readings)
    return {
        "rows": len(kept),
        "ready": sum(1 for reading in kept if reading.state == Row.State.READY),
        "committed": committed,
        "skipped": skipped,
        "problems": [
            {"row": reading.number, **asdict(problem)} for reading in kept for problem in reading.problems
        ],
    }


def tally(readings: Iterable[Reading]) -> dict[str, int]:
    """How many rows are in each state, for the preview."""
    return dict(Counter(reading.state for reading in readings))
