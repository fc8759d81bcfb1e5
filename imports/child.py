"""`python -m imports.child NAME`: reads a spreadsheet from standard input under limits and writes what it found.

A hostile file can hurt this process only. Nothing but rows of plain values comes back: the reader of the answer knows no other classes.
"""

from __future__ import annotations

import gc
import io
import pickle
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from imports.parsing import Refused, Sheet, Value, parse

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


# A column of texts crosses as one text: a pickle of every cell would take as long as reading them.
Packed = str | Sequence[Value]
BETWEEN = "\0"  # stands in no cell of a spreadsheet


def packed(cells: Sequence[Value]) -> Packed:
    try:
        joined = BETWEEN.join(cells)  # type: ignore[arg-type]
    except TypeError:
        return cells
    return joined if joined.count(BETWEEN) == len(cells) - 1 else cells


def unpacked(column: Packed) -> Sequence[Value]:
    return column.split(BETWEEN) if isinstance(column, str) else column


def sent(answer: Answer) -> bytes:
    sheets = [replace(sheet, columns=[*map(packed, sheet.columns)]) for sheet in answer.sheets or ()]
    return pickle.dumps(replace(answer, sheets=sheets) if sheets else answer, protocol=5)


def received(answer: bytes) -> Answer:
    found = _Reader(io.BytesIO(answer)).load()
    if not isinstance(found, Answer):
        return Answer("too_heavy")
    sheets = [replace(sheet, columns=[*map(unpacked, sheet.columns)]) for sheet in found.sheets or ()]
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


if __name__ == "__main__":
    main()
