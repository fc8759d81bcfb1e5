"""What `manage.py check --deploy` asks of this house beyond what Django asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def files_can_be_written(**kwargs: Any) -> list[CheckMessage]:
    folder = Path(settings.MEDIA_ROOT)
    if folder.is_dir() and not os.access(folder, os.W_OK):
        return [Error(f"The folder of files {folder} cannot be written.", id="laborexport.E001")]
    return []


@register(Tags.security, deploy=True)
def demo_password_is_not_set(**kwargs: Any) -> list[CheckMessage]:
    if settings.PRODUCTION and os.environ.get("DEMO_PASSWORD"):
        return [
            Warning(
                "DEMO_PASSWORD has no place in production: demo accounts exist only in demo data.",
                id="laborexport.W001",
            )
        ]
    return []
