"""A clock for bounds on the product: it stands still while a ready program waits for a processor that others hold.

On an idle machine it is the clock on the wall; on a busy one a bound stays as tight as it was, and the test as sure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from django.db import connection


def _queued(thread: str) -> tuple[float, float]:
    """Seconds a thread has computed, and seconds it stood ready in the queue (Linux; elsewhere nothing is known of queues)."""
    try:
        computed, queued, _slices = Path(f"/proc/{thread}/schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(computed) / 1e9, int(queued) / 1e9


def now() -> float:
    """Of the thread that asks, and of its end of the database, for whose answers it waits."""
    backend = connection.connection.info.backend_pid if connection.connection else 0
    return time.monotonic() - _queued("thread-self")[1] - _queued(str(backend))[1]


def stretched(processes: Iterable[int]) -> float:
    """How many times as long as on processors of their own the programs took until now; 1 on an idle machine."""
    threads = [
        _queued(f"{process}/task/{thread.name}")
        for process in processes
        for thread in Path(f"/proc/{process}/task").glob("*")
    ]
    computed, queued = (sum(seconds) for seconds in zip(*threads, strict=True)) if threads else (0, 0)
    return (computed + queued) / computed if computed else 1.0
