"""«Việc nền»: who sees which work, and what the page says at each state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Job
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def user():
    return make.user("mai.tran")


@pytest.fixture
def inside(client, user):
    client.force_login(user)
    return client


def page_of(client, job, **headers):
    return client.get(f"/viec-nen/{job.pk}/", headers=headers)


def test_an_empty_list_says_what_will_appear_here(inside):
    assert "Bạn chưa có việc nền nào" in inside.get("/viec-nen/").content.decode()


def test_one_sees_ones_own_work_only(inside, user):
    make.job(user, title="Của mình")
    foreign = make.job(make.user("le.hoa"), title="Của người khác")
    page = inside.get("/viec-nen/").content.decode()
    assert "Của mình" in page
    assert "Của người khác" not in page
    assert page_of(inside, foreign).status_code == 404
    for verb in ("huy", "chay-lai"):
        assert inside.post(f"/viec-nen/{foreign.pk}/{verb}/").status_code == 404


def test_who_watches_the_house_sees_every_open_job_and_no_ended_one():
    watcher = make.actor(make.user("quan.tri"), role_code="administrator")
    running = make.job(make.user("le.hoa"))
    make.job(make.user("mai.tran"), state="done", finished_at=timezone.now())
    assert list(Job.objects.within(watcher)) == [running]


def test_a_running_job_tells_how_far_it_is_and_asks_again_every_two_seconds(inside, user):
    job = make.job(
        user,
        state="running",
        attempt=1,
        lease_until=timezone.now() + timedelta(minutes=1),
        done=1412,
        total=2000,
        note="đang đối chiếu",
    )
    page = page_of(inside, job).content.decode()
    assert "1.412 / 2.000" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'hx-get="/viec-nen/{job.pk}/"' in page
    part = page_of(inside, job, **HTMX).content.decode()
    assert "đang đối chiếu" in part
    assert "<html" not in part


def test_when_it_ends_the_whole_page_is_shown_once_more(inside, user):
    job = make.job(user, state="done", finished_at=timezone.now(), result_url="/bao-cao/1/")
    assert page_of(inside, job, **HTMX)["HX-Refresh"] == "true"
    page = page_of(inside, job).content.decode()
    assert 'href="/bao-cao/1/"' in page
    assert "hx-trigger" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Đang xếp hàng"),
        (
            {"state": "running", "attempt": 1, "lease_until": timezone.now() - timedelta(hours=1)},
            "tự động được làm lại",
        ),
        (
            {"state": "running", "attempt": 2, "lease_until": timezone.now() + timedelta(hours=9)},
            "Đang làm lại, lần 2",
        ),
        (
            {
                "state": "running",
                "attempt": 1,
                "lease_until": timezone.now() + timedelta(hours=9),
                "cancel_requested": True,
            },
            "Sẽ dừng ở bước kế tiếp",
        ),
        (
            {"state": "failed", "finished_at": timezone.now(), "error": "Tệp không có dòng nào."},
            "Tệp không có dòng nào.",
        ),
        ({"state": "failed", "finished_at": timezone.now()}, "Chạy lại"),
        ({"state": "cancelled", "finished_at": timezone.now()}, "Đã hủy"),
    ],
)
def test_every_state_is_said_in_words(inside, user, fields, words):
    assert words in page_of(inside, make.job(user, **fields)).content.decode()


def test_stopping_and_repeating_are_presses_that_lead_on(inside, user):
    job = make.job(user)
    assert inside.get(f"/viec-nen/{job.pk}/huy/").status_code == 405
    assert inside.post(f"/viec-nen/{job.pk}/huy/").url == "/viec-nen/"
    answer = inside.post(f"/viec-nen/{job.pk}/chay-lai/")
    again = Job.objects.get(state="queued")
    assert answer.url == f"/viec-nen/{again.pk}/"


def test_a_long_list_is_read_page_by_page(inside, user):
    for n in range(35):
        make.job(user, title=f"Việc số {n:02d}")
    first = inside.get("/viec-nen/")
    assert "Việc số 34" in first.content.decode()
    assert "Việc số 04" not in first.content.decode()
    following = first.context["page"].next
    assert "Việc số 04" in inside.get("/viec-nen/", {"after": following}).content.decode()


def test_a_foolish_page_key_is_no_crash(inside):
    assert inside.get("/viec-nen/", {"after": "…"}).status_code < 500
