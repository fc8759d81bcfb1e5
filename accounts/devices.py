"""What is known about the browser: its name in words, and which accounts have signed in from it before."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

SALT = "accounts.device"
KEPT = timedelta(days=180)
MOST_ACCOUNTS = 12  # of one shared office computer
STRANGERS = "strangers"

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Cốc Cốc", r"coc_coc"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS"),
    ("Safari", r"Safari"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser by a random mark of its own; `accounts` are keyed digests, no names."""

    mark: str
    accounts: tuple[str, ...] = ()

    def knows(self, account: str) -> bool:
        return _digest(account) in self.accounts

    def with_account(self, account: str) -> Device:
        others = tuple(known for known in self.accounts if known != _digest(account))
        return replace(self, accounts=(_digest(account), *others)[:MOST_ACCOUNTS])


def read(request: HttpRequest) -> Device:
    """The device of this browser; a missing, old or forged cookie is a new device."""
    try:
        mark, *accounts = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return Device(secrets.token_hex(8))
    return Device(mark, tuple(accounts))


def remember(response: HttpResponseBase, device: Device, account: str) -> None:
    """After a sign-in: this browser need not wait for the failures of strangers."""
    known = device.with_account(account)
    response.set_cookie(
        cookie_name(),
        signing.dumps([known.mark, *known.accounts], salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    return "__Host-thiet-bi" if settings.SESSION_COOKIE_SECURE else "thiet-bi"


def describe(user_agent: str) -> str:
    """«Chrome · Windows»; what cannot be told stays empty."""
    found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return " · ".join(filter(None, found))


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")


def _digest(account: str) -> str:
    return salted_hmac("accounts.device.account", account, algorithm="sha256").hexdigest()[:16]
