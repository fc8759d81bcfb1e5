"""The site map of figures, reviews and the audit trail."""

from __future__ import annotations

from django.urls import path

from reports.views import audit, home, progress, review

app_name = "reports"

urlpatterns = [
    path("", home.home, name="home"),
    path("tien-do/<int:year>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/<slug:district>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/<slug:district>/<slug:commune>/", progress.progress, name="progress"),
    path("nhat-ky/", audit.audit_list, name="audit"),
    path("bao-cao/", review.review_list, name="review-list"),
    path("bao-cao/moi/", review.review_new, name="review-new"),
    path("bao-cao/<uuid:pk>/", review.review_detail, name="review-detail"),
    path("bao-cao/<uuid:pk>/noi-dung/", review.review_sections, name="review-sections"),
    path("bao-cao/<uuid:pk>/lap/", review.review_start, name="review-start"),
    path("bao-cao/<uuid:pk>/phat-hanh/", review.review_issue, name="review-issue"),
    path("bao-cao/<uuid:pk>/thay-doi/", review.review_changes, name="review-changes"),
    path("bao-cao/<uuid:pk>/<slug:kind>/", review.review_file, name="review-file"),
]
