"""How a registration looks in a line: its state in words and shape, its numbers masked."""

from __future__ import annotations

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


def masked(sealed: bytes | memoryview | None, person_id: Any) -> str:
    return mask(crypto.unseal(sealed, context=f"identity:{person_id}")) if sealed else ""
