"""The site map of people, registrations, loans and imports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from registrations.views import (
    bulk,
    calling,
    consents,
    create,
    credits,
    entry,
    export,
    import_blanks,
    import_choices,
    import_rows,
    imports,
    lists,
    loans,
    merging,
    milestones,
    money,
    people,
    registrations,
    slips,
    waiting,
)

app_name = "registrations"

import_urls: list[URLPattern | URLResolver] = [
    path("", imports.import_list, name="import-list"),
    path("xuat-excel/", export.lists, name="import-export"),
    path("mau/", import_blanks.import_template, name="import-template"),
    path("<uuid:pk>/", imports.import_detail, name="import-detail"),
    path("<uuid:pk>/ghi/", imports.import_commit, name="import-commit"),
    path("<uuid:pk>/thu-hoi/", imports.import_undo, name="import-undo"),
    path("<uuid:pk>/con-lai/", imports.import_rest, name="import-rest"),
    path("<uuid:pk>/bo/", imports.import_drop, name="import-drop"),
    path("mau-in/", import_blanks.import_blank, name="import-blank"),
    path("da-hoc/", import_choices.import_learnt, name="import-learnt"),
    path("da-hoc/<int:pk>/quen/", import_choices.import_forget, name="import-forget"),
    path("<uuid:pk>/cot/", import_choices.import_columns, name="import-columns"),
    path("<uuid:pk>/thieu-cot/", import_choices.import_lack, name="import-lack"),
    path("<uuid:pk>/trang-tinh/", import_choices.import_sheet, name="import-sheet"),
    path("<uuid:pk>/gia-tri/", import_choices.import_values, name="import-values"),
    path("<uuid:pk>/gia-tri/tra-lai/", import_choices.import_values_back, name="import-values-back"),
    path("<uuid:pk>/sua/", import_rows.import_grid, name="import-grid"),
    path("<uuid:pk>/moc/", import_rows.import_steps, name="import-steps"),
    path("<uuid:pk>/quyet-dinh/", import_rows.import_decide_all, name="import-decide-all"),
    path("<uuid:pk>/dong/<int:row>/", import_rows.import_row, name="import-row"),
    path("<uuid:pk>/dong/<int:row>/quyet-dinh/", import_rows.import_decide, name="import-decide"),
]

person_urls: list[URLPattern | URLResolver] = [
    path("nguoi/", people.person_edit, name="person-edit"),
    path("nguyen-vong/", people.wish_edit, name="wish-edit"),
    path("xem/<slug:what>/", people.reveal, name="reveal"),
    path("giay-to/", people.identity_add, name="identity-add"),
    path("dien-thoai/", people.phone_add, name="phone-add"),
    path("doi-tuong/", people.group_add, name="group-add"),
    path("doi-tuong/<int:group>/ket-thuc/", people.group_end, name="group-end"),
    path("quan-he/", people.tie_add, name="tie-add"),
    path("quan-he/<int:tie>/dong-y/", consents.member_consent_give, name="member-consent-give"),
    path(
        "quan-he/dong-y/<int:consent>/rut/", consents.member_consent_withdraw, name="member-consent-withdraw"
    ),
    path("dong-y/", consents.consent_give, name="consent-give"),
    path("dong-y/phieu/", consents.consent_form, name="consent-form"),
    path("dong-y/<int:consent>/rut/", consents.consent_withdraw, name="consent-withdraw"),
    path("ghi-nham/<slug:kind>/<int:row>/", slips.fact_take_off, name="fact-take-off"),
    path("chi-nham/<slug:kind>/<int:row>/", slips.entry_take_off, name="entry-take-off"),
    path("ai-da-xem/", people.seen, name="seen"),
    path("ghep/", merging.merge_find, name="merge-find"),
    path("ghep/de-nghi/", merging.merge_propose, name="merge-propose"),
    path("ghep/khac-nguoi/", merging.merge_distinct, name="merge-distinct"),
]

list_urls: list[URLPattern | URLResolver] = [
    path("cot/", lists.columns_choose, name="columns"),
    path("bo-loc/moi/", lists.filter_new, name="filter-new"),
    path("bo-loc/<int:pk>/", lists.filter_edit, name="filter-edit"),
    path("bo-loc/<int:pk>/xoa/", lists.filter_drop, name="filter-drop"),
    path("buoc-chung/", bulk.bulk_list, name="bulk-list"),
    path("buoc-chung/xuat-excel/", export.steps, name="bulk-export"),
    path("buoc-chung/moi/", bulk.bulk_new, name="bulk-new"),
    path("buoc-chung/<uuid:pk>/", bulk.bulk_detail, name="bulk-detail"),
    path("buoc-chung/<uuid:pk>/ghi/", bulk.bulk_commit, name="bulk-commit"),
    path("buoc-chung/<uuid:pk>/thu-hoi/", bulk.bulk_undo, name="bulk-undo"),
    path("buoc-chung/<uuid:pk>/bo/", bulk.bulk_drop, name="bulk-drop"),
]

merge_urls: list[URLPattern | URLResolver] = [
    path("", merging.merge_list, name="merge-list"),
    path("<uuid:pk>/", merging.merge_detail, name="merge-detail"),
    path("<uuid:pk>/tra-loi/", merging.merge_answer, name="merge-answer"),
    path("<uuid:pk>/so-sanh/", merging.merge_compare, name="merge-compare"),
    path("<uuid:pk>/hoan-tac/", merging.merge_undo, name="merge-undo"),
]

credit_urls: list[URLPattern | URLResolver] = [
    path("", credits.credit_waiting, name="credit-waiting"),
    path("xuat-excel/", export.credits, name="credit-export"),
    path("tranh-chap/", credits.credit_disputes, name="credit-disputes"),
    path("nhan/", credits.credit_join_known, name="credit-join-known"),
    path("<int:pk>/", credits.credit_answer, name="credit-answer"),
    path("<int:pk>/rut-lai/", credits.credit_withdraw, name="credit-withdraw"),
    path("<int:pk>/quyet-dinh/", credits.credit_decide, name="credit-decide"),
]

entry_urls: list[URLPattern | URLResolver] = [
    path("", entry.entry_list, name="entry-list"),
    path("xuat-excel/", export.sessions, name="entry-export"),
    path("mau-giay/", entry.entry_blank, name="entry-blank"),
    path("can-bo/", calling.entry_officers, name="entry-officers"),
    path("moi/", entry.entry_new, name="entry-new"),
    path("<int:pk>/", entry.entry_line, name="entry"),
    path("<int:pk>/nhap-do/", entry.entry_draft, name="entry-draft"),
    path("<int:pk>/lay-phien/", entry.entry_take, name="entry-take"),
    path("<int:pk>/phim/", entry.entry_keys, name="entry-keys"),
    path("<int:pk>/dong/", entry.entry_close, name="entry-close"),
    path("<int:pk>/danh-sach-giay/", entry.entry_paper, name="entry-paper"),
    path("<int:pk>/hoan-tac/<int:line>/", entry.entry_undo, name="entry-undo"),
]

registration_urls: list[URLPattern | URLResolver] = [
    path("", registrations.registration_list, name="list"),
    path("tim/", registrations.registration_search, name="search"),
    path("", include(list_urls)),
    path("xuat-excel/", export.export, name="export"),
    path("moi/", create.registration_create, name="create"),
    path("moi/trung/", create.registration_check, name="check"),
    path("moi/ket-qua/", create.registration_outcome, name="outcome"),
    path("<uuid:pk>/", registrations.registration_detail, name="detail"),
    path("<uuid:pk>/", include(person_urls)),
    path("<uuid:pk>/moc/<slug:kind>/", milestones.milestone_record, name="milestone-record"),
    path("<uuid:pk>/moc/<int:step>/sua/", milestones.milestone_correct, name="milestone-correct"),
    path("<uuid:pk>/moc/<int:step>/huy/", milestones.milestone_annul, name="milestone-annul"),
    path("cong-van-dong/", include(credit_urls)),
    path("<uuid:pk>/cong-van-dong/", credits.credit_share, name="credit"),
    path("<uuid:pk>/cung-van-dong/", credits.credit_join, name="credit-join"),
    path("<uuid:pk>/dao-tao/", money.training_add, name="training-add"),
    path("<uuid:pk>/ho-tro/", money.support_add, name="support-add"),
    path("<uuid:pk>/vay-von/", loans.loan_refer, name="loan-refer"),
]

loan_urls: list[URLPattern | URLResolver] = [
    path("", loans.loan_list, name="loan-list"),
    path("xuat-excel/", export.loans, name="loan-export"),
    path("<uuid:pk>/", loans.loan_detail, name="loan-detail"),
    path("<uuid:pk>/tra-loi/<slug:answer>/", loans.loan_answer, name="loan-answer"),
    path("<uuid:pk>/sua-tra-loi/", loans.loan_correct, name="loan-correct"),
    path("<uuid:pk>/thu-lai-tra-loi/", loans.loan_annul, name="loan-annul"),
    path("<uuid:pk>/gui-lai/", loans.loan_resend, name="loan-resend"),
    path("<uuid:pk>/hen/", loans.loan_follow_up, name="loan-follow-up"),
    path("<uuid:pk>/rut/", loans.loan_withdraw, name="loan-withdraw"),
]

allowance_urls: list[URLPattern | URLResolver] = [
    path("", money.allowance_list, name="allowance-list"),
    path("xuat-excel/", export.allowances, name="allowance-export"),
    path("muc-chi/", money.rate_list, name="rate-list"),
    path("muc-chi/xuat-excel/", export.rates, name="rate-export"),
    path("<int:pk>/chi/", money.allowance_pay, name="allowance-pay"),
    path("<int:pk>/chi-nham/", slips.allowance_unpay, name="allowance-unpay"),
]

monday_urls: list[URLPattern | URLResolver] = [
    path("", waiting.monday, name="monday"),
    path("xuat-excel/", export.waiting, name="waiting-export"),
    path("danh-sach-goi/", calling.call_list, name="call-list"),
    path("dong-ho/", waiting.clock_list, name="clock-list"),
    path("dong-ho/xuat-excel/", export.stage_clocks, name="clock-export"),
]

contact_urls: list[URLPattern | URLResolver] = [
    path("", waiting.contact, name="contact"),
    path("<int:contact>/", waiting.contact_row, name="contact-row"),
    path("<int:contact>/hoan-tac/", waiting.contact_undo, name="contact-undo"),
]

urlpatterns = [
    path("sang-thu-hai/", include(monday_urls)),
    path("dang-ky/<uuid:pk>/lien-he/", include(contact_urls)),
    path("dang-ky/", include(registration_urls)),
    path("ghep-ho-so/", include(merge_urls)),
    path("vay-von/", include(loan_urls)),
    path("ho-tro-gioi-thieu/", include(allowance_urls)),
    path("nhap-nhanh/", include(entry_urls)),
    path("nhap-excel/", include(import_urls)),
]
