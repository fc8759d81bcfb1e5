"""The shape of a table: the same one for page, PDF, Excel and Word.

A figure is named by its table, column and row: B1.9.4 is column 9 in row 4 of table 1, B1.9 its total. The numbers stand in papers
that are signed: a column keeps its number for ever, a new one takes the next that is free (`no`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from reports.documents.words import OUTSIDE, ROMANS, UNKNOWN, grouped, number

TEXT = "text"
NOT_HERE = OUTSIDE
MOST_ROWS = 2_000  # on paper; longer tables stand in the workbook
SIGNS = "Ký hiệu: 0 là không phát sinh; – là chưa có số liệu; x là không áp dụng."


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    width: int  # share of the sheet
    kind: str = "number"  # text, number, percent, money, change
    group: str = ""  # a head above several columns
    counts: Mapping[str, str] | None = (
        None  # people of which step (`indicators.roll.Cut`); None: no people are counted here
    )


NUMBERED = Column("TT", 5, "ordinal")


class Head(NamedTuple):
    words: str
    span: int
    grouped: bool


class Cell(NamedTuple):
    words: str
    kind: str
    code: str  # of the figure, where it opens a list of people


@dataclass(frozen=True, slots=True)
class Table:
    number: int
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...] | None = None
    notes: tuple[str, ...] = ()
    landscape: bool = False
    cuts: tuple[
        Mapping[str, str] | None, ...
    ] = ()  # by row: which part of the people a row counts; None: not people
    total_cut: Mapping[str, str] = field(default_factory=dict)

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
    def is_too_long(self) -> bool:
        return len(self.rows) > MOST_ROWS

    @property
    def printed(self) -> list[list[tuple[str, str]]]:
        """Each cell as words and the class of its column; a table too long for paper shows its total alone."""
        return [] if self.is_too_long else [self.line(row) for row in self.rows]

    @property
    def instead(self) -> str:
        """What a paper says in place of rows."""
        if not self.is_too_long:
            return "Không phát sinh."
        return (
            f"Bảng có {grouped(len(self.rows))} dòng, nhiều hơn mức in trên giấy ({grouped(MOST_ROWS)} dòng). "
            f"Toàn bộ các dòng có trong tệp Excel kèm theo, trang «Phụ lục {self.roman}»."
        )

    @property
    def place(self) -> str:
        return f"Phụ lục {self.roman}. {self.title.capitalize()}" if self.number else self.title

    def figure_code(self, column: int, row: int | None) -> str:
        """Places count from 1 on paper; without a row it is the total."""
        return f"{self.code}.{column + 1}" if row is None else f"{self.code}.{column + 1}.{row + 1}"

    def named(self, row: Sequence[Any]) -> str:
        """What a row is about: its first words."""
        texts = (
            value for value, column in zip(row, self.columns, strict=True) if column.kind == TEXT and value
        )
        return " · ".join(list(texts)[:2])

    def question(self, column: int, row: int | None) -> dict[str, str] | None:
        """Whom a figure counts; row None is the total. None where no people are counted."""
        counts = self.columns[column].counts
        if row is not None and row >= len(self.cuts):
            return None
        cut = self.total_cut if row is None else self.cuts[row]
        return None if counts is None or cut is None else {**counts, **cut}

    @property
    def printed_total(self) -> list[tuple[str, str]]:
        return self.line(self.total) if self.total else []

    @property
    def lines(self) -> list[list[Cell]]:
        """The printed rows, each figure that counts people with its code."""
        return [] if self.is_too_long else [self.cells(row, n) for n, row in enumerate(self.rows)]

    @property
    def total_line(self) -> list[Cell]:
        return self.cells(self.total, None) if self.total else []

    def cells(self, row: Sequence[Any], n: int | None) -> list[Cell]:
        return [
            Cell(words, kind, self.figure_code(c, n) if self.opens(c, n, row[c]) else "")
            for c, (words, kind) in enumerate(self.line(row))
        ]

    def opens(self, column: int, row: int | None, value: Any) -> bool:
        return isinstance(value, int) and value > 0 and self.question(column, row) is not None

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
