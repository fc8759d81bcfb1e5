"""Every page of the plan and the directory opens for those who may, and says why to those who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from campaigns.models import Duty, LegalDocument, Target, WorkPlan
from campaigns.overview import brief
from campaigns.urls import urlpatterns
from tests.factories import campaigns as make
from tests.factories.campaigns import House

SignIn = Callable[[str], Client]
OPEN = [
    "plan",
    "target-list",
    "document-list",
    "work-plan-list",
    "unit-list",
    "organization-list",
    "posting-choices",
]
COORDINATOR = ["plan-edit", "target-new", "document-new", "work-plan-new"]
ADMINISTRATOR = ["unit-new", "unit-merge", "posting-list", "posting-new", "account-list", "account-new"]


@pytest.mark.parametrize("name", OPEN + COORDINATOR)
def test_the_coordinator_reads_and_changes_the_plan(client_as: SignIn, name: str) -> None:
    assert client_as("tinh.mttq").get(reverse(f"campaigns:{name}")).status_code == 200


@pytest.mark.parametrize("name", ADMINISTRATOR)
def test_the_administrator_keeps_the_directory(client_as: SignIn, name: str) -> None:
    assert client_as("quantri").get(reverse(f"campaigns:{name}")).status_code == 200


def url(name: str, *args: object) -> str:
    return reverse(f"campaigns:{name}", args=args)


def test_every_page_names_the_right_it_needs() -> None:
    assert all(hasattr(pattern.callback, "action") for pattern in urlpatterns)


def test_a_stranger_is_sent_to_the_sign_in_page(house: House) -> None:
    for name in OPEN + COORDINATOR + ADMINISTRATOR:
        answer = Client().get(url(name))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


def test_what_is_not_there_is_not_found(client_as: SignIn) -> None:
    client = client_as("quantri")
    for name in ("unit-detail", "organization-detail", "account-detail", "posting-end"):
        assert client.get(url(name, 10**9)).status_code == 404


def test_a_foreign_account_is_not_found_like_a_missing_one(client_as: SignIn, house: House) -> None:
    administrator = make.posting(
        make.user("quantri.batri"), "administrator", house.organizations["mttq"], house.ba_tri
    )
    client = Client()
    client.force_login(administrator.user)
    foreign = house.user("huyen.chauthanh.nongdan")
    assert client.get(url("account-detail", foreign.pk)).status_code == 404
    assert client.get(url("posting-end", house.postings["tinh.phunu"].pk)).status_code == 404


def test_the_plan_shows_three_targets_of_a_year_and_the_rise_rule(client_as: SignIn) -> None:
    page = client_as("lanhdao").get(url("plan")).content.decode()
    assert all(
        words in page for words in ("500–700", "700–800", "Phấn đấu", "Năm 2019 phải cao hơn năm trước")
    )


def test_the_plan_says_that_nothing_is_loaded(client_as: SignIn, house: House) -> None:
    client = client_as("tinh.mttq")
    Target.objects.all().delete()
    house.campaign.delete()
    answer = client.get(url("plan"))
    assert answer.status_code == 200
    assert "load_reference" in answer.content.decode()
    assert client.get(url("target-list")).status_code == 404


TARGET = {"year": "2019", "indicator": "departed", "force": "set", "clause": "III.2", "quote": ""}


def test_a_target_is_set_on_the_page(client_as: SignIn, house: House) -> None:
    paper = house.resolution.pk
    data = {**TARGET, "unit": house.ba_tri.pk, "minimum": "40", "maximum": "60", "document": paper}
    answer = client_as("tinh.mttq").post(url("target-new"), data)
    target = Target.objects.get(unit=house.ba_tri)
    assert (answer.status_code, answer["Location"]) == (302, url("target-detail", target.pk))


def test_a_wrong_target_keeps_what_was_typed_and_says_what_is_wrong(client_as: SignIn, house: House) -> None:
    paper = house.resolution.pk
    data = {**TARGET, "unit": house.ba_tri.pk, "minimum": "60", "maximum": "40", "document": paper}
    answer = client_as("tinh.mttq").post(url("target-new"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mức tối đa không được nhỏ hơn mức tối thiểu." in page
    assert 'value="60"' in page
    assert not Target.objects.filter(unit=house.ba_tri).exists()


def test_a_target_that_stands_already_is_refused_at_the_form(client_as: SignIn, house: House) -> None:
    paper = house.campaign.document.pk
    data = {**TARGET, "unit": house.province.pk, "minimum": "1", "document": paper}
    answer = client_as("tinh.mttq").post(url("target-new"), data)
    assert answer.status_code == 422
    assert "Hãy điều chỉnh chỉ tiêu đang có." in answer.content.decode()


def test_a_revised_target_shows_what_it_was(client_as: SignIn, house: House) -> None:
    old = Target.objects.get(year=2020, force="required")
    data = {"minimum": "600", "force": "required", "document": house.resolution.pk, "reason": "Kết luận mới"}
    client = client_as("tinh.mttq")
    answer = client.post(url("target-revise", old.pk), data)
    page = client.get(answer["Location"]).content.decode()
    assert all(words in page for words in ("600", "500", "Kết luận mới"))
    assert client.post(url("target-revise", old.pk), data).status_code == 409


def test_a_duty_is_reported_on_the_page(client_as: SignIn, house: House) -> None:
    duty = house.campaign.duties.get(number=1)
    data = {"state": "done", "done_on": "30/03/2018", "evidence": "Báo cáo 45", "version": "1"}
    assert client_as("tinh.phunu").post(url("duty-edit", duty.pk), data).status_code == 302
    assert Duty.objects.get(pk=duty.pk).done_on == date(2018, 3, 30)
    assert client_as("tinh.nongdan").get(url("duty-edit", duty.pk)).status_code == 404
    assert client_as("tinh.nongdan").get(url("duty-detail", duty.pk)).status_code == 200


def test_a_duty_done_without_evidence_is_refused_at_the_form(client_as: SignIn, house: House) -> None:
    duty = house.campaign.duties.get(number=1)
    answer = client_as("tinh.phunu").post(
        url("duty-edit", duty.pk), {"state": "done", "done_on": "30/03/2018"}
    )
    assert answer.status_code == 422
    assert "Nhập minh chứng đã hoàn thành" in answer.content.decode()


def test_the_second_to_save_sees_what_the_first_saved_and_loses_nothing(
    client_as: SignIn, house: House
) -> None:
    duty = house.campaign.duties.get(number=1)
    first = {"state": "running", "evidence": "Đã họp", "version": "1"}
    client_as("tinh.phunu").post(url("duty-edit", duty.pk), first)
    second = {"state": "dropped", "evidence": "Không thực hiện", "version": "1"}
    client = client_as("tinh.mttq")
    answer = client.post(url("duty-edit", duty.pk), second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("tinh.phunu", "Đang thực hiện", "Đã họp", "Không thực hiện"))
    assert client.post(url("duty-edit", duty.pk), {**second, "version": "2"}).status_code == 302


def test_the_settings_of_the_plan_are_saved(client_as: SignIn, house: House) -> None:
    data = {
        "name": "Kế hoạch phối hợp",
        "short_name": "KH 202",
        "starts_on": "29/11/2017",
        "ends_on": "31/12/2020",
        "calendar": "official",
        "counting_point": "selected",
        "recipients": "TTTU (báo cáo)\nLưu VP",
        "version": "1",
    }
    client = client_as("tinh.mttq")
    assert client.post(url("plan-edit"), data).status_code == 302
    house.campaign.refresh_from_db()
    assert house.campaign.recipients == ["TTTU (báo cáo)", "Lưu VP"]
    assert client.post(url("plan-edit"), {**data, "name": "Khác"}).status_code == 409


def test_a_scan_is_kept_and_comes_back_as_a_download(
    client_as: SignIn, house: House, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client, paper = client_as("tinh.mttq"), house.resolution
    assert client.get(url("document-scan", paper.pk)).status_code == 404
    scan = SimpleUploadedFile("quet.pdf", b"%PDF-1.4 x", "application/pdf")
    assert client.post(url("document-scan-new", paper.pk), {"scan": scan}).status_code == 302
    answer = client_as("lanhdao").get(url("document-scan", paper.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="13-nq-dh.pdf"'
    answer.close()


def test_a_picture_is_no_scan(client_as: SignIn, house: House) -> None:
    data = {
        "number": "1/KL",
        "issued_on": "02/05/2018",
        "issuers": "Tỉnh ủy",
        "title": "Kết luận",
        "scan": SimpleUploadedFile("a.pdf", b"\x89PNG"),
    }
    answer = client_as("tinh.mttq").post(url("document-new"), data)
    assert answer.status_code == 422
    assert "Tệp này không phải PDF." in answer.content.decode()
    assert not LegalDocument.objects.filter(number="1/KL").exists()


def lines(*rows: dict[str, str]) -> dict[str, str]:
    data = {"viec-TOTAL_FORMS": str(len(rows)), "viec-INITIAL_FORMS": "0"}
    return data | {f"viec-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_a_yearly_plan_is_made_and_filled(client_as: SignIn, house: House) -> None:
    client = client_as("tinh.phunu")
    head = {"year": "2018", "organization": house.organizations["phunu"].pk, "number": "15/KH"}
    answer = client.post(url("work-plan-new"), head)
    plan = WorkPlan.objects.get()
    assert answer["Location"] == url("work-plan-edit", plan.pk)
    data = {
        "number": "15/KH",
        "version": "1",
        **lines({"text": "Tập huấn", "due_on": "30/04/2018"}, {"text": ""}),
    }
    assert client.post(url("work-plan-edit", plan.pk), data).status_code == 302
    assert [activity.text for activity in plan.activities.all()] == ["Tập huấn"]
    page = client_as("lanhdao").get(url("work-plan-detail", plan.pk)).content.decode()
    assert "Tập huấn" in page
    assert "Quá hạn" in page


def test_a_line_without_words_is_refused(client_as: SignIn, house: House) -> None:
    plan = WorkPlan.objects.create(
        campaign=house.campaign, organization=house.organizations["phunu"], year=2018
    )
    answer = client_as("tinh.phunu").post(url("work-plan-edit", plan.pk), lines({"due_on": "30/04/2018"}))
    assert answer.status_code == 422
    assert "Nhập nội dung hoạt động" in answer.content.decode()


def test_items_under_one_sentence_are_told_apart() -> None:
    common = "MTTQ Việt Nam và các đoàn thể chính trị - xã hội tỉnh phối hợp với các cơ quan để cập nhật: "
    assert brief(f"{common}Thị trường lao động.").endswith("…: Thị trường lao động.")
    assert brief("Tổ chức tuyên truyền.") == "Tổ chức tuyên truyền."
