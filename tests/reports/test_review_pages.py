"""The pages of the review: who sees which button, what can be pressed when, and that bytes are handed out whole or not at all."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import connection

from accounts.models import Job
from campaigns.dates import VIETNAM, today_vn
from reports import review as reviews
from reports.models import AnnualReview, ReviewFile
from reports.review import build as building
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    printers = [
        (kind, words, lambda review, kind=kind: f"{kind} {review.full_number}".encode())
        for kind, words, _real in building.PRINTERS
    ]
    monkeypatch.setattr(building, "PRINTERS", printers)


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_before_the_first_review_the_list_says_what_to_do(client_as):
    assert "/bao-cao/moi/" in client_as("tinh.mttq").get("/bao-cao/").content.decode()
    assert "/bao-cao/moi/" not in client_as("lanhdao").get("/bao-cao/").content.decode()


def test_the_way_from_the_draft_to_the_issued_paper(client_as, house):
    browser = client_as("tinh.mttq")
    answer = browser.post("/bao-cao/moi/", {"year": "2019", "calendar": "calendar", "boundaries": "then"})
    page = answer.headers["Location"]
    assert "Chờ" in words(browser.get(page)) or "Đang chờ" in words(browser.get(page))
    make_review.worked(house, AnnualReview.objects.get())
    assert "Lập dự thảo mới" in words(browser.get(page))

    assert browser.post(f"{page}noi-dung/", {"version": "1", "proposals": "Kiến nghị một"}).status_code == 302
    assert browser.post(f"{page}lap/").headers["Location"] == page
    review = make_review.worked(house, AnnualReview.objects.get())
    assert review.sections["proposals"]["text"] == "Kiến nghị một"
    assert "DỰ THẢO" in words(browser.get(page))
    reasons = {f"reason-{code}": "Chưa gửi" for code in house.organizations}
    assert browser.post(f"{page}chot/", {"draft": "2"}).status_code == 422
    assert browser.post(f"{page}chot/", {"draft": "2", **reasons}).headers["Location"] == page
    review = make_review.worked(house, AnnualReview.objects.get())
    assert review.state == "built"

    answer = browser.post(f"{page}phat-hanh/", {"number": "", "issued_on": "31/02/2020"})
    assert answer.status_code == 422
    assert "Lỗi" in answer.content.decode()
    day = f"{review.frozen_at.astimezone(VIETNAM):%d/%m/%Y}" if review.frozen_at else ""
    form = {"number": "45", "issued_on": day, "name-phunu": "Nguyễn Thị Mẫu"}
    assert browser.post(f"{page}phat-hanh/", form).headers["Location"] == page
    review = make_review.worked(house, AnnualReview.objects.get())
    assert review.state == "issued"
    shown = words(browser.get(page))
    assert "45/BC-MTTQ" in shown
    assert "Phát hành báo cáo" not in shown


def test_the_same_form_sent_twice_is_one_draft(client_as):
    browser = client_as("tinh.mttq")
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get("/bao-cao/moi/").content.decode())
    form = {"year": "2019", "calendar": "calendar", "boundaries": "then", "form_key": key[1]}
    assert browser.post("/bao-cao/moi/", form)["Location"] == browser.post("/bao-cao/moi/", form)["Location"]
    assert AnnualReview.objects.count() == 1


def test_a_file_is_handed_out_as_it_was_stored(client_as, house):
    review = make_review.built(house)
    answer = client_as("lanhdao").get(f"/bao-cao/{review.pk}/pdf/")
    assert answer.content == bytes(review.files.get(kind="pdf").content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition).endswith("Báo cáo năm 2019 - bản 1 (dự thảo).pdf")


def test_a_file_whose_bytes_were_changed_is_not_handed_out(client_as, house):
    review = make_review.built(house)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_reviewfile DISABLE TRIGGER review_file_is_kept")
        cursor.execute("UPDATE reports_reviewfile SET content = 'x' WHERE kind = 'pdf'")
    answer = client_as("lanhdao").get(f"/bao-cao/{review.pk}/pdf/")
    assert answer.status_code == 409
    assert ReviewFile.objects.get(kind="pdf").sha256 in words(answer)


def test_who_may_not_read_or_build_is_told_or_finds_nothing(client_as, house):
    review = make_review.built(house)
    for path in ("", "pdf/"):
        assert client_as("nhcsxh.batri").get(f"/bao-cao/{review.pk}/{path}").status_code == 403
    for path in ("noi-dung/", "phat-hanh/"):
        answer = client_as("tinh.phunu").get(f"/bao-cao/{review.pk}/{path}")
        assert answer.status_code == 403
    assert client_as("tinh.phunu").post(f"/bao-cao/{review.pk}/lap/").status_code == 403
    assert client_as("lanhdao").get(f"/bao-cao/{review.pk}/exe/").status_code == 404


def test_the_polls_get_the_progress_and_at_the_end_the_page_once_more(client_as, house):
    review = make_review.drafted(house)
    browser = client_as("tinh.mttq")
    browser.post(f"/bao-cao/{review.pk}/lap/")
    Job.objects.update(
        state="running", lease_until="2999-01-01T00:00Z", done=1, total=5, note="Đang in bản PDF"
    )
    answer = browser.get(f"/bao-cao/{review.pk}/", headers={"HX-Request": "true"})
    assert "Đang in bản PDF" in words(answer)
    assert "<html" not in answer.content.decode()
    Job.objects.update(state="done", lease_until=None, finished_at="2026-01-01T00:00Z")
    answer = browser.get(f"/bao-cao/{review.pk}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_a_failed_job_says_why_and_can_be_begun_again(client_as, house):
    review = make_review.drafted(house)
    browser = client_as("tinh.mttq")
    browser.post(f"/bao-cao/{review.pk}/lap/")
    Job.objects.update(state="failed", error="Đĩa đầy.", finished_at="2026-01-01T00:00Z")
    answer = browser.get(f"/bao-cao/{review.pk}/")
    assert "Đĩa đầy." in words(answer)
    browser.post(f"/bao-cao/{review.pk}/lap/")
    assert Job.objects.filter(state="queued").count() == 1


def test_the_screen_shows_the_frozen_figures_and_what_changed_since(client_as, house):
    make_review.year(house)
    review = make_review.built(house)
    browser = client_as("lanhdao")
    shown = words(browser.get(f"/bao-cao/{review.pk}/"))
    rows = {row["name"]: row for row in review.figures["by_district"]}
    for name, row in rows.items():
        assert name in shown
        counts = [row[kind] for kind in ("registered", "selected", "training", "departed", "departed_female")]
        assert " ".join(map(str, counts)) in shown
    assert "không thay đổi" in words(browser.get(f"/bao-cao/{review.pk}/thay-doi/"))
    house.campaign.targets.filter(year=2019, minimum=700).delete()
    assert "thay đổi từ khi chốt" in words(browser.get(f"/bao-cao/{review.pk}/thay-doi/"))


def test_the_first_page_offers_the_newest_review_and_the_issued_one_before_a_draft(client_as, house):
    leader = client_as("lanhdao")
    assert "/tai/" not in leader.get("/").content.decode()
    old, draft = make_review.built(house, year=2018), make_review.built(house)
    assert f"/bao-cao/{draft.pk}/tai/" in leader.get("/").content.decode()
    assert f"/bao-cao/{old.pk}/tai/" not in leader.get("/").content.decode()
    reviews.issue(access=house.access("tinh.mttq"), review=draft, number="7", issued_on=today_vn())
    issued = make_review.worked(house, draft)
    later = make_review.built(house)
    page = leader.get("/").content.decode()
    assert f"/bao-cao/{issued.pk}/tai/" in page
    assert f"/bao-cao/{later.pk}/tai/" not in page
