"""How a registration looks in a line: its state in words and shape, its numbers masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import crypto
from registrations.identity import mask
from registrations.models import Registration

Stage = Registration.Stage
SHAPES: dict[str, str] = {
    Stage.REGISTERED: "none",
    Stage.CONSULTED: "none",
    Stage.SELECTED: "info",
    Stage.TRAINING: "running",
    Stage.CONTRACTED: "info",
    Stage.VISA: "info",
    Stage.DEPARTED: "ok",
    Stage.RETURNED: "ok",
    Stage.WITHDRAWN: "err",
    "resumed": "none",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list."""

    pk: Any
    name: str
    number: str
    born: date | None
    precision: str
    sex: str
    unit: str
    district: str
    market: str
    lead: str
    is_shared: bool
    shape: str
    stage: str
    since: date


def row_of(registration: Any) -> Line:
    """From a registration read through `listing.with_row_facts`."""
    person, parent = registration.person, registration.unit.parent
    return Line(
        pk=registration.pk,
        name=person.full_name,
        number=masked(registration.sealed_number, person.pk),
        born=person.birth_date,
        precision=person.birth_precision,
        sex=person.get_sex_display(),
        unit=registration.unit.name,
        district=parent.name if parent else "",
        market=registration.market_name or "",
        lead=registration.lead_name or "",
        is_shared=registration.is_shared,
        shape=SHAPES[registration.stage],
        stage=registration.get_stage_display(),
        since=registration.stage_on,
    )


def masked(sealed: bytes | memoryview | None, person_id: Any) -> str:
    return mask(crypto.unseal(sealed, context=f"identity:{person_id}")) if sealed else ""
