"""What the console says: Vietnamese first, English on the line below."""

from __future__ import annotations

import sys


class Trouble(Exception):
    """One sentence for the operator, in both languages, saying what to do. Never a trace."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


def say(vi: str, en: str) -> None:
    """To stderr: stdout belongs to the answers of commands."""
    print(f"{vi}\n  {en}", file=sys.stderr, flush=True)
