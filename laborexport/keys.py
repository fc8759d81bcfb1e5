"""Keys of this house: from the environment; on a developer's machine made once into var/secrets.json (0600)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from laborexport.env import env_str

NAMES = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")


def load(path: Path, production: bool) -> dict[str, str]:
    given = {name: env_str(name) for name in NAMES}
    missing = [name for name, value in given.items() if not value]
    if not missing:
        return given
    if production:
        raise ImproperlyConfigured(
            f"In production {', '.join(missing)} must be set; .env.example says how to make them."
        )
    made = _read_or_make(path)
    return {name: value or made[name] for name, value in given.items()}


def _read_or_make(path: Path) -> dict[str, str]:
    if not path.exists():
        _write(
            path, {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"1:{_key()}", "INDEX_KEY": _key()}
        )
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(made[name]) for name in NAMES}
    except PermissionError as error:
        raise ImproperlyConfigured(
            f"{path} belongs to another account: run as the account that made it."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{path} is damaged. Restore it from a copy: without its keys the identity numbers cannot be read."
        ) from error


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, values: dict[str, str]) -> None:
    """Whole or not at all, and the first of two processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
