"""The site map of figures, reviews and the audit trail."""

from __future__ import annotations

from django.urls import path

from reports.views import (
    audit,
    codes,
    exports,
    home,
    people,
    progress,
    review,
    review_after,
    review_confirm,
    targets,
)

app_name = "reports"

urlpatterns = [
    path("", home.home, name="home"),
    path("tien-do/<int:year>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/nguoi/", people.people, name="people"),
    path("tien-do/<int:year>/<slug:district>/", progress.progress, name="progress"),
    path("tien-do/<int:year>/<slug:district>/<slug:commune>/", progress.progress, name="progress"),
    path("chi-tieu/<int:pk>/phan-bo/", targets.target_split, name="target-split"),
    path("chi-tieu/nam/<int:year>/chuyen-giao/", targets.target_move, name="target-move"),
    path("tien-do/xuat-excel/<int:year>/", exports.progress, name="progress-export"),
    path("tien-do/xuat-excel/<int:year>/<slug:district>/", exports.progress, name="progress-export"),
    path(
        "tien-do/xuat-excel/<int:year>/<slug:district>/<slug:commune>/",
        exports.progress,
        name="progress-export",
    ),
    path("nhat-ky/", audit.audit_list, name="audit"),
    path("nhat-ky/xuat-excel/", exports.audit_trail, name="audit-export"),
    path("ma/", codes.code_search, name="code-search"),
    path("ma/<str:code>/", codes.code, name="code"),
    path("bao-cao/", review.review_list, name="review-list"),
    path("bao-cao/xuat-excel/", exports.reviews, name="review-export"),
    path("bao-cao/moi/", review.review_new, name="review-new"),
    path("bao-cao/<uuid:pk>/", review.review_detail, name="review-detail"),
    path("bao-cao/<uuid:pk>/noi-dung/", review.review_sections, name="review-sections"),
    path("bao-cao/<uuid:pk>/lap/", review.review_start, name="review-start"),
    path("bao-cao/<uuid:pk>/phat-hanh/", review.review_issue, name="review-issue"),
    path("bao-cao/<uuid:pk>/thay-doi/", review.review_changes, name="review-changes"),
    path("bao-cao/don-vi/moi/", review_after.report_new, name="report-new"),
    path("bao-cao/<uuid:pk>/tai/", review.review_paper, name="review-paper"),
    path("bao-cao/<uuid:pk>/gui/", review_confirm.review_ask, name="review-ask"),
    path("bao-cao/<uuid:pk>/xac-nhan/", review_confirm.review_own, name="review-own"),
    path("bao-cao/<uuid:pk>/sai/", review_confirm.review_object, name="review-object"),
    path("bao-cao/<uuid:pk>/kien-nghi/", review_confirm.review_recommend, name="review-recommend"),
    path(
        "bao-cao/<uuid:pk>/y-kien/<int:objection>/rut/",
        review_confirm.review_withdraw,
        name="review-take-back",
    ),
    path(
        "bao-cao/<uuid:pk>/y-kien/<int:objection>/tra-loi/",
        review_confirm.review_answer,
        name="review-reply",
    ),
    path("bao-cao/<uuid:pk>/nhac/<slug:body>/", review_confirm.review_remind, name="review-remind"),
    path("bao-cao/<uuid:pk>/chot/", review_confirm.review_freeze, name="review-freeze"),
    path("bao-cao/<uuid:pk>/ban-ky/", review_after.review_scan, name="review-scan"),
    path("bao-cao/<uuid:pk>/ban-ky/<int:scan>/", review_after.review_scan_file, name="review-scan-file"),
    path("bao-cao/<uuid:pk>/dinh-chinh/", review_after.review_correct, name="review-correct"),
    path(
        "bao-cao/<uuid:pk>/dinh-chinh/<int:number>/", review_after.review_correction, name="review-correction"
    ),
    path("ban-tin/", review_after.digest, name="digest"),
    path("bao-cao/<uuid:pk>/<slug:kind>/", review.review_file, name="review-file"),
]
