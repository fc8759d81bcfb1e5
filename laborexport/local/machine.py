"""What Debian or Ubuntu must have installed: asked for by name, installed when root, else the exact command is said."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess

from laborexport.local.words import Trouble, say

# What WeasyPrint opens when it is imported, and the face that stands in for Times New Roman.
PRINT_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
PRINT_PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fontconfig",
    "fonts-liberation",
)


def missing_libraries(names: tuple[str, ...] = PRINT_LIBRARIES) -> list[str]:
    return [name for name in names if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def ensure_printing(names: tuple[str, ...] = PRINT_LIBRARIES) -> None:
    missing = missing_libraries(names)
    if not missing:
        return
    if install(*PRINT_PACKAGES) and not missing_libraries(names):
        return
    command = apt_command(*PRINT_PACKAGES)
    raise Trouble(
        f"Máy thiếu thư viện in PDF (Pango: {', '.join(missing)}); hãy chạy: {command}",
        f"The machine lacks the libraries that print PDF (Pango: {', '.join(missing)}); run: {command}",
    )


def apt_command(*packages: str) -> str:
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(*packages: str) -> bool:
    """True when apt installed them; False for an ordinary user or another system."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    say(f"Đang cài gói hệ thống: {' '.join(packages)}", f"Installing system packages: {' '.join(packages)}")
    order = [apt, "install", "-y", "-q", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (order, [apt, "update", "-q"], order):
        done = subprocess.run(command, env=environment, capture_output=True).returncode == 0
        if command is order and done:
            return True
    return False
