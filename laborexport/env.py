"""Loud readers of the environment: a wrong value stops the start with one sentence."""

from __future__ import annotations

import base64
import binascii
import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
KEY_BYTES = 32


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    value = env_str(name).lower()
    if value and value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be one of 1/0, true/false, yes/no, on/off; it is {value!r}.")
    return value in TRUE if value else default


def env_int(name: str, default: int, minimum: int = 0) -> int:
    value = env_str(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {minimum}; it is {value!r}.")
    return int(value)


def env_list(name: str, default: list[str] | None = None) -> list[str]:
    return [item.strip() for item in env_str(name).split(",") if item.strip()] or list(default or [])


def env_choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = env_str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}; it is {value!r}.")
    return value


def read_key(name: str, text: str) -> bytes:
    """A 32-byte key written in base64 (`openssl rand -base64 32`)."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} must be base64; make one with: openssl rand -base64 32"
        ) from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"{name} must hold {KEY_BYTES} bytes; make one with: openssl rand -base64 32"
        )
    return key


def read_key_ring(name: str, text: str) -> dict[int, bytes]:
    """`1:BASE64,2:BASE64`: the highest number encrypts, every number decrypts."""
    ring: dict[int, bytes] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        number, _, key = item.partition(":")
        if not number.isdecimal() or not 1 <= int(number) <= 255 or int(number) in ring:
            raise ImproperlyConfigured(
                f"{name} must look like 1:BASE64,2:BASE64 with different numbers from 1 to 255."
            )
        ring[int(number)] = read_key(name, key)
    if not ring:
        raise ImproperlyConfigured(f"{name} holds no key.")
    return ring


def database_from_url(url: str) -> dict[str, object]:
    """`postgres://user:password@host:5432/name?sslmode=require`; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgres:// (PostgreSQL is the only database)."
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must end with the name of a database: postgres://…/laborexport."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }
