"""A list before anybody writes it into a file: its lines, who stands in them, and what the house has to say about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.factories.sheets import HEAD, someone

PEOPLE = 6


@dataclass
class Styled:
    """A value with the font or number format in which it stands."""

    value: Any
    font: str = ""
    format: str = ""


@dataclass
class Truth:
    """Who stands in a line: what each column means, which problems and repairs must be told (no more, no fewer), what becomes of it."""

    values: dict[str, Any]
    told: set[str] = field(default_factory=set)
    state: str = "ready"

    def says(self, *codes: str, state: str = "", **values: Any) -> None:
        """The seeded defect is told under these codes; `values` are what must be read all the same."""
        self.told |= set(codes)
        self.state = state or self.state
        self.values |= values


@dataclass(eq=False)
class Line:
    cells: list[Any]
    truth: Truth | None = None  # nobody stands in titles, totals and blank lines
    left_out: str = ""  # why the reader passes over it
    hidden: bool = False


@dataclass
class Page:
    """One sheet. Lines are kept as objects: their numbers are known only when all defects are seeded."""

    name: str = "DS"
    lines: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)  # one line or two; they stand in `lines`, too
    hidden: set[int] = field(default_factory=set)  # positions of columns
    merged: list[tuple[Line, int, Line, int]] = field(default_factory=list)
    state: str = "visible"
    read: bool = True
    shift: int = 0  # columns before the list

    def place(self, heading: str) -> int:
        """Where a column stands now; one of the good list, whatever it is called now."""
        if heading in HEAD:
            return HEAD.index(heading) + self.shift
        return self.head[0].cells.index(heading)

    def put(self, line: Line, heading: str, value: Any) -> None:
        line.cells[self.place(heading)] = value

    def add_column(self, heading: Any, *values: Any) -> int:
        """A further column at the right; the values go down the people, the last one to all that follow."""
        place = max(len(line.cells) for line in (*self.head, *self.people))
        fill(self.head[0], place, heading)
        for nth, line in enumerate(self.people):
            fill(line, place, values[min(nth, len(values) - 1)] if values else None)
        return place

    def says(self, line: Line, *codes: str, state: str = "", **values: Any) -> None:
        assert line.truth is not None
        line.truth.says(*codes, state=state, **values)

    @property
    def people(self) -> list[Line]:
        return [line for line in self.lines if line.truth]

    def number(self, line: Line) -> int:
        return self.lines.index(line) + 1


@dataclass
class Draft:
    """A file: its sheets, and what must be told about it as a whole."""

    pages: list[Page]
    told: set[str] = field(default_factory=set)
    taken: int = 0

    @property
    def page(self) -> Page:
        return self.pages[0]

    def someone(self) -> Line:
        """The next person of the first sheet with whom nothing is wrong yet: two defects never meet in one line.

        The first person stays as they are, for those who mean «as above».
        """
        self.taken += 1
        return self.page.people[self.taken]


@dataclass(frozen=True)
class Defect:
    seed: Callable[[Draft], None]
    book: bool  # a text file cannot hold it
    alone: bool = False  # it changes columns that others need

    @property
    def name(self) -> str:
        return self.seed.__name__


DEFECTS: dict[str, Defect] = {}


def defect(
    book: bool = False, alone: bool = False
) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Enter a function that seeds one defect into a draft and writes down what is true then."""

    def enter(seed: Callable[[Draft], None]) -> Callable[[Draft], None]:
        DEFECTS[seed.__name__] = Defect(seed, book, alone)
        return seed

    return enter


def good(first: int = 1, people: int = PEOPLE, name: str = "DS") -> Page:
    """A sheet in which nothing is wrong."""
    head = Line(list(HEAD))
    return Page(name, [head, *(person(nth) for nth in range(first, first + people))], [head])


def person(nth: int) -> Line:
    cells = someone(nth)
    values = {
        "full_name": cells[1],
        "birth": cells[2],
        "sex": "female",
        "identity": cells[4],
        "commune": cells[5],
        "phones": [cells[6]],
    }
    return Line(cells, Truth(values))


def seeded(*names: str) -> Draft:
    draft = Draft([good()])
    for name in names:
        DEFECTS[name].seed(draft)
    return draft


def fill(line: Line, place: int, value: Any) -> None:
    line.cells += [None] * (place + 1 - len(line.cells))
    line.cells[place] = value
