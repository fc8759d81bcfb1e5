"""`make setup`: from a bare clone to a virtual environment. Standard library only: nothing is installed yet."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from laborexport.local import machine
from laborexport.local.words import Trouble, say

BASE = Path(__file__).resolve().parents[2]
VENV = BASE / ".venv"
STAMP = VENV / "setup.stamp"
LOCK = BASE / "requirements-dev.lock"
OLDEST = (3, 11)


def main() -> int:
    try:
        _check_python()
        wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
        if not STAMP.exists() or STAMP.read_text() != wanted:
            _make_environment()
        machine.ensure_printing()
        STAMP.write_text(wanted)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _check_python() -> None:
    if sys.version_info < OLDEST:
        raise Trouble(
            f"Cần Python 3.11 trở lên, máy đang có {sys.version.split()[0]}; hãy chạy: make PYTHON=python3.11 …",
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; run: make PYTHON=python3.11 …",
        )
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if importlib.util.find_spec("ensurepip") is None and not machine.install(package):
        raise Trouble(
            f"Python của máy thiếu phần tạo môi trường ảo; hãy chạy: {machine.apt_command(package)}",
            f"This Python cannot make virtual environments; run: {machine.apt_command(package)}",
        )


def _make_environment() -> None:
    say(
        "Đang cài thư viện vào .venv (một lần, khoảng một phút)…",
        "Installing libraries into .venv (once, about a minute)…",
    )
    python = VENV / "bin" / "python"
    if not _works(python):
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    _run(
        [
            str(python),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            # The lock names every package there is: nothing is left to resolve, and a later release cannot get in the way.
            "--no-deps",
            "--require-hashes",
            "-r",
            str(LOCK),
        ]
    )


def _works(python: Path) -> bool:
    """An environment of another Python, or one moved here, is made anew."""
    if not python.exists():
        return False
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST} or sys.prefix != {str(VENV)!r})"
    return subprocess.run([str(python), "-c", code], capture_output=True).returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return
    told = (done.stderr.strip() or done.stdout.strip() or "?").splitlines()
    last = next((line for line in told if line.startswith("ERROR:")), told[-1])
    if "No space left on device" in done.stderr:
        raise Trouble(
            f"Ổ đĩa chứa {BASE} đã đầy: hãy giải phóng ít nhất 1 GB rồi chạy lại.",
            f"The disk that holds {BASE} is full: free at least 1 GB and run again.",
        )
    raise Trouble(
        f"Không cài được thư viện ({last}); hãy kiểm tra mạng rồi chạy lại.",
        f"The libraries could not be installed ({last}); check the network and run again.",
    )


if __name__ == "__main__":
    sys.exit(main())
