"""Who uses the embedded servers: everybody holds a shared lock, the last one out stops them, unless they are pinned."""

from __future__ import annotations

import errno
import fcntl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

import psycopg2.errors

from laborexport.local import places, postgres, valkey
from laborexport.local.words import Trouble, disk_is_full, say

PIN = places.VAR / "servers.pinned"
NEED_NO_SERVER = {
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "check",
    "collectstatic",
    "messages",
    "compilemessages",
}


@contextmanager
def servers() -> Iterator[None]:
    """The embedded servers that the environment does not replace, for as long as the caller needs them."""
    with _sentences():
        places.VAR.mkdir(parents=True, exist_ok=True)
        users = places.LOCK.open("a")
    with users:
        try:
            with _sentences(), _one_at_a_time():
                fcntl.flock(users, fcntl.LOCK_SH)
                _start()
            yield
        finally:
            _leave(users)


def _leave(users: IO[str]) -> None:
    """Also after a start that failed half-way: what runs then is nobody's."""
    with _one_at_a_time():
        fcntl.flock(users, fcntl.LOCK_UN)
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not PIN.exists():
                _stop()


@contextmanager
def servers_for_command(argv: list[str]) -> Iterator[None]:
    """A command of manage.py finds its servers running, or has them for its own time; stdout stays its own."""
    if (
        len(argv) < 2
        or argv[1] in NEED_NO_SERVER
        or not (places.embedded_database() or places.embedded_broker())
    ):
        yield
        return
    try:
        with servers():
            yield
    except Trouble as trouble:
        sys.exit(str(trouble))


def pin() -> None:
    """`make servers`: they stay until `make stop`."""
    with servers():
        PIN.touch()
    say(
        "PostgreSQL và Valkey đang chạy trong var/; dừng bằng: make stop",
        "PostgreSQL and Valkey run in var/; stop them with: make stop",
    )


def unpin() -> None:
    """`make stop`: also while others use them; the operator's word counts."""
    PIN.unlink(missing_ok=True)
    with _sentences(), _one_at_a_time():
        _stop()
    say("Đã dừng PostgreSQL và Valkey.", "PostgreSQL and Valkey are stopped.")


def _start() -> None:
    if places.embedded_database():
        postgres.start()
    if places.embedded_broker():
        valkey.start()


def _stop() -> None:
    stops: list[Callable[[], None]] = [valkey.stop, postgres.stop]
    for stop in stops:
        stop()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands begun at once must not both run initdb."""
    places.VAR.mkdir(parents=True, exist_ok=True)
    with places.LOCK.with_suffix(".starting").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


@contextmanager
def _sentences() -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except psycopg2.errors.DiskFull as error:
        raise disk_is_full() from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_is_full() from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise Trouble(
                f"Không ghi được vào {places.VAR}: hãy chạy bằng tài khoản đã tạo thư mục này, hoặc xoá nó rồi chạy lại.",
                f"{places.VAR} cannot be written: run as the account that made it, or remove it and run again.",
            ) from error
        raise
