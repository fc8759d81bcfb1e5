"""What is known about the request that is being answered, for the audit trail and the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class RequestFacts:
    request_id: str = ""
    address: str | None = None


NOTHING = RequestFacts()
current: ContextVar[RequestFacts] = ContextVar("current", default=NOTHING)

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment that facts are recorded at: now, unless history is being written (`recorded_at`)."""
    return _moment.get() or timezone.now()


@contextmanager
def recorded_at(moment: datetime) -> Iterator[None]:
    """Write facts as if recorded at a past moment; for demo data and tests of what was known when."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
