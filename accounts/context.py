"""What is known about the request that is being answered, for the audit trail and the log."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestFacts:
    request_id: str = ""
    address: str | None = None


NOTHING = RequestFacts()
current: ContextVar[RequestFacts] = ContextVar("current", default=NOTHING)
