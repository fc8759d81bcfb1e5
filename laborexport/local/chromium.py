"""The browser of `make e2e`: Debian's own package, no download from elsewhere."""

from __future__ import annotations

import shutil

from laborexport.local import machine
from laborexport.local.words import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> None:
    if find() or (machine.install("chromium") and find()):
        return
    command = machine.apt_command("chromium")
    raise Trouble(
        f"Máy thiếu trình duyệt Chromium; hãy chạy: {command}",
        f"The machine lacks Chromium; run: {command}",
    )
