"""`python -m imports.child NAME`: reads a spreadsheet from standard input under limits and writes what it found.

A hostile file can hurt this process only. Nothing but rows of plain values comes back: the reader of the answer knows no other classes.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from imports.parsing import FEW, Refused, Sheet, Value, parse, undisturbed

SECONDS = 5  # of the processor
BYTES = 768 * 1024 * 1024  # of address space, of which the interpreter itself takes a third
KNOWN = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("imports.child", "Answer"),
    ("imports.layout", "Hidden"),
    ("imports.legacy", "Conversion"),
    ("imports.legacy", "Encoding"),
    ("imports.parsing", "Sheet"),
}


@dataclass(frozen=True)
class Answer:
    """The sheets, or why there are none."""

    code: str = ""
    facts: dict[str, int] = field(default_factory=dict)
    sheets: list[Sheet] | None = None


class _Reader(pickle.Unpickler):
    """Opens answers and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


# A column of texts crosses as one text: a pickle of every cell would take as long as reading them. Where few words
# are repeated, as in most columns of a list, they cross once, and of each cell the place of its word.
Packed = str | tuple[str, bytes] | Sequence[Value]
BETWEEN = "\0"  # stands in no cell of a spreadsheet
TRIED = 1000


def packed(cells: Sequence[Value]) -> Packed:
    try:
        words = _repeated(cells)
        joined = BETWEEN.join(words or cells)  # type: ignore[arg-type]
    except TypeError:
        return [*cells]
    if joined.count(BETWEEN) != len(words or cells) - 1:
        return [*cells]
    if not words:
        return joined
    return joined, bytes(map({word: place for place, word in enumerate(words)}.__getitem__, cells))


def _repeated(cells: Sequence[Value]) -> list[Value]:
    """The different words of a column that has few of them."""
    if len(cells) < TRIED or len(set(cells[:TRIED])) > FEW:
        return []
    words = [*dict.fromkeys(cells)]
    return words if len(words) <= FEW else []


def unpacked(column: Packed) -> Sequence[Value]:
    if isinstance(column, str):
        return column.split(BETWEEN)
    if isinstance(column, tuple):
        words, places = column
        return [*map(words.split(BETWEEN).__getitem__, places)]
    return column


def _crossing(sheet: Sheet, made: Callable[[Any], Any]) -> Sheet:
    return replace(sheet, columns=[*map(made, sheet.columns)])


def sent(answer: Answer) -> bytes:
    sheets = [_crossing(sheet, packed) for sheet in answer.sheets or ()]
    return pickle.dumps(replace(answer, sheets=sheets) if sheets else answer, protocol=5)


@undisturbed()
def received(answer: bytes) -> Answer:
    found = _Reader(io.BytesIO(answer)).load()
    if not isinstance(found, Answer):
        return Answer("too_heavy")
    sheets = [_crossing(sheet, unpacked) for sheet in found.sheets or ()]
    return replace(found, sheets=sheets) if sheets else found


def made(content: bytes, filename: str) -> Answer:
    try:
        return Answer(sheets=parse(content, filename))
    except Refused as refused:
        return Answer(refused.code, refused.facts)
    except MemoryError:
        return Answer("too_heavy")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # the process ends before there is anything worth collecting
    answer = made(sys.stdin.buffer.read(), sys.argv[1])
    # Run as a program this module is called __main__; the reader knows it by its name.
    Answer.__module__ = "imports.child"
    sys.modules["imports.child"] = sys.modules[__name__]
    sys.stdout.buffer.write(sent(answer))
    sys.stdout.flush()
    os._exit(0)  # nothing is left open; giving back every cell one by one takes longer than the answer


if __name__ == "__main__":
    main()
