"""For tests of faults: a worker that loads this dies, or loses its database, at the places that `CUTS` names, once each.

`CUTS` is a folder with a file for each cut to come: «500-inside-kill» falls when 500 rows stand and the next portion is
written but not committed, «500-after-database» when the portion has been committed and nobody has been told.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from django.db import OperationalError, connection

from accounts.jobs import Running
from imports import writing
from imports.batches import Importer
from imports.models import Row
from registrations.tasks import commit_candidates as _registered  # noqa: F401 - the kind of job must be known

CUTS = Path(os.environ["CUTS"])
write, progress = writing._write, Running.progress


def fall(place: str, done: int) -> None:
    for cut in CUTS.glob(f"{done}-{place}-*"):
        cut.unlink()
        if cut.name.endswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        lose_the_database()


def lose_the_database() -> None:
    """The server ends this very connection; whoever writes next finds out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    except OperationalError:
        return


def cut_inside(rows: Sequence[Row], importer: Importer) -> int:
    """The portion is written; nothing of it is committed yet."""
    before = Row.objects.filter(batch__in={row.batch_id for row in rows}, state=Row.State.COMMITTED).count()
    count = write(rows, importer)
    fall("inside", before)
    return count


def cut_after(running: Running, done: int, total: int, note: str = "") -> None:
    """The portion is committed; nobody knows yet how far the work is."""
    fall("after", done)
    progress(running, done, total, note)


writing.PORTION = int(os.environ["PORTION"])
writing._write = cut_inside
Running.progress = cut_after  # type: ignore[method-assign]
