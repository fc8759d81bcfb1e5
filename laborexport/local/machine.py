"""What Debian or Ubuntu must have installed: asked for by name, installed when root, else the exact command is said."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess

from laborexport.local.words import Trouble, say

# What WeasyPrint opens when it is imported.
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
    "fonts-croscore",
)
PRINT_FACE = "Tinos"  # has the metrics of Times New Roman and every Vietnamese letter, as old Liberation fonts have not


def missing_libraries(names: tuple[str, ...] = PRINT_LIBRARIES) -> list[str]:
    return [name for name in names if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_face(face: str = PRINT_FACE) -> bool:
    """Whether fontconfig knows the face and finds all Vietnamese letters in it."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", f"{face}:lang=vi"], capture_output=True).stdout.strip())


def ensure_printing(names: tuple[str, ...] = PRINT_LIBRARIES) -> None:
    if not missing_libraries(names) and has_face():
        return
    install(*PRINT_PACKAGES)
    missing, command = missing_libraries(names), apt_command(*PRINT_PACKAGES)
    if missing:
        raise Trouble(
            f"Máy thiếu thư viện in PDF (Pango: {', '.join(missing)}); hãy chạy: {command}",
            f"The machine lacks the libraries that print PDF (Pango: {', '.join(missing)}); run: {command}",
        )
    if not has_face():
        say(
            f"Máy thiếu phông chữ {PRINT_FACE}: báo cáo PDF sẽ in bằng phông khác. Hãy chạy: {command}",
            f"The machine lacks the face {PRINT_FACE}: PDFs will be set in another one. Run: {command}",
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
