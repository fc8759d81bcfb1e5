"""A cost sheet beside those of the other orders of the same market."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from outreach.models import CostLine, JobOrder

WORKER = CostLine.Payer.WORKER


@dataclass(frozen=True, slots=True)
class Beside:
    """What the worker pays for one kind of cost, here and elsewhere; None where nobody names it."""

    label: str
    here: int | None
    least: int | None
    middle: int | None
    most: int | None
    others: int


def beside_others(order: JobOrder, others: Iterable[JobOrder]) -> list[Beside]:
    """One row per kind of cost, and the sum last; only orders that have a cost sheet are compared."""
    here = paid_by_worker(order)
    sheets = [paid_by_worker(other) for other in others if other.costs.all()]
    kinds = [kind for kind in CostLine.Kind if kind in here or any(kind in sheet for sheet in sheets)]
    rows = [
        _beside(str(kind.label), here.get(kind), [s[kind] for s in sheets if kind in s]) for kind in kinds
    ]
    total = sum(here.values()) if order.costs.all() else None
    return [*rows, _beside("", total, [sum(sheet.values()) for sheet in sheets])]


def paid_by_worker(order: JobOrder) -> dict[str, int]:
    """Kind of cost → đồng; reads `costs`, so prefetch them."""
    sums: dict[str, int] = defaultdict(int)
    for line in order.costs.all():
        if line.payer == WORKER:
            sums[line.kind] += line.amount
    return dict(sums)


def _beside(label: str, here: int | None, there: list[int]) -> Beside:
    if not there:
        return Beside(label, here, None, None, None, 0)
    return Beside(label, here, min(there), round(median(there)), max(there), len(there))
