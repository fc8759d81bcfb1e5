"""What a person decides about rows that wait: one row, or all rows of one kind. Every decision can be taken back until the row is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import audit
from campaigns.access import Access, Action
from campaigns.dates import format_partial
from imports import prints
from imports.batches import FILLED, fill, reading_of, recount
from imports.models import Batch, Row
from imports.readings import Reading, Severity
from registrations.importing import steps

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

SKIP, AGAIN, BACK, TAKE, LATER = "skip", "again", "back", "take", "later"
# The problems that a decision settles.
SETTLES: dict[str, frozenset[str]] = {
    "together": frozenset({"known_elsewhere"}),
    "update": frozenset({"already_ours"}),
    "other": frozenset({"known_by_name", "double_by_name", prints.SEEN_BEFORE}),
    "note_only": frozenset(
        f"step_{kind}"
        for kind in (
            "consulted",
            "selected",
            "training",
            "contracted",
            "visa",
            "departed",
            "returned",
            "withdrawn",
        )
    ),
}
DONE = (Row.State.COMMITTED, Row.State.UNDONE)
PORTION = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: `code` the kind of problem meant, `key` the column, `nth` which of the words proposed."""

    act: str
    code: str = ""
    key: str = ""
    nth: int = 0


def possible(row: Row, reading: Reading) -> list[str]:
    """What can be decided about a row as it stands."""
    if row.state in DONE or row.batch.undone_at or row.batch.state == Batch.State.DROPPED:
        return []
    if row.state == Row.State.SKIPPED:
        return [AGAIN]
    found = [act for act, codes in SETTLES.items() if codes & set(reading.codes)]
    decided = any(act in reading.values for act in (*SETTLES, LATER, "steps"))
    held = "later" in reading.codes
    return [*found, SKIP, *([] if held else [LATER]), *([AGAIN] if decided else [])]


def decided(reading: Reading, decision: Decision) -> tuple[Reading, dict[str, str] | None]:
    """The reading with the decision noted, and words that replace others; nothing is read anew yet."""
    raw: dict[str, str] | None = None
    for problem in reading.problems:
        meant = problem.code == decision.code and decision.key in ("", problem.key)
        if decision.act == BACK and meant and problem.severity == Severity.REPAIRED:
            reading.refused = sorted({*reading.refused, f"{problem.key}:{problem.code}"})
        elif decision.act == TAKE and meant and decision.nth < len(problem.choices):
            chosen = problem.choices[decision.nth]
            raw = (raw or reading.raw) | chosen
            reading.doubtful = [key for key in reading.doubtful if key not in chosen]
    if decision.act == AGAIN:
        reading.refused = []
        for act in (*SETTLES, LATER, "steps"):
            reading.values.pop(act, None)
    elif decision.act == LATER or SETTLES.get(decision.act, frozenset()) & set(reading.codes):
        reading.values[decision.act] = True
    return reading, raw


def decide(
    batch: Batch, keys: Sequence[int], decision: Decision, importer: CandidateImporter, *, access: Access
) -> int:
    """Note a decision about rows of a list and read them anew; how many it concerned."""
    access.require(Action.CANDIDATE_IMPORT)
    concerned = 0
    for portion in _portions(keys):
        with transaction.atomic():
            locked = _locked(batch, portion)
            _decide(locked, decision, importer)
            concerned += len(locked)
            told = {"rows": [row.number for row in locked], "code": decision.code}
            audit.record(f"import.rows_{decision.act}", batch, access=access, changes=told)
    recount(batch)
    return concerned


def _decide(rows: list[Row], decision: Decision, importer: CandidateImporter) -> None:
    if decision.act == SKIP:
        Row.objects.filter(pk__in=[row.pk for row in rows]).update(state=Row.State.SKIPPED)
        return
    changes = [decided(reading_of(row), decision) for row in rows]
    keep(rows, importer.reread(changes))


def keep(rows: Sequence[Row], readings: Sequence[Reading]) -> None:
    """Write down what rows are read as now."""
    for row, reading in zip(rows, readings, strict=True):
        fill(row, reading)
    found = list(zip(rows, readings, strict=True))
    for place in prints.recognise(found):
        fill(*found[place])
    Row.objects.bulk_update(rows, FILLED)


def change(
    batch: Batch, words: dict[int, dict[str, str]], importer: CandidateImporter, *, access: Access
) -> list[Reading]:
    """Read rows again with the words a person has corrected, by row; rows that are written or skipped stay as they are."""
    access.require(Action.CANDIDATE_IMPORT)
    with transaction.atomic():
        rows = _locked(batch, words)
        readings = importer.reread([(reading_of(row), words[row.pk]) for row in rows])
        keep(rows, readings)
        recount(batch)
        told = {"rows": [row.number for row in rows]}
        audit.record("import.rows_changed", batch, access=access, changes=told)
    return readings


def accept(
    batch: Batch, keys: Sequence[int], given: dict[str, Any], importer: CandidateImporter, *, access: Access
) -> list[Reading]:
    """Take the steps that notes speak of along with the rows; a row without a day of registration gets the one given."""
    access.require(Action.CANDIDATE_IMPORT)
    access.require(Action.MILESTONE_WRITE)
    readings: list[Reading] = []
    for portion in _portions(keys):
        with transaction.atomic():
            rows = _locked(batch, portion)
            changes = [_accepted(reading_of(row), given) for row in rows]
            readings += importer.reread(changes)
            keep(rows, readings[-len(rows) :])
            told = {"rows": [row.number for row in rows]}
            audit.record("import.rows_steps", batch, access=access, changes=told)
    recount(batch)
    return readings


def _accepted(reading: Reading, given: dict[str, Any]) -> tuple[Reading, dict[str, str] | None]:
    reading.values["steps"] = steps.drafted(reading, given)
    if reading.raw.get("registered_on"):
        return reading, None
    return reading, reading.raw | {"registered_on": format_partial(given["registered_on"])}


def of_kind(batch: Batch, code: str) -> list[Row]:
    """The rows that wait with a problem or repair of one kind."""
    found = batch.rows.filter(codes__contains=[code]).exclude(state__in=(*DONE, Row.State.SKIPPED))
    return list(found.order_by("sheet", "number"))


def kinds(batch: Batch) -> Counter[str]:
    """How many cells of each kind of problem and repair stand in the list as it is now."""
    return Counter(code for codes in batch.rows.values_list("codes", flat=True) for code in codes)


def _locked(batch: Batch, keys: Iterable[int]) -> list[Row]:
    """Rows that nobody else changes now; those that are written already stay as they are."""
    rows = Row.objects.select_for_update(of=("self",)).filter(pk__in=keys, batch=batch)
    return list(rows.exclude(state__in=DONE).select_related("batch").order_by("sheet", "number"))


def _portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]
