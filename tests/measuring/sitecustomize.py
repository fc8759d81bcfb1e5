"""Programs that tests start measure themselves, too (tests/measure.py puts this folder on their path): the runner and the press.

Only these: they are small and run nowhere else; the house in a worker or a command would need five seconds more for each start.
"""

from __future__ import annotations

import ast
import atexit
import json
import os
import sys
from pathlib import Path

from slipcover import FileMatcher, ImportManager, Slipcover, branch, importer

INTO = Path(os.environ["MEASURED_INTO"])
HOUSE = Path(__file__).resolve().parents[2]
PRESS = HOUSE / "reports" / "documents"
PROGRAMS = [HOUSE / "laborexport" / "local", PRESS / "press.py", PRESS / "swift.py"]

meter = Slipcover(branch=True, d_miss_threshold=sys.maxsize)


def get_code(loader: importer.SlipcoverLoader, name: str) -> object:
    """Of a module started by `python -m`, which is not imported."""
    tree = branch.preinstrument(ast.parse(loader.origin.read_bytes()))
    return meter.instrument(compile(tree, str(loader.origin), "exec"))


def told() -> None:
    part = meter.get_coverage()
    (INTO / f"{os.getpid()}.json").write_text(json.dumps({"meta": part["meta"], "files": part["files"]}))


importer.SlipcoverLoader.get_code = get_code
ImportManager(meter, FileMatcher(sources=PROGRAMS)).__enter__()
atexit.register(told)
