"""Every request gets an id and an address; an old session ends; who is not signed in is asked to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts import sessions
from accounts.context import RequestFacts, current
from accounts.models import User
from accounts.views.sign_in import ask_to_sign_in

Answer = Callable[[HttpRequest], HttpResponseBase]

POLLING = "progress"  # the element that asks for news of a job by itself: nobody sits there
OPEN_WITH_OLD_PASSWORD = {"accounts:password-change", "accounts:sign_out"}


class RequestContextMiddleware:
    """Gives every request an id and remembers where it came from, for the audit trail and the log."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        facts = RequestFacts(uuid.uuid4().hex, address_of(request))
        token = current.set(facts)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response["X-Request-Id"] = facts.request_id
        return response


def address_of(request: HttpRequest) -> str | None:
    """Behind our own proxy the last hop it wrote down, else the peer; in the spelling PostgreSQL gives back."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or text
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


class SessionClockMiddleware:
    """Ends a session that was idle too long or is too old; the clock is the server's, not the cookie's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.lapsed_user = ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            check_clock(request, request.user)
        return self.get_response(request)


def check_clock(request: HttpRequest, user: User) -> None:
    session = sessions.of(request, user)
    if sessions.lapsed(session):
        request.lapsed_user = user.username  # type: ignore[attr-defined]
        session.delete()
        logout(request)
    elif request.headers.get("HX-Trigger") != POLLING:
        sessions.seen(session)


class SignInRequiredMiddleware:
    """Closed unless marked open; a password given by somebody else opens only the page that changes it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.user.must_change_password and name not in OPEN_WITH_OLD_PASSWORD:
            return redirect("accounts:password-change")
        return None
