"""The shape of what is said about people on their way: how far they come, where they are stuck, what brought them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    step: str
    people: int
    percent: float | None  # of the step before


@dataclass(frozen=True, slots=True)
class Stuck:
    """The step at which a unit loses more people than the province does; None: too few to tell, "": none."""

    key: str
    step: str | None
    people: int
    of: int
    percent: float | None
    usual: float | None  # of the province
    shortfall: float


@dataclass(frozen=True, slots=True)
class YieldRow:
    """People registered in the window who came from an event of a kind, whenever it was held."""

    code: str
    soon: int  # within 30 days
    within: int  # within 90 days
    registered: int
    departed: int
