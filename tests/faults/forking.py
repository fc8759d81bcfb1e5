"""Where racing programs come from: a process that has read the house in and asks no database. Each racer is a fork of it.

A racer is a process with a connection of its own as ever; only the two seconds of reading the house in are spent once, not by each.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext


def forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.standing_by"])
    return context
