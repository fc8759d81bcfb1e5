"""The programs of a run: web, worker, beat. Each in a process group of its own, so that stopping leaves nobody behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from laborexport.local import places
from laborexport.local.words import Trouble, say

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
MOST_RESTARTS = 5
TO_DIE = 2.0  # seconds the killed may need until the system has cleared them away


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    patience: float = 10  # seconds between "please stop" and "stop"
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0

    @property
    def log(self) -> Path:
        return places.LOGS / f"{self.name}.log"

    def start(self) -> None:
        places.LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=places.BASE,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> None:
        """A killed worker is replaced; what it held returns to the queue."""
        self.kill()
        self.restarts += 1
        if self.restarts > MOST_RESTARTS:
            raise Trouble(
                f"«{self.name}» dừng liên tục; xem {self.log}.",
                f"{self.name} keeps stopping; read {self.log}.",
            )
        say(f"«{self.name}» dừng đột ngột, đang khởi động lại.", f"{self.name} stopped, starting it again.")
        self.start()

    def stop(self) -> None:
        if self.process is not None and self.alive():
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        self.kill()

    def kill(self) -> None:
        """The whole group, until it is gone: a killed parent leaves children that would go on answering."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            end = time.monotonic() + TO_DIE
            while time.monotonic() < end:
                os.killpg(self.process.pid, 0)
                time.sleep(0.01)
        self.process.wait()


def die_with_parent() -> None:
    """Runs between fork and exec: even a killed runner takes its programs along."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.stop()
    for child in children:
        child.wait()


def watch(children: list[Child], until: Callable[[], bool], pause: float = 0.2) -> None:
    """What stopped by itself is started again, until the run is to end."""
    while not until():
        for child in children:
            if not child.alive():
                child.revive()
        time.sleep(pause)
