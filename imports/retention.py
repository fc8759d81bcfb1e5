"""How long what was sent is kept: the sheet itself goes; what was read of each row stays with the people it brought."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import audit
from imports.models import Batch


def purge_files() -> int:
    """Delete the sheets of lists that were written, or sent and never written, more than the days of the rule ago."""
    last = timezone.now() - timedelta(days=Batch.FILE_DAYS)
    old = Batch.objects.filter(file_gone_at__isnull=True).alias(
        used_at=Coalesce("committed_at", "uploaded_at")
    )
    keys = list(old.filter(used_at__lt=last).values_list("pk", flat=True))
    for key in keys:
        _purge(key)
    return len(keys)


@transaction.atomic
def _purge(key: UUID) -> None:
    batch = Batch.objects.select_for_update().get(pk=key)
    batch.sealed_file, batch.file_gone_at = b"", timezone.now()
    batch.save(update_fields=["sealed_file", "file_gone_at"])
    batch.aside.all().delete()  # without the file no sheet is read again
    audit.record("import.file_deleted", batch, access=None, changes={"days": Batch.FILE_DAYS})
