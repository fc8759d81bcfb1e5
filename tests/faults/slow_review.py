"""For tests of faults: a worker that loads this takes its time between the documents of a review."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from reports.review import build
from reports.tasks import annual_review as _registered  # noqa: F401 - the kind of job must be known

PAUSE = 3  # seconds


def slowly(printer: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def print_slowly(review: Any) -> bytes:
        time.sleep(PAUSE)
        return printer(review)

    return print_slowly


build.PRINTERS[1:] = [(kind, words, slowly(printer)) for kind, words, printer in build.PRINTERS[1:]]
