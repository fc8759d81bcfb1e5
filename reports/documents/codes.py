"""What the small grey codes on a print stand for: 2019.1-B1.9.4 is the first edition of 2019, table 1, column 9, row 4.

2019.1-B1.9 is the total of the column, 2019.1-B1 the table, 2019.1-II.3 the figures told in that part, 2019.1 the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.documents.model import Print
from reports.documents.tables import Table, written
from reports.documents.told import told

SHAPE = re.compile(
    r"(?:(?P<year>\d{4})\.(?P<edition>\d{1,3})(?:-(?P<body>[A-Z]{2,12}))?(?:-H(?P<unit>\d{1,5}))?)?-?"
    r"(?P<rest>B\d{1,2}(?:\.\d{1,2}(?:\.\d{1,5})?)?|II\.\d(?:\.\d{1,3})?)?"
)


@dataclass(frozen=True, slots=True)
class Code:
    year: int | None  # None: the newest review that has its figures
    edition: int | None
    body: str  # of the report of one body, else empty
    unit: str  # of the report on one district
    rest: str

    def __str__(self) -> str:
        """As it is printed."""
        whose = [self.body.upper(), f"H{self.unit}" if self.unit else ""]
        number = f"{self.year}.{self.edition}" if self.year else ""
        return "-".join(filter(None, (number, *whose, self.rest)))


def read(text: str) -> Code | None:
    """As people type it: small letters, spaces and a comma for a point are no harm."""
    clean = re.sub(r"\s", "", text).upper().replace(",", ".").replace("–", "-")
    found = SHAPE.fullmatch(clean)
    if not found or not (found["year"] or found["rest"]):
        return None
    year, edition = found["year"], found["edition"]
    return Code(
        int(year) if year else None,
        int(edition) if edition else None,
        (found["body"] or "").lower(),
        found["unit"] or "",
        found["rest"] or "",
    )


@dataclass(frozen=True, slots=True)
class Figure:
    code: str  # within its review
    where: str
    words: tuple[str, ...]  # what it counts, from the head of the column to the row
    value: Any
    printed: str
    counts: dict[str, str] | None

    @property
    def is_people(self) -> bool:
        """Whether there is a list of people to open."""
        return self.counts is not None and isinstance(self.value, int)


def figures_of(review: Print) -> Iterator[Figure]:
    for table in [review.months, *review.tables]:
        yield from of_table(table)
    for part, lines in told(review.figures).items():
        for n, line in enumerate(lines, start=1):
            yield Figure(
                f"{part}.{n}", f"Mục {part}", (line.words,), line.value, written(line.value, "number"), line.counts
            )  # fmt: skip


def of_table(table: Table) -> Iterator[Figure]:
    lines = [(n, row) for n, row in enumerate(table.rows)]
    totals = [(None, table.total)] if table.total else []
    for c, column in enumerate(table.columns):
        if column.kind in ("text", "ordinal"):
            continue
        head = (*filter(None, (column.group,)), column.head)
        for n, row in (*totals, *lines):
            yield Figure(
                table.figure_code(c, n),
                table.place,
                (*head, table.named(row)),
                row[c],
                written(row[c], column.kind),
                table.question(c, n),
            )


def table_of(review: Print, rest: str) -> Table | None:
    """The table a code lies in; None for figures told in the text."""
    code = rest.partition(".")[0]
    return next((table for table in [review.months, *review.tables] if table.code == code), None)
