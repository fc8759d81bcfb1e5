from __future__ import annotations

from celery import shared_task

from imports.retention import purge_files


@shared_task(name="imports.purge_files")
def purge() -> int:
    """Once an hour: sheets whose days are over."""
    return purge_files()
