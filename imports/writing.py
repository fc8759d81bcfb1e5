"""The rows of a checked list go into the house and out of it again, a portion at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.jobs import JobError
from campaigns.access import Access, Action
from imports import prints
from imports.batches import FILLED, Importer, Made, Progress, fill, reading_of, seal, states
from imports.models import Batch, Row
from imports.readings import Reading, Severity

PORTION = 500

WRITTEN = """
UPDATE imports_row SET state = 'committed', made = done.made::jsonb
FROM unnest(%s::bigint[], %s::text[]) AS done (id, made) WHERE imports_row.id = done.id
"""


def commit(
    batch: Batch,
    importer: Importer,
    *,
    access: Access,
    step: Any = transaction.atomic,
    progress: Progress | None = None,
) -> int:
    """Write the rows that are ready. A portion and the states of its rows stand or fall together: cut off, it is taken up exactly there."""
    access.require(Action.CANDIDATE_IMPORT)
    _refuse_unready(batch)
    ready = batch.rows.filter(state=Row.State.READY)
    done = batch.rows.filter(state=Row.State.COMMITTED).count()
    total = done + ready.count()
    for ids in _portions(list(ready.order_by("sheet", "number").values_list("pk", flat=True))):
        with step():
            rows = Row.objects.select_for_update().filter(pk__in=ids, state=Row.State.READY)
            done += _write(list(rows.order_by("sheet", "number")), importer)
        if progress:
            progress(done, total, _("Writing rows"))
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        committed = locked.rows.filter(state=Row.State.COMMITTED).count()
        locked.state, locked.committed_at = Batch.State.COMMITTED, timezone.now()
        locked.counts = {**locked.counts, **states(locked)}
        locked.save(update_fields=["state", "committed_at", "counts"])
        audit.record("import.committed", locked, access=access, changes={"committed": committed})
    return committed


def undo(
    batch: Batch,
    importer: Importer,
    *,
    access: Access,
    step: Any = transaction.atomic,
    progress: Progress | None = None,
) -> int:
    """Take back every row nobody has touched since; the others stay and say why. Interrupted, it is taken up again."""
    access.require(Action.CANDIDATE_IMPORT)
    _refuse_late(batch)
    ids = list(batch.rows.filter(state=Row.State.COMMITTED).order_by("-number").values_list("pk", flat=True))
    for done, portion in enumerate(_portions(ids)):
        with step():
            rows = Row.objects.select_for_update().filter(pk__in=portion, state=Row.State.COMMITTED)
            _take_back(list(rows.order_by("-number")), importer)
        if progress:
            progress(min((done + 1) * PORTION, len(ids)), len(ids), _("Taking rows back"))
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        locked.undone_at = locked.undone_at or timezone.now()
        locked.counts = {**locked.counts, **states(locked)}
        locked.save(update_fields=["undone_at", "counts"])
        taken = locked.counts[Row.State.UNDONE]
        changes = {"taken_back": taken, "kept": locked.counts[Row.State.COMMITTED]}
        audit.record("import.undone", locked, access=access, changes=changes)
    return int(taken)


def _refuse_unready(batch: Batch) -> None:
    """Only a list that was checked is written; one that was put aside stays aside. Writing may be taken up again."""
    state = Batch.objects.values_list("state", flat=True).get(pk=batch.pk)
    if state not in {Batch.State.CHECKED, Batch.State.COMMITTED}:
        raise JobError(_("This list is not ready to be written. Upload it again."))


def _refuse_late(batch: Batch) -> None:
    fresh = Batch.objects.get(pk=batch.pk)
    if fresh.committed_at is None or not fresh.can_be_undone:
        raise JobError(_("This list can no longer be taken back. Correct single people on their own pages."))


def _write(rows: Sequence[Row], importer: Importer) -> int:
    """How many rows of a portion are in the house now; the others keep the reason why they wait."""
    portion = _not_yet_written([(reading_of(row), row) for row in rows])
    written: list[tuple[int, Made]] = []
    for (reading, row), made in zip(portion, importer.commit(portion), strict=True):
        if made is not None:
            written.append((row.pk, made))
        else:
            fill(row, reading)
            row.save(update_fields=FILLED)
    if written:
        with connection.cursor() as cursor:
            cursor.execute(
                WRITTEN, [[pk for pk, _made in written], [json.dumps(made) for _pk, made in written]]
            )
    return len(written)


def _not_yet_written(portion: list[tuple[Reading, Row]]) -> list[tuple[Reading, Row]]:
    """Without the rows that another list, or a row above, has written meanwhile; those wait and say so."""
    if portion:
        prints.alone(portion[0][1].batch)
    known = prints.recognise([(row, reading) for reading, row in portion])
    meant: set[str] = set()
    for place, (reading, row) in enumerate(portion):
        if row.meaning in meant:
            prints.say_double(reading)
            known.add(place)
        meant.update({row.meaning} - {""})
    for place in known:
        reading, row = portion[place]
        fill(row, reading)
        row.save(update_fields=FILLED)
    return [one for place, one in enumerate(portion) if place not in known]


def _take_back(rows: Sequence[Row], importer: Importer) -> None:
    gone: list[int] = []
    for row, problem in zip(rows, importer.take_back(rows), strict=True):
        if problem is None:
            gone.append(row.pk)
            continue
        reading = reading_of(row)
        for message in problem.messages:
            reading.add("full_name", Severity.REPAIRED, "kept", message)
        row.sealed, row.codes = seal(row, reading), reading.codes
        row.save(update_fields=["sealed", "codes"])
    Row.objects.filter(pk__in=gone).update(state=Row.State.UNDONE, made=None)


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), PORTION):
        yield ids[start : start + PORTION]
