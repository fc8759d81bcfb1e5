"""Kinds of jobs that exist only for tests of faults; the worker loads them with `--include tests.faults.jobs`."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from accounts import audit
from accounts.jobs import Running, handler
from accounts.models import AuditEntry

STEPS = "tests.steps"
DEADLY = "tests.deadly"


@handler(STEPS)
def steps(running: Running) -> dict[str, Any]:
    """Writes one entry per step, each once however often the job is begun, and takes its time."""
    total = running.args["steps"]
    for n in range(total):
        mark = f"{running.id}:{n}"
        with running.step():
            if not AuditEntry.objects.filter(action="tests.step", object_ids=[mark]).exists():
                audit.record("tests.step", access=None, object_ids=[mark])
        running.progress(n + 1, total)
        time.sleep(running.args["pause"])
    return {"steps": total}


@handler(DEADLY)
def deadly(running: Running) -> None:
    """Dies like a process that the kernel kills for its memory."""
    with running.step():
        audit.record("tests.started", access=None, object_ids=[running.id])
    os.kill(os.getpid(), signal.SIGKILL)
