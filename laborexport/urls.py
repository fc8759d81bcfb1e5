"""Every floor hangs its own slugs under the root; the roof adds only health."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from laborexport import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    *[path("", include(f"{floor}.urls")) for floor in settings.FLOORS if find_spec(floor) and find_spec(f"{floor}.urls")],
]
