"""Every floor hangs its own slugs under the root; the roof adds only health."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from laborexport import health
from laborexport.views import goto

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("di-toi/", goto, name="goto"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    *[
        path("", include(f"{floor}.urls")) for floor in settings.FLOORS if floor != "imports"
    ],  # imports has no pages of its own
]

handler403 = "laborexport.errors.forbidden"
handler404 = "laborexport.errors.not_found"
