"""The pages on which bodies confirm: who is asked, who sees what, what is pressed when, and what happens when somebody was faster."""

from __future__ import annotations

import re
from html import unescape

import pytest

from campaigns.dates import today_vn
from reports import review as reviews
from reports.models import AnnualReview
from tests.factories import reviews as make_review
from tests.reports.test_confirming import confirmed, objected, one_more, sha

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(house, unprinted):
    make_review.year(house)
    review = make_review.worked(house, make_review.drafted(house))
    return reviews.ask(access=house.access("tinh.mttq"), review=review, due_on=today_vn())


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_the_manager_is_asked_on_the_first_page_confirms_and_is_asked_no_more(client_as, house, asked):
    union, here = client_as("tinh.phunu"), f"/bao-cao/{asked.pk}/xac-nhan/"
    assert here in union.get("/").content.decode()
    page = union.get(here)
    assert "Số liệu 2019 của Hội Phụ nữ" in words(page)
    hidden = re.search(r'name="sha256" value="(\w+)"', page.content.decode())[1]
    assert union.post(here, {"sha256": hidden}).headers["Location"] == here
    assert "Đã xác nhận số liệu của tổ chức bạn." in words(union.get(here))
    assert here not in union.get("/").content.decode()


def test_only_the_own_figures_stand_on_the_page(client_as, asked):
    page = words(client_as("tinh.phunu").get(f"/bao-cao/{asked.pk}/xac-nhan/"))
    for other in ("Đoàn Thanh niên", "Hội Nông dân", "Sở LĐ-TB&XH"):
        assert other not in page


def test_a_newer_draft_answers_409_and_shows_the_figures_of_now(client_as, house, asked):
    old = sha(asked, "phunu")
    one_more(house, "phunu")
    make_review.worked(house, asked)
    union = client_as("tinh.phunu")
    answer = union.post(f"/bao-cao/{asked.pk}/xac-nhan/", {"sha256": old})
    assert answer.status_code == 409
    assert "đã có dự thảo mới" in words(answer)
    typed = {"sha256": old, "line": "totals/departed", "wanted": "9", "reason": "Thiếu"}
    answer = union.post(f"/bao-cao/{asked.pk}/sai/", typed)
    assert answer.status_code == 409
    assert 'value="9"' in answer.content.decode()
    assert (
        union.post(f"/bao-cao/{asked.pk}/sai/", {**typed, "sha256": sha(asked, "phunu")}).status_code == 302
    )


def test_an_objection_is_answered_on_its_page_and_nobody_answers_it_twice(client_as, house, asked):
    found = objected(house, asked)
    boss, page = client_as("tinh.mttq"), f"/bao-cao/{asked.pk}/y-kien/{found.pk}/tra-loi/"
    assert "đang ghi 3, phải là 3" in words(boss.get(page))
    assert boss.post(page, {"state": "refused", "answer": ""}).status_code == 422
    assert boss.post(page, {"state": "refused", "answer": "Đi năm 2020"}).status_code == 302
    assert boss.post(page, {"state": "mended", "answer": "Đã sửa"}).status_code == 422
    assert "Đi năm 2020" in words(client_as("tinh.phunu").get(f"/bao-cao/{asked.pk}/xac-nhan/"))


def test_an_objection_of_another_review_is_not_found_through_this_one(client_as, house, asked):
    found = objected(house, asked)
    other = make_review.worked(house, make_review.drafted(house, year=2018))
    assert client_as("tinh.mttq").get(f"/bao-cao/{other.pk}/y-kien/{found.pk}/tra-loi/").status_code == 404


def test_the_board_tells_the_coordinator_who_is_where_and_an_officer_nothing(client_as, house, asked):
    confirmed(house, asked, "phunu")
    objected(house, asked, "nongdan")
    board = words(client_as("tinh.mttq").get(f"/bao-cao/{asked.pk}/"))
    assert "1/5 tổ chức đã xác nhận" in board
    assert "Báo sai số liệu" in board
    assert "tổ chức đã xác nhận" not in words(client_as("xa.baothanh.phunu").get(f"/bao-cao/{asked.pk}/"))


def test_before_the_bodies_are_asked_nothing_can_be_confirmed(client_as, house, unprinted):
    review = make_review.worked(house, make_review.drafted(house))
    union, here = client_as("tinh.phunu"), f"/bao-cao/{review.pk}/xac-nhan/"
    assert "Điều phối chưa gửi xác nhận" in words(union.get(here))
    assert union.post(here, {"sha256": sha(review, "phunu")}).headers["Location"] == here
    assert not AnnualReview.objects.get().confirmations.exists()


def test_without_a_draft_the_page_says_what_comes(client_as, house):
    review = make_review.drafted(house)
    assert "Chưa có dự thảo" in words(client_as("tinh.phunu").get(f"/bao-cao/{review.pk}/xac-nhan/"))
    assert "Chưa có dự thảo số liệu" in words(client_as("lanhdao").get(f"/bao-cao/{review.pk}/"))


def test_two_of_one_body_writing_recommendations_lose_nothing(client_as, house, asked):
    union, page = client_as("tinh.phunu"), f"/bao-cao/{asked.pk}/kien-nghi/"
    assert union.post(page, {"version": "0", "text": "Một"}).status_code == 302
    answer = union.post(page, {"version": "0", "text": "Hai"})
    assert answer.status_code == 409
    assert {"Một", "Hai"} <= set(words(answer).split())
