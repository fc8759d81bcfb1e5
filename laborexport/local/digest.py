"""Has anything changed since the last run? Then migrations, reference data and static files are looked at again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from laborexport.local import places

NOT_THE_HOUSE = {"var", "tests", "docs", "node_modules", "__pycache__"}


def of_house(base: Path = places.BASE) -> str:
    total = hashlib.sha256()
    for folder in sorted(path for path in base.iterdir() if path.is_dir()):
        if not folder.name.startswith(".") and folder.name not in NOT_THE_HOUSE:
            _add(total, folder, base)
    total.update((base / "requirements.lock").read_bytes())
    return total.hexdigest()


def _add(total: hashlib._Hash, folder: Path, base: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".pyc", ".mo"}:
            total.update(str(path.relative_to(base)).encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
