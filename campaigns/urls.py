from __future__ import annotations

from django.urls import path

from campaigns.views import (
    accounts,
    documents,
    matrix,
    mergers,
    organizations,
    plan,
    postings,
    targets,
    units,
    work_plans,
)

app_name = "campaigns"

urlpatterns = [
    path("ke-hoach/", plan.plan, name="plan"),
    path("ke-hoach/sua/", plan.plan_edit, name="plan-edit"),
    path("ke-hoach/nhiem-vu/<int:pk>/", plan.duty_detail, name="duty-detail"),
    path("ke-hoach/nhiem-vu/<int:pk>/sua/", plan.duty_edit, name="duty-edit"),
    path("ke-hoach/nam/", work_plans.work_plan_list, name="work-plan-list"),
    path("ke-hoach/nam/moi/", work_plans.work_plan_new, name="work-plan-new"),
    path("ke-hoach/nam/<int:pk>/", work_plans.work_plan_detail, name="work-plan-detail"),
    path("ke-hoach/nam/<int:pk>/sua/", work_plans.work_plan_edit, name="work-plan-edit"),
    path("ke-hoach/van-ban/", documents.document_list, name="document-list"),
    path("ke-hoach/van-ban/moi/", documents.document_new, name="document-new"),
    path("ke-hoach/van-ban/<int:pk>/ban-quet/", documents.document_scan, name="document-scan"),
    path(
        "ke-hoach/van-ban/<int:pk>/ban-quet/tai-len/", documents.document_scan_new, name="document-scan-new"
    ),
    path("chi-tieu/", targets.target_list, name="target-list"),
    path("chi-tieu/moi/", targets.target_new, name="target-new"),
    path("chi-tieu/<int:pk>/", targets.target_detail, name="target-detail"),
    path("chi-tieu/<int:pk>/dieu-chinh/", targets.target_revise, name="target-revise"),
    path("chi-tieu/nam/<int:year>/", matrix.target_matrix, name="target-matrix"),
    path("chi-tieu/nam/<int:year>/nhap/", matrix.target_grid, name="target-grid"),
    path("chi-tieu/dot/<int:pk>/", matrix.target_change, name="target-change"),
    path("chi-tieu/dot/<int:pk>/hoan-tac/", matrix.target_change_undo, name="target-change-undo"),
    path("chi-tieu/lao-dong/", matrix.working_age, name="working-age"),
    path("chi-tieu/tang-nam-sau/", targets.rise_rules, name="rise-rules"),
    path("chi-tieu/tang-nam-sau/<int:pk>/bo/", targets.rise_drop, name="rise-drop"),
    path("don-vi/", units.unit_list, name="unit-list"),
    path("don-vi/moi/", units.unit_new, name="unit-new"),
    path("don-vi/sap-nhap/", mergers.unit_merge, name="unit-merge"),
    path("don-vi/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("don-vi/<int:pk>/doi-ten/", units.unit_rename, name="unit-rename"),
    path("don-vi/<int:pk>/giai-the/", units.unit_close, name="unit-close"),
    path("to-chuc/", organizations.organization_list, name="organization-list"),
    path("to-chuc/<int:pk>/", organizations.organization_detail, name="organization-detail"),
    path("to-chuc/<int:pk>/ten-moi/", organizations.organization_rename, name="organization-rename"),
    path("phan-cong/", postings.posting_list, name="posting-list"),
    path("phan-cong/moi/", postings.posting_new, name="posting-new"),
    path("phan-cong/cua-toi/", postings.posting_choices, name="posting-choices"),
    path("phan-cong/<int:pk>/chon/", postings.posting_choose, name="posting-choose"),
    path("phan-cong/<int:pk>/ket-thuc/", postings.posting_end, name="posting-end"),
    path("tai-khoan/", accounts.account_list, name="account-list"),
    path("tai-khoan/moi/", accounts.account_new, name="account-new"),
    path("tai-khoan/<int:pk>/", accounts.account_detail, name="account-detail"),
    path("tai-khoan/<int:pk>/khoa/", accounts.account_switch, name="account-switch"),
    path("tai-khoan/<int:pk>/mat-khau/", accounts.account_password, name="account-password"),
]
