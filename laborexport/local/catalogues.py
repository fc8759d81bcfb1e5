"""Compiles locale/**/*.po without gettext: the compiled files are not in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import polib

from laborexport.local import places


def compile_catalogues(folder: Path = places.BASE / "locale") -> int:
    """Only what changed; whole files, because a server may read them at this moment."""
    stale = [po for po in sorted(folder.glob("*/*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for po in stale:
        draft = po.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(draft))
        draft.replace(po.with_suffix(".mo"))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
