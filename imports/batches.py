"""An uploaded sheet on its way in: upload → check → commit. What a row means is the importer's business."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, crypto
from campaigns.access import Access, Action
from campaigns.models import Campaign
from imports import prints
from imports.models import Aside, Batch, Row
from imports.readings import Reading, from_json
from imports.sheet import Unreadable

Made = dict[str, list[Any]]
FILLED = ("sealed", "state", "repaired", "codes", "meaning")


class Progress(Protocol):
    def __call__(self, done: int, total: int, note: str = "") -> None: ...


class Importer(Protocol):
    """Knows what the rows of a kind of list mean."""

    def read(
        self, sheets: Sequence[Any], said: Mapping[str, Any]
    ) -> tuple[list[Reading], int, dict[str, Any]]:
        """Every row with all its problems, how many rows were skipped, and what the columns were taken for; `said`: choices of people."""

    def reread(self, changes: Sequence[tuple[Reading, dict[str, str] | None]]) -> list[Reading]:
        """Rows again, with other words or after a decision."""

    def check_known(self, readings: Sequence[Reading]) -> None:
        """Add the problems that need the database: people already known."""

    def commit(self, portion: Sequence[tuple[Reading, Row]]) -> list[Made | None]:
        """Write rows through the same service as the form; of each what that left in the house, or None when it must wait after all."""

    def take_back(self, portion: Sequence[Row]) -> list[ValidationError | None]:
        """Undo what writing the rows left; refused with a sentence where somebody has built on it since."""


def upload(*, access: Access, campaign: Campaign, kind: str, filename: str, content: bytes) -> Batch:
    """Keep the sheet, sealed; the same file sent again becomes a batch of its own and finds its people known."""
    access.require(Action.CANDIDATE_IMPORT)
    batch = Batch(
        kind=kind,
        campaign=campaign,
        organization_id=access.organization_id,
        unit_id=access.unit_id,
        uploaded_by_id=access.user_id,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
    )
    batch.sealed_file = crypto.seal(base64.b64encode(content).decode(), context=f"batch:{batch.pk}")
    with transaction.atomic():
        batch.save()
        audit.record("import.uploaded", batch, access=access, changes={"bytes": len(content)})
    return batch


def original(batch: Batch) -> bytes:
    """The file as it was sent; after its days it is gone, and only what was read of it stays."""
    if batch.file_gone_at:
        raise Unreadable(
            _("The file was deleted %(n)s days after its last use. Send it again.") % {"n": Batch.FILE_DAYS}
        )
    return base64.b64decode(crypto.unseal(bytes(batch.sealed_file), context=f"batch:{batch.pk}"))


def drop(batch: Batch, *, access: Access) -> None:
    """Put a batch aside; nothing of it was written."""
    with transaction.atomic():
        locked = Batch.objects.within(access).select_for_update().get(pk=batch.pk)
        if locked.state != Batch.State.COMMITTED:
            locked.state = Batch.State.DROPPED
            locked.save(update_fields=["state"])
            audit.record("import.dropped", locked, access=access)


def reading_of(row: Row | Aside) -> Reading:
    return from_json(
        crypto.unseal_json(bytes(row.sealed), context=f"row:{row.batch_id}:{row.sheet}:{row.number}")
    )


def states(batch: Batch) -> dict[str, int]:
    """Rows by state as they stand now."""
    found = list(batch.rows.values_list("state", flat=True))
    return {state: found.count(state) for state in Row.State.values}


def recount(batch: Batch) -> None:
    batch.counts = {**batch.counts, **states(batch)}
    batch.save(update_fields=["counts"])


def fill(row: Row, reading: Reading) -> None:
    """The row as it was read now; `FILLED` names the columns."""
    row.sealed, row.state, row.repaired = seal(row, reading), reading.state, reading.was_repaired
    row.codes, row.meaning = reading.codes, prints.meaning(row.batch, reading)


def seal(row: Row, reading: Reading) -> bytes:
    return crypto.seal_json(reading.as_json(), context=f"row:{row.batch_id}:{row.sheet}:{row.number}")
