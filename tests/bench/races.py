"""The races of `tests/faults` and the random walks, run as long as the house promises: what the suite tries a few hundred times."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

RACES = (
    "tests/faults/test_same_person.py",
    "tests/faults/test_edits_at_once.py",
    "tests/registrations/test_random_walks.py",
)
# 10,000 rounds of two bodies and one person; 5,000 edits, two at a time; 715 walks of 14 steps are 10,000 steps.
LONG = {"ROUNDS": "10000", "EDITS": "5000", "WALKS": "715", "TEST_DATABASE": "laborexport_races"}


def run() -> int:
    """As tests: each asserts its own bar; what it counted is printed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        *RACES,
        "-q",
        "-rP",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(command, cwd=settings.BASE_DIR, env={**os.environ, **LONG}, check=False).returncode
