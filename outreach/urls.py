from __future__ import annotations

from django.urls import path

from outreach.views import attendance, enterprises, events, invitations, job_orders, lists, materials

app_name = "outreach"
EVENT = "su-kien/<uuid:pk>/"

urlpatterns = [
    path("su-kien/", events.event_list, name="event-list"),
    path("su-kien/moi/", events.event_new, name="event-new"),
    path(EVENT, events.event_detail, name="event-detail"),
    path(f"{EVENT}sua/", events.event_change, name="event-change"),
    path(f"{EVENT}to-chuc/", events.event_organizers, name="event-organizers"),
    path(f"{EVENT}huy/", events.event_cancel, name="event-cancel"),
    path(f"{EVENT}ket-qua/", events.event_result, name="event-result"),
    path(f"{EVENT}tai-lieu/", events.event_materials, name="event-materials"),
    path(f"{EVENT}doanh-nghiep/", invitations.event_partners, name="event-partners"),
    path(f"{EVENT}doanh-nghiep/<int:partner_id>/", invitations.partner_answer, name="partner-answer"),
    path(f"{EVENT}khach-moi/", invitations.invitee_list, name="invitee-list"),
    path(f"{EVENT}khach-moi/dan/", invitations.invitee_paste, name="invitee-paste"),
    path(f"{EVENT}khach-moi/in/", invitations.attendance_sheet, name="attendance-sheet"),
    path(f"{EVENT}khach-moi/<int:number>/bo/", invitations.invitee_remove, name="invitee-remove"),
    path(f"{EVENT}diem-danh/", attendance.attendance_page, name="attendance"),
    path(f"{EVENT}diem-danh/co-mat/", attendance.attendance_tick, name="attendance-tick"),
    path(f"{EVENT}diem-danh/tim/", attendance.attendance_find, name="attendance-find"),
    path(f"{EVENT}diem-danh/giay/", attendance.attendance_paper, name="attendance-paper"),
    path(f"{EVENT}diem-danh/khach-moi/", attendance.attendance_walk_in, name="attendance-walk-in"),
    path(f"{EVENT}diem-danh/<int:number>/bo/", attendance.attendance_untick, name="attendance-untick"),
    path("doanh-nghiep/", enterprises.enterprise_list, name="enterprise-list"),
    path("doanh-nghiep/moi/", enterprises.enterprise_new, name="enterprise-new"),
    path("doanh-nghiep/<int:pk>/", enterprises.enterprise_detail, name="enterprise-detail"),
    path("doanh-nghiep/<int:pk>/sua/", enterprises.enterprise_change, name="enterprise-change"),
    path("doanh-nghiep/<int:pk>/giay-phep/", enterprises.enterprise_status, name="enterprise-status"),
    path("don-hang/", job_orders.job_order_list, name="job-order-list"),
    path("don-hang/moi/", job_orders.job_order_new, name="job-order-new"),
    path("don-hang/<int:pk>/", job_orders.job_order_detail, name="job-order-detail"),
    path("don-hang/<int:pk>/sua/", job_orders.job_order_change, name="job-order-change"),
    path("don-hang/<int:pk>/chi-phi/", job_orders.job_order_costs, name="job-order-costs"),
    path("thi-truong/", lists.market_list, name="market-list"),
    path("thi-truong/moi/", lists.market_new, name="market-new"),
    path("thi-truong/chuong-trinh-moi/", lists.programme_new, name="programme-new"),
    path("ngan-hang/", lists.branch_list, name="branch-list"),
    path("ngan-hang/moi/", lists.branch_new, name="branch-new"),
    path("ngan-hang/<int:pk>/sua/", lists.branch_change, name="branch-change"),
    path("tai-lieu/", materials.material_list, name="material-list"),
    path("tai-lieu/moi/", materials.material_new, name="material-new"),
    path("tai-lieu/<int:pk>/", materials.material_detail, name="material-detail"),
    path("tai-lieu/<int:pk>/sua/", materials.material_change, name="material-change"),
    path("tai-lieu/<int:pk>/phat/", materials.material_distribute, name="material-distribute"),
    path("nguoi-that-viec-that/", materials.witness_list, name="witness-list"),
    path("nguoi-that-viec-that/moi/", materials.witness_new, name="witness-new"),
    path("nguoi-that-viec-that/<int:pk>/rut/", materials.witness_withdraw, name="witness-withdraw"),
]
