"""Personal values at rest: sealed with AES-256-GCM, found again by a keyed hash.

A sealed value is `version | key number | nonce | ciphertext and tag`. The keys stand in `settings.FIELD_KEYS`
(number → 32 bytes): the highest number seals, all of them open.
"""

import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The value is not ours, was sealed for another purpose, was altered, or its key is gone."""


def seal(plaintext: str, *, context: str) -> bytes:
    """Encrypt; only `unseal` with the same context opens it."""
    number = max(_ring())
    header, nonce = bytes([VERSION, number]), os.urandom(NONCE_BYTES)
    return header + nonce + _cipher(number).encrypt(nonce, plaintext.encode(), header + context.encode())


def unseal(blob: bytes | memoryview, *, context: str) -> str:
    blob = bytes(blob)
    header, nonce, sealed = blob[:2], blob[2 : 2 + NONCE_BYTES], blob[2 + NONCE_BYTES :]
    cipher = _cipher(_key_number(blob))
    try:
        return cipher.decrypt(nonce, sealed, header + context.encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotUnseal(f"The value was not sealed for {context!r}, or it was altered.") from None


def seal_json(value: Any, *, context: str) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return seal(text, context=context)


def unseal_json(blob: bytes | memoryview, *, context: str) -> Any:
    return json.loads(unseal(blob, context=context))


def needs_resealing(blob: bytes | memoryview) -> bool:
    """Whether the value is still sealed with a key that was replaced."""
    return _key_number(bytes(blob)) != max(_ring())


def blind_index(value: str, *, field: str) -> str:
    """Equality and uniqueness without the value: HMAC-SHA-256 in hex, different for every field.

    A plain hash would not do: a province's identity numbers are few enough to try them all.
    """
    key: bytes = getattr(settings, "INDEX_KEY", b"")
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"INDEX_KEY must hold {KEY_BYTES} bytes.")
    return hmac.new(key, f"{field}\0{value}".encode(), hashlib.sha256).hexdigest()


def _ring() -> dict[int, bytes]:
    ring: dict[int, bytes] = getattr(settings, "FIELD_KEYS", {})
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS is empty: personal data cannot be stored without a key.")
    return ring


def _key_number(blob: bytes) -> int:
    if len(blob) < 2 + NONCE_BYTES or blob[0] != VERSION:
        raise CannotUnseal("This is not a sealed value.")
    return blob[1]


def _cipher(number: int) -> AESGCM:
    try:
        key = _ring()[number]
    except KeyError:
        raise CannotUnseal(
            f"Key {number} is not in FIELD_KEYS: put the old key back into the ring."
        ) from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"Key {number} in FIELD_KEYS must hold {KEY_BYTES} bytes.")
    return _opened(key)


@lru_cache(maxsize=8)
def _opened(key: bytes) -> AESGCM:
    """A key is prepared once, not for every cell of a list."""
    return AESGCM(key)
