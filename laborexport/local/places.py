"""Where things lie on this machine. Imports no Django: settings and the bare runner both read it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LABOREXPORT_VAR") or BASE / "var").resolve()
SECRETS = VAR / "secrets.json"
LOGS = VAR / "log"
LOCK = VAR / "servers.lock"

POSTGRES = VAR / "postgres"
POSTGRES_DATA = POSTGRES / "data"
POSTGRES_MADE = POSTGRES / "made"
VALKEY = VAR / "valkey"

# A unix socket's path holds at most 107 bytes, `.s.PGSQL.5432` included.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


def socket_folder(name: str) -> Path:
    """Inside var/ where the path is short enough, else a private folder beside the system's temporary files."""
    inside = VAR / name / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"laborexport-{mark}"


POSTGRES_RUN = socket_folder("postgres")
VALKEY_RUN = socket_folder("valkey")
VALKEY_SOCKET = VALKEY_RUN / "valkey.sock"

DATABASE_NAME = "laborexport"
DATABASE_URL = f"postgres://{DATABASE_NAME}@/{DATABASE_NAME}?host={POSTGRES_RUN}"
# redis-py says unix://, Celery's transport says redis+socket://; settings translate.
REDIS_URL = f"unix://{VALKEY_SOCKET}?db=0"


def embedded_database() -> bool:
    return not os.environ.get("DATABASE_URL", "").strip()


def embedded_broker() -> bool:
    return not os.environ.get("REDIS_URL", "").strip()
