"""The site map of figures, reviews and the audit trail."""

from __future__ import annotations

from django.urls import path

from reports.views import audit, home, progress

app_name = "reports"

urlpatterns = [
    path("", home.home, name="home"),
    path("tien-do/<int:year>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/<slug:district>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/<slug:district>/<slug:commune>/", progress.progress, name="progress"),
    path("nhat-ky/", audit.audit_list, name="audit"),
]
