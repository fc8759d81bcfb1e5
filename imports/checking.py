"""Reads every row of a list by all rules and keeps it with all its problems, a portion at a time; cut off, it goes on where it stopped."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.jobs import JobError
from accounts.together import insert
from campaigns.access import Access
from imports import prints
from imports.again import Place, bring_back, carry, worked_on
from imports.batches import Importer, Progress, fill, original, states
from imports.models import Batch, Row
from imports.readings import Reading, tally
from imports.sheet import Unreadable, read

PORTION = 500
OPEN = (Batch.State.UPLOADED, Batch.State.CHECKED, Batch.State.FAILED)


def check(
    batch: Batch,
    importer: Importer,
    *,
    access: Access,
    step: Any = transaction.atomic,
    progress: Progress | None = None,
) -> list[Reading]:
    """What the rows were read as. A list that was checked before is read anew from the beginning."""
    try:
        readings, skipped, columns = importer.read(read(original(batch), batch.filename), batch.choices)
    except Unreadable as problem:
        _fail(batch, str(problem), access)
        raise JobError(str(problem)) from problem
    hand = worked_on(batch)
    if not _begin(batch, hand):
        return readings
    kept = set(batch.rows.values_list("sheet", "number"))
    for start in range(0, len(readings), PORTION):
        portion = readings[start : start + PORTION]
        importer.check_known(portion)
        with step():
            _keep(batch, portion, kept)
        if progress:
            progress(min(start + PORTION, len(readings)), len(readings), _("Checking rows"))
    carry(hand, readings, importer, step)
    brought = bring_back(batch, readings, importer, step)
    counts = states(batch) if hand or brought else tally(readings)
    _finish(batch, access, columns, {**counts, "rows": len(readings), "skipped_rows": skipped})
    return readings


def _begin(batch: Batch, hand: dict[Place, Row]) -> bool:
    """Whether the list may still be checked; rows of an earlier check go, those of one that was cut off and those of `hand` stay."""
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.state not in OPEN:
            return False
        if locked.state != Batch.State.UPLOADED:
            locked.rows.exclude(pk__in=[row.pk for row in hand.values()]).delete()
            locked.state, locked.error = Batch.State.UPLOADED, ""
            locked.save(update_fields=["state", "error"])
    return True


def _keep(batch: Batch, portion: list[Reading], kept: set[tuple[str, int]]) -> None:
    found = [(row_of(batch, reading), reading) for reading in portion]
    known = prints.recognise(found)
    for place in known:
        fill(*found[place])
    insert([row for row, reading in found if (reading.sheet, reading.number) not in kept])


def row_of(batch: Batch, reading: Reading) -> Row:
    row = Row(batch=batch, sheet=reading.sheet, number=reading.number)
    row.fingerprint = prints.fingerprint(batch, reading)
    fill(row, reading)
    return row


def _finish(batch: Batch, access: Access, columns: dict[str, Any], counts: dict[str, int]) -> None:
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        locked.state, locked.error = Batch.State.CHECKED, ""
        locked.columns, locked.counts = columns, counts
        locked.save(update_fields=["state", "error", "columns", "counts"])
        audit.record("import.checked", locked, access=access, changes=locked.counts)


def _fail(batch: Batch, message: str, access: Access) -> None:
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, error=message[:400])
        audit.record("import.failed", batch, access=access)
