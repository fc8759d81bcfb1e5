from __future__ import annotations

from django.apps import AppConfig

from laborexport import checks
from laborexport.celery import app as celery_app

__all__ = ["LaborExportConfig", "celery_app", "checks"]


class LaborExportConfig(AppConfig):
    """Loading the roof loads the Celery app, so that `delay` of any floor finds the broker of the settings."""

    name = "laborexport"
