"""Gives every request an id and remembers where it came from, for the audit trail and the log."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from accounts.context import RequestFacts, current


class RequestContextMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        facts = RequestFacts(uuid.uuid4().hex, request.META.get("REMOTE_ADDR") or None)
        token = current.set(facts)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response["X-Request-Id"] = facts.request_id
        return response
