"""`-p tests.measure`: branch coverage by SlipCover in the workers of xdist, added up here, with a floor.

SlipCover puts probes into our own modules as they are imported; Django and the libraries run as ever. Its lines are counted as statements: so a
long table or a chain of calls weighs what one line does, and figures are those of coverage.py. Of programs that tests
start, those measure themselves that run nowhere else (tests/measuring/).
"""

from __future__ import annotations

import ast
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import slipcover
from slipcover.slipcover import add_summaries

FLOOR = 95  # per cent of statements and branches
SOURCE = ["accounts", "campaigns", "imports", "outreach", "registrations", "reports", "laborexport"]
OMIT = ["*/migrations/*", "*/laborexport/wsgi.py"]
EXCLUDE = ["if TYPE_CHECKING:", "raise NotImplementedError", "@overload", r"\.\.\.$"]
WORKER = "PYTEST_XDIST_WORKER" in os.environ

meters: list[slipcover.Slipcover] = []
seen: dict[str, Any] = {}


def pytest_addoption() -> None:
    """Asked of a plugin as soon as it is known: later, pytest-django has imported the house."""
    if WORKER:
        gc.set_threshold(100_000, 50, 50)  # the house is read in: nothing of it becomes rubbish
        # Probes stay: one costs 20 ns, and taking them out walks through every function there is.
        meter = slipcover.Slipcover(
            branch=True, source=SOURCE, omit=OMIT, exclude_lines=EXCLUDE, d_miss_threshold=sys.maxsize
        )
        slipcover.ImportManager(meter, slipcover.FileMatcher(sources=SOURCE, omit=OMIT)).__enter__()
        meters.append(meter)
        os.environ["MEASURED_INTO"] = tempfile.mkdtemp(prefix="measured-")
        path = [str(Path(__file__).parent / "measuring"), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        subprocess.Popen.__init__ = started  # type: ignore[method-assign]


def started(self: Any, *command: Any, begin: Any = subprocess.Popen.__init__, **how: Any) -> None:
    """The press is given an environment of its own: it must be told."""
    if command and "reports.documents.press" in command[0]:
        how["env"] = how["env"] | {name: os.environ[name] for name in ("MEASURED_INTO", "PYTHONPATH")}
    begin(self, *command, **how)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if WORKER:
        part = meters[0].get_coverage()
        told = Path(os.environ["MEASURED_INTO"])
        for other in told.glob("*.json"):
            slipcover.merge_coverage(part, json.loads(other.read_text()))
        shutil.rmtree(told)
        # xdist sends plain dictionaries only.
        session.config.workeroutput["measured"] = {"meta": part["meta"], "files": part["files"]}
    elif percent() < FLOOR:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker that was lost sends nothing: what only it saw is missing then."""
    if part := getattr(node, "workeroutput", {}).get("measured"):
        if seen:
            slipcover.merge_coverage(seen, part)
        else:
            seen.update(part)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not WORKER:
        slipcover.print_coverage(seen, outfile=terminalreporter, skip_covered=True)
        verdict = "reached" if percent() >= FLOOR else "NOT reached"
        terminalreporter.write_line(f"{percent():.2f} % covered; the floor of {FLOOR} % is {verdict}")


def percent() -> float:
    """Of the whole house: a file that nobody imported counts with all it has; nothing measured is nothing covered."""
    if seen and "summary" not in seen["meta"]:
        for name, file in seen["files"].items():
            fold(file, starts(Path(name).read_text()))
        add_summaries(seen)
        seen["meta"]["summary"] = "statements"
    return float(seen["summary"]["percent_covered"]) if seen else 0.0


def fold(file: dict[str, Any], start: dict[int, int]) -> None:
    """Lines become statements; one is executed when any of its lines is."""
    executed = {start.get(line, 0) for line in file["executed_lines"]} - {0}
    missing = {start.get(line, 0) for line in file["missing_lines"]} - executed - {0}
    file["executed_lines"], file["missing_lines"] = sorted(executed), sorted(missing)


def starts(source: str) -> dict[int, int]:
    """The first line of the statement each line belongs to; 0 for docstrings, which are none."""
    found: dict[int, int] = {}
    for node in ast.walk(ast.parse(source)):  # the outer before the inner
        if isinstance(node, ast.stmt | ast.ExceptHandler):
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            for part in [node, *getattr(node, "decorator_list", [])]:
                lines = range(part.lineno, (part.end_lineno or part.lineno) + 1)
                found.update(dict.fromkeys(lines, 0 if docstring else part.lineno))
    return found
