"""What `make test` says of coverage is what was executed (tests/measure.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import measure

HOUSE = '''"""A module."""
import functools

NAMES = [
    "one",
    "two",
]


@functools.cache
def sign(n):
    """Not a statement."""
    if n < 0:
        return (
            -1
        )
    for _ in range(n):
        n += 1
    return 1


def never():
    try:
        return 1
    except ValueError:
        return 2
'''


def test_lines_are_counted_as_statements() -> None:
    start = measure.starts(HOUSE)
    assert {start.get(line) for line in (4, 5, 6)} == {4}
    assert (start[1], start[12]) == (0, 0)
    assert (start[10], start[11]) == (10, 11)
    assert {start[line] for line in (14, 15, 16)} == {14}
    file = {"executed_lines": [1, 4, 5, 14], "missing_lines": [6, 15, 22]}
    measure.fold(file, start)
    assert file == {"executed_lines": [4, 14], "missing_lines": [22]}


@pytest.mark.parametrize(("floor", "code"), [(50, 0), (95, 1)])
def test_workers_say_together_what_was_executed_and_the_floor_decides(
    tmp_path: Path, floor: int, code: int
) -> None:
    """Two workers, each with half of it, in a house of one module: statements, branches, and a file nobody imports."""
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "signs.py").write_text(HOUSE)
    (tmp_path / "house" / "unknown.py").write_text("if 1 > 2:\n    pass\n")
    for name, told in [("minus", "sign(-1) == -1"), ("plus", "sign(1) == 1")]:
        (tmp_path / f"test_{name}.py").write_text(
            f"from house.signs import sign\n\ndef test_it():\n    assert {told}\n"
        )
    (tmp_path / "measured.py").write_text(
        f"from tests import measure\nmeasure.SOURCE, measure.FLOOR = ['house'], {floor}\nfrom tests.measure import *\n"
    )
    command = [
        "-m",
        "pytest",
        "-p",
        "measured",
        "-p",
        "no:django",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "--dist",
        "load",
        "-q",
    ]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{Path(measure.__file__).parents[1]}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    words = [line.split() for line in done.stdout.splitlines()]
    assert ["house/signs.py", "14", "4", "4", "0", "100", "78", "23-26"] in words
    assert ["house/unknown.py", "2", "2", "2", "2", "0", "0", "1-2"] in words
    assert f"63.64 % covered; the floor of {floor} %" in done.stdout
