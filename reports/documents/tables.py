"""The shape of a table: the same one for page, PDF, Excel and Word.

A figure is named by its table, column and row: B1.9.4 is column 9 in row 4 of table 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from reports.documents.words import OUTSIDE, ROMANS, UNKNOWN, grouped, number

TEXT = "text"
NOT_HERE = OUTSIDE
SIGNS = "Ký hiệu: 0 là không phát sinh; – là chưa có số liệu; x là không áp dụng."


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    width: int  # share of the sheet
    kind: str = "number"  # text, number, percent, money, change
    group: str = ""  # a head above several columns


NUMBERED = Column("TT", 5, "ordinal")


class Head(NamedTuple):
    words: str
    span: int
    grouped: bool


@dataclass(frozen=True, slots=True)
class Table:
    number: int
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...] | None = None
    notes: tuple[str, ...] = ()
    landscape: bool = False

    @property
    def roman(self) -> str:
        return ROMANS[self.number - 1]

    @property
    def code(self) -> str:
        return f"B{self.number}"

    @property
    def codes(self) -> list[str]:
        return [f"{self.code}.{n}" for n in range(1, len(self.columns) + 1)]

    @property
    def is_grouped(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def widths(self) -> list[int]:
        """In whole percent of the sheet."""
        whole = sum(column.width for column in self.columns)
        return [column.width * 100 // whole for column in self.columns]

    @property
    def head(self) -> list[Head]:
        """The upper line of the head; a column without a group is as high as both lines."""
        cells: list[Head] = []
        for column in self.columns:
            if column.group and cells and cells[-1].words == column.group:
                cells[-1] = Head(column.group, cells[-1].span + 1, True)
            else:
                cells.append(Head(column.group or column.head, 1, bool(column.group)))
        return cells

    @property
    def printed(self) -> list[list[tuple[str, str]]]:
        """Each cell as words and the class of its column."""
        return [self.line(row) for row in self.rows]

    @property
    def printed_total(self) -> list[tuple[str, str]]:
        return self.line(self.total) if self.total else []

    def line(self, row: Sequence[Any]) -> list[tuple[str, str]]:
        return [
            (written(value, column.kind), column.kind)
            for value, column in zip(row, self.columns, strict=True)
        ]


def written(value: Any, kind: str) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if kind == "percent":
        return grouped(value, 1)
    if kind == "money":
        return grouped(value / 1_000_000, 1)
    if kind == "change" and value > 0:
        return f"+{number(value)}"
    return number(float(value) if isinstance(value, Fraction) else value)
