"""What a row was read as, with every problem found in it; the shape that page, command and database share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from imports.models import Row


class Severity(StrEnum):
    REPAIRED = "repaired"  # goes in as read
    ASK = "ask"
    ERROR = "error"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    UNCHANGED = "unchanged"  # says nothing that the house does not hold


# The worst problem of a row decides what becomes of it.
WORST_FIRST = (Severity.ERROR, Severity.OUTSIDE, Severity.ASK, Severity.DUPLICATE, Severity.UNCHANGED)
TOLD = ("column", "severity", "value", "read_as", "code", "message")

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What stood in a column, what it was read as, and what is to be done; `choices` are words that would settle it."""

    column: str
    severity: Severity
    value: str
    read_as: str
    code: str
    message: str
    key: str = ""
    choices: tuple[Words, ...] = ()

    def as_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in (*TOLD, "key")}
        return told | ({"choices": list(self.choices)} if self.choices else {})


@dataclass(slots=True)
class Reading:
    """One row: its number, the words in its cells by column key, what they mean, and the problems."""

    number: int
    sheet: str
    raw: Words
    labels: Words
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    typed: Words = field(default_factory=dict)  # cells that are no text: «date» or «number»
    stood: dict[str, list[str]] = field(default_factory=dict)  # code and words of the sheet where raw changed
    refused: list[str] = field(default_factory=list)  # repairs a person has turned back: «key:code»
    written: list[str] = field(default_factory=list)  # columns a person has written in
    doubtful: list[str] = field(default_factory=list)  # columns in which day and month have changed places
    who: str = ""  # whom the row means, where no number says it; what is written twice is recognised by it
    words: Words = field(default_factory=dict)  # raw, cleaned; only while the row is being read

    def add(
        self,
        key: str,
        severity: Severity,
        code: str,
        message: str,
        read_as: str = "",
        value: str | None = None,
        choices: Sequence[Words] = (),
    ) -> None:
        """`value` is what stood in the sheet, where the words of the row are a conversion of it."""
        stood = self.raw.get(key, "") if value is None else value
        label = self.labels.get(key, key)
        self.problems.append(Problem(label, severity, stood, read_as, code, message, key, tuple(choices)))

    def repair(self, key: str, code: str, message: str, made: str, value: str | None = None) -> bool:
        """Tell a repair, unless a person has turned it back; whether it holds."""
        if self.is_refused(key, code):
            return False
        self.add(key, Severity.REPAIRED, code, message, made, value)
        return True

    def is_refused(self, key: str, code: str) -> bool:
        return f"{key}:{code}" in self.refused

    @property
    def state(self) -> str:
        found = {problem.severity for problem in self.problems}
        return next((severity.value for severity in WORST_FIRST if severity in found), Row.State.READY.value)

    @property
    def was_repaired(self) -> bool:
        return any(problem.severity == Severity.REPAIRED for problem in self.problems)

    @property
    def codes(self) -> list[str]:
        """Every problem and repair by its kind, for counting over a list without opening its rows."""
        return [problem.code for problem in self.problems]

    def again(self, raw: Mapping[str, str] | None = None, *, labels: Words | None = None) -> Reading:
        """The row before it was read, with the words a person has written instead; what the sheet said of other cells stays."""
        words = self.raw if raw is None else {key: text for key, text in raw.items() if text}
        changed = {key for key in (*words, *self.raw) if words.get(key) != self.raw.get(key)}
        return Reading(
            self.number,
            self.sheet,
            dict(words),
            labels or self.labels,
            values={key: self.values[key] for key in DECIDED if key in self.values},
            typed={key: kind for key, kind in self.typed.items() if key not in changed},
            stood={key: change for key, change in self.stood.items() if key not in changed},
            refused=[one for one in self.refused if one.partition(":")[0] not in changed],
            written=sorted({*self.written, *changed}),
            doubtful=[key for key in self.doubtful if key not in changed],
        )

    def as_json(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in KEPT if getattr(self, name)}
        told = [problem.as_json() for problem in self.problems]
        return {
            "number": self.number,
            "sheet": self.sheet,
            "raw": self.raw,
            "labels": self.labels,
            "values": self.values,
            "problems": told,
            **kept,
        }


# What a person has decided about a row outlives the next reading of it.
DECIDED = ("together", "update", "other", "later", "steps", "note_only")
CHOSEN = "chosen"  # words that stand for those of the sheet in all rows that have them
KEPT = ("typed", "stood", "refused", "written", "doubtful", "who")


def from_json(data: dict[str, Any]) -> Reading:
    problems = [
        Problem(**{**item, "severity": Severity(item["severity"]), "choices": tuple(item.get("choices", ()))})
        for item in data["problems"]
    ]
    kept = {name: data[name] for name in KEPT if name in data}
    return Reading(
        data["number"], data["sheet"], data["raw"], data["labels"], data["values"], problems, **kept
    )


def report(readings: Iterable[Reading], *, committed: int, skipped: int) -> dict[str, Any]:
    """The JSON report of `import_candidates`: rows, ready, committed, skipped, problems."""
    kept = list(readings)
    return {
        "rows": len(kept),
        "ready": sum(1 for reading in kept if reading.state == Row.State.READY),
        "committed": committed,
        "skipped": skipped,
        "problems": [
            {"row": reading.number, **{name: getattr(problem, name) for name in TOLD}}
            for reading in kept
            for problem in reading.problems
        ],
    }


def tally(readings: Iterable[Reading]) -> dict[str, int]:
    """How many rows are in each state, for the preview."""
    return dict(Counter(reading.state for reading in readings))
