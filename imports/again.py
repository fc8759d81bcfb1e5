"""A list is read anew because somebody has said what a column means: what people have done with single rows meanwhile stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from imports.batches import FILLED, Importer, fill, reading_of
from imports.models import Batch, Row
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
    """Read these rows as the list is read now, with what people have done with them; rows of sheets no longer wanted go."""
    fresh = {(reading.sheet, reading.number): reading for reading in readings}
    rows = list(hand.values())
    for start in range(0, len(rows), PORTION):
        portion = [row for row in rows[start : start + PORTION] if (row.sheet, row.number) in fresh]
        changes = [carried(fresh[row.sheet, row.number], reading_of(row)) for row in portion]
        with step():
            for row, reading in zip(portion, importer.reread(changes), strict=True):
                skipped = row.state == Row.State.SKIPPED
                fill(row, reading)
                row.state = Row.State.SKIPPED if skipped else row.state
            Row.objects.bulk_update(portion, FILLED)
            Row.objects.filter(
                pk__in=[row.pk for row in rows[start : start + PORTION] if row not in portion]
            ).delete()


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
