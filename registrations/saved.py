"""Searches kept on the server under a key that says nothing: a name or a number never stands in an address."""

from __future__ import annotations

import secrets

from django.http import HttpRequest

SESSION_KEY = "searches"
MOST = 20


def keep(request: HttpRequest, text: str) -> str:
    """The key under which this session finds the text again."""
    key = secrets.token_urlsafe(8)
    searches = {**request.session.get(SESSION_KEY, {}), key: text}
    request.session[SESSION_KEY] = dict(list(searches.items())[-MOST:])
    return key


def recall(request: HttpRequest, key: str) -> str:
    """Empty for a key of another session, or one that is long gone."""
    text: str = request.session.get(SESSION_KEY, {}).get(key, "") if key else ""
    return text
