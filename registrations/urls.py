"""The site map of people, registrations, loans and imports."""

from __future__ import annotations

from django.urls import include, path

from registrations.views import imports

app_name = "registrations"

import_urls = [
    path("", imports.import_list, name="import-list"),
    path("mau/", imports.import_template, name="import-template"),
    path("<uuid:pk>/", imports.import_detail, name="import-detail"),
    path("<uuid:pk>/ghi/", imports.import_commit, name="import-commit"),
    path("<uuid:pk>/bo/", imports.import_drop, name="import-drop"),
    path("<uuid:pk>/dong/<int:row>/", imports.import_row, name="import-row"),
    path("<uuid:pk>/dong/<int:row>/quyet-dinh/", imports.import_decide, name="import-decide"),
]

urlpatterns = [
    path("nhap-excel/", include(import_urls)),
]
