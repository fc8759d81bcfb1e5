"""`make check`: asks Django for every deployment warning under production settings, with keys thrown away afterwards."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys

from laborexport.local import places


def environment() -> dict[str, str]:
    return {
        "LABOREXPORT_ENV": "production",
        "ALLOWED_HOSTS": "laborexport.example",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": f"1:{_key()}",
        "INDEX_KEY": _key(),
        "DATABASE_URL": "postgres://laborexport@db/laborexport",
        "REDIS_URL": "redis://broker:6379/0",
    }


def check() -> int:
    kept = {name: value for name, value in os.environ.items() if name not in {"DEMO_PASSWORD", "DEBUG"}}
    command = [sys.executable, str(places.BASE / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env={**kept, **environment()}, check=False).returncode


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
