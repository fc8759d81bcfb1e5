"""How allowances of introducers are told apart on a desk: due, paid, cancelled."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registrations.models import AllowanceEntry

DUE, PAID, CANCELLED = "cho-chi", "da-chi", "da-huy"
STATES: dict[str, tuple[Any, dict[str, bool]]] = {
    DUE: (_("Not paid yet"), {"paid_on__isnull": True, "cancelled_on__isnull": True}),
    PAID: (_("Paid"), {"paid_on__isnull": False}),
    CANCELLED: (_("Cancelled"), {"cancelled_on__isnull": False}),
}


def cut(rows: QuerySet[AllowanceEntry], state: str) -> QuerySet[AllowanceEntry]:
    return rows.filter(**STATES.get(state, STATES[DUE])[1])


def standing(entry: AllowanceEntry) -> Any:
    """The word for where one stands."""
    return STATES[PAID if entry.paid_on else CANCELLED if entry.cancelled_on else DUE][0]
