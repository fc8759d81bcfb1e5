"""A list is read anew because somebody has said what a column means: what people have done with single rows meanwhile stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from imports.batches import FILLED, Importer, fill, reading_of
from imports.models import Aside, Batch, Row
from imports.readings import CHOSEN, DECIDED, Reading

PORTION = 200
Place = tuple[str, int]  # sheet and number of the row


def worked_on(batch: Batch) -> dict[Place, Row]:
    """Rows in which somebody has written, decided, chosen or turned back something, or which were skipped."""
    found = {}
    for row in batch.rows.select_related("batch").iterator(chunk_size=PORTION):
        reading = reading_of(row)
        decided = any(name in reading.values for name in DECIDED)
        if (
            row.state == Row.State.SKIPPED
            or reading.written
            or reading.refused
            or decided
            or _chosen(reading)
        ):
            found[row.sheet, row.number] = row
    return found


def carry(
    hand: dict[Place, Row], readings: Sequence[Reading], importer: Importer, step: Any = transaction.atomic
) -> None:
    """Read these rows as the list is read now, with what people have done with them; those of sheets no longer wanted are put aside."""
    fresh = {(reading.sheet, reading.number): reading for reading in readings}
    rows = list(hand.values())
    for start in range(0, len(rows), PORTION):
        portion = rows[start : start + PORTION]
        here = [row for row in portion if (row.sheet, row.number) in fresh]
        gone = [row for row in portion if (row.sheet, row.number) not in fresh]
        with step():
            _apply([(row, row) for row in here], fresh, importer)
            _put_aside(gone)


def bring_back(
    batch: Batch, readings: Sequence[Reading], importer: Importer, step: Any = transaction.atomic
) -> int:
    """What people had done with rows of sheets that are read again; how many rows have it back."""
    fresh = {(reading.sheet, reading.number): reading for reading in readings}
    kept = [one for one in batch.aside.all() if (one.sheet, one.number) in fresh]
    for start in range(0, len(kept), PORTION):
        portion = kept[start : start + PORTION]
        keys = {one.number for one in portion}
        found = batch.rows.filter(number__in=keys, sheet__in={one.sheet for one in portion})
        rows = {(row.sheet, row.number): row for row in found.select_related("batch")}
        with step():
            _apply([(rows[one.sheet, one.number], one) for one in portion], fresh, importer)
            Aside.objects.filter(pk__in=[one.pk for one in portion]).delete()
    return len(kept)


def _apply(pairs: list[tuple[Row, Row | Aside]], fresh: dict[Place, Reading], importer: Importer) -> None:
    """Rows as they are read now, each with what had been done with it before."""
    changes = [carried(fresh[row.sheet, row.number], reading_of(before)) for row, before in pairs]
    for (row, before), reading in zip(pairs, importer.reread(changes), strict=True):
        skipped = before.state == Row.State.SKIPPED
        fill(row, reading)
        row.state = Row.State.SKIPPED if skipped else row.state
    Row.objects.bulk_update([row for row, _before in pairs], FILLED)


def _put_aside(rows: list[Row]) -> None:
    kept = [
        Aside(batch=row.batch, sheet=row.sheet, number=row.number, state=row.state, sealed=row.sealed)
        for row in rows
    ]
    Aside.objects.bulk_create(kept, ignore_conflicts=True)
    Row.objects.filter(pk__in=[row.pk for row in rows]).delete()


def carried(fresh: Reading, before: Reading) -> tuple[Reading, dict[str, str] | None]:
    """The row as it is read now, and its words with those that people have put there."""
    for key in _chosen(before):
        fresh.stood[key] = [CHOSEN, fresh.raw.get(key, "")]
        fresh.raw[key] = before.raw[key]
    fresh.refused, fresh.written = list(before.refused), list(before.written)
    fresh.values |= {name: before.values[name] for name in DECIDED if name in before.values}
    written = {key: before.raw.get(key, "") for key in before.written}
    return fresh, fresh.raw | written if written else None


def _chosen(reading: Reading) -> list[str]:
    return [key for key, (code, _words) in reading.stood.items() if code == CHOSEN]
