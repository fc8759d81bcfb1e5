"""An uploaded sheet on its way in: upload → check → commit. What a row means is the importer's business."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, crypto
from accounts.jobs import JobError
from campaigns.access import Access, Action
from campaigns.models import Campaign
from imports.models import Batch, Row
from imports.readings import Reading, Severity, from_json, tally
from imports.sheet import Unreadable, read

CHUNK = 200
Made = dict[str, list[Any]]
DECISIONS = ("skip", "together")
FILLED = ("sealed", "state", "repaired")


class Progress(Protocol):
    def __call__(self, done: int, total: int, note: str = "") -> None: ...


class Importer(Protocol):
    """Knows what the rows of a kind of list mean."""

    def read(self, sheets: Sequence[Any]) -> tuple[list[Reading], int, dict[str, Any]]:
        """Every row with all its problems, how many rows were skipped, and what the columns were taken for."""

    def check_known(self, readings: Sequence[Reading]) -> None:
        """Add the problems that need the database: people already known."""

    def commit(self, portion: Sequence[tuple[Reading, Row]]) -> list[Made | None]:
        """Write rows through the same service as the form; of each what that left in the house, or None when it must wait after all."""

    def take_back(self, portion: Sequence[Row]) -> list[ValidationError | None]:
        """Undo what writing the rows left; refused with a sentence where somebody has built on it since."""


def upload(*, access: Access, campaign: Campaign, kind: str, filename: str, content: bytes) -> Batch:
    """Keep the sheet, sealed; the same file sent again becomes a batch of its own and finds its people known."""
    access.require(Action.CANDIDATE_IMPORT)
    batch = Batch(
        kind=kind,
        campaign=campaign,
        organization_id=access.organization_id,
        unit_id=access.unit_id,
        uploaded_by_id=access.user_id,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
    )
    batch.sealed_file = crypto.seal(base64.b64encode(content).decode(), context=f"batch:{batch.pk}")
    with transaction.atomic():
        batch.save()
        audit.record("import.uploaded", batch, access=access, changes={"bytes": len(content)})
    return batch


def original(batch: Batch) -> bytes:
    """The file as it was sent."""
    return base64.b64decode(crypto.unseal(bytes(batch.sealed_file), context=f"batch:{batch.pk}"))


def check(
    batch: Batch, importer: Importer, *, access: Access, progress: Progress | None = None
) -> list[Reading]:
    """Read every row and keep it with all its problems; running it again starts over."""
    try:
        readings, skipped, columns = importer.read(read(original(batch), batch.filename))
    except Unreadable as problem:
        _fail(batch, str(problem), access)
        raise JobError(str(problem)) from problem
    for start in range(0, len(readings), CHUNK):
        importer.check_known(readings[start : start + CHUNK])
        if progress:
            progress(min(start + CHUNK, len(readings)), len(readings), _("Checking rows"))
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.state not in {Batch.State.UPLOADED, Batch.State.CHECKED, Batch.State.FAILED}:
            return readings
        locked.rows.all().delete()
        Row.objects.bulk_create([_row(locked, reading) for reading in readings], batch_size=1000)
        locked.state, locked.error, locked.columns = Batch.State.CHECKED, "", columns
        locked.counts = {**tally(readings), "rows": len(readings), "skipped_rows": skipped}
        locked.save(update_fields=["state", "error", "columns", "counts"])
        audit.record("import.checked", locked, access=access, changes=locked.counts)
    return readings


def change_row(row: Row, raw: dict[str, str], importer: Any, *, access: Access) -> Reading:
    """Read a row again with the words a person has corrected."""
    access.require(Action.CANDIDATE_IMPORT)
    before = reading_of(row)
    reading: Reading = importer.reread(before, raw)
    with transaction.atomic():
        locked = Row.objects.select_for_update().get(pk=row.pk)
        if locked.state != Row.State.COMMITTED:
            fill(locked, reading)
            locked.save(update_fields=FILLED)
            recount(locked.batch)
            audit.record("import.row_changed", locked.batch, access=access, changes={"row": row.number})
    return reading


def decide(row: Row, decision: str, *, access: Access) -> None:
    """Skip a row, or let a known person in as mobilised together («cùng vận động»)."""
    access.require(Action.CANDIDATE_IMPORT)
    if decision not in DECISIONS:
        return
    with transaction.atomic():
        locked = Row.objects.select_for_update().get(pk=row.pk)
        reading = reading_of(locked)
        if decision == "skip" and locked.state != Row.State.COMMITTED:
            locked.state = Row.State.SKIPPED
        elif decision == "together" and locked.state == Row.State.DUPLICATE:
            reading.problems = [p for p in reading.problems if p.severity != Severity.DUPLICATE]
            reading.values["together"] = True
            locked.sealed, locked.state = seal(locked, reading), reading.state
        locked.save(update_fields=["state", "sealed"])
        recount(locked.batch)
        audit.record(f"import.row_{decision}", locked.batch, access=access, changes={"row": row.number})


def drop(batch: Batch, *, access: Access) -> None:
    """Put a batch aside; nothing of it was written."""
    with transaction.atomic():
        locked = Batch.objects.within(access).select_for_update().get(pk=batch.pk)
        if locked.state != Batch.State.COMMITTED:
            locked.state = Batch.State.DROPPED
            locked.save(update_fields=["state"])
            audit.record("import.dropped", locked, access=access)


def reading_of(row: Row) -> Reading:
    return from_json(
        crypto.unseal_json(bytes(row.sealed), context=f"row:{row.batch_id}:{row.sheet}:{row.number}")
    )


def states(batch: Batch) -> dict[str, int]:
    """Rows by state as they stand now."""
    found = list(batch.rows.values_list("state", flat=True))
    return {state: found.count(state) for state in Row.State.values}


def recount(batch: Batch) -> None:
    batch.counts = {**batch.counts, **states(batch)}
    batch.save(update_fields=["counts"])


def _row(batch: Batch, reading: Reading) -> Row:
    row = Row(batch=batch, sheet=reading.sheet, number=reading.number)
    fill(row, reading)
    return row


def fill(row: Row, reading: Reading) -> None:
    """The row as it was read now; `FILLED` names the columns."""
    row.sealed, row.state, row.repaired = seal(row, reading), reading.state, reading.was_repaired


def seal(row: Row, reading: Reading) -> bytes:
    return crypto.seal_json(reading.as_json(), context=f"row:{row.batch_id}:{row.sheet}:{row.number}")


def _fail(batch: Batch, message: str, access: Access) -> None:
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, error=message[:400])
        audit.record("import.failed", batch, access=access)
