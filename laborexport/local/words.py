"""What the console says: Vietnamese first, English on the line below."""

from __future__ import annotations

import sys

from laborexport.local import places


class Trouble(Exception):
    """One sentence for the operator, in both languages, saying what to do. Never a trace."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


def say(vi: str, en: str) -> None:
    """To stderr: stdout belongs to the answers of commands."""
    print(f"{vi}\n  {en}", file=sys.stderr, flush=True)


def disk_is_full() -> Trouble:
    return Trouble(
        f"Ổ đĩa chứa {places.VAR} đã đầy: hãy giải phóng ít nhất 300 MB rồi chạy lại.",
        f"The disk that holds {places.VAR} is full: free at least 300 MB and run again.",
    )
