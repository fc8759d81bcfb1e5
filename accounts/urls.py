from __future__ import annotations

from django.urls import path

from accounts.views import account, jobs, sign_in

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("doi-mat-khau/", account.password_change, name="password-change"),
    path("thiet-bi/", account.session_list, name="session-list"),
    path("thiet-bi/<int:pk>/dang-xuat/", account.session_end, name="session-end"),
    path("thiet-bi/dang-xuat-het/", account.session_end_others, name="session-end-others"),
    path("viec-nen/", jobs.job_list, name="job-list"),
    path("viec-nen/<uuid:pk>/", jobs.job_detail, name="job-detail"),
    path("viec-nen/<uuid:pk>/huy/", jobs.job_cancel, name="job-cancel"),
    path("viec-nen/<uuid:pk>/chay-lai/", jobs.job_retry, name="job-retry"),
]
