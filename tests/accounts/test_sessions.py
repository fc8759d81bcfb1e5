"""Sessions: how long they last, who ends them, and what happens to a form that came too late."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import devices, tidying
from accounts.models import AuditEntry, PostedForm, SignInThrottle, UserSession
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
HERE = "/thiet-bi/"


def enter(client, username, password=make.PASSWORD, **more):
    return client.post("/dang-nhap/", {"username": username, "password": password, **more})


def age(**fields):
    UserSession.objects.update(**{name: timezone.now() - by for name, by in fields.items()})


@pytest.fixture
def user():
    return make.user("mai.tran")


@pytest.fixture
def inside(client, user):
    enter(client, "mai.tran")
    return client


def test_thirty_idle_minutes_end_a_session(inside):
    age(last_seen_at=timedelta(minutes=29))
    assert inside.get(HERE).status_code == 200
    age(last_seen_at=timedelta(minutes=31))
    answer = inside.get(HERE)
    assert answer.url.startswith("/dang-nhap/?next=%2Fthiet-bi%2F&het-phien=1")
    assert "30 phút" in inside.get(answer.url).content.decode()
    assert inside.get(HERE).status_code == 302


def test_twelve_hours_end_a_session_even_in_use(inside):
    age(signed_in_at=timedelta(hours=12, minutes=1))
    assert inside.get(HERE).status_code == 302


def test_use_is_noted_but_asking_for_news_of_a_job_is_no_use(inside):
    age(last_seen_at=timedelta(minutes=10))
    inside.get("/viec-nen/", headers={"HX-Request": "true", "HX-Trigger": "progress"})
    assert timezone.now() - UserSession.objects.get().last_seen_at > timedelta(minutes=9)
    inside.get(HERE)
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_a_fragment_asked_for_without_a_session_sends_the_whole_page_to_the_door(inside):
    age(last_seen_at=timedelta(hours=1))
    answer = inside.get(
        "/viec-nen/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/thiet-bi/?a=1"}
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/dang-nhap/?next=%2Fthiet-bi%2F%3Fa%3D1&het-phien=1"
    assert not answer.content


def hidden(page, name):
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def test_what_was_typed_survives_the_end_of_the_session(inside):
    age(last_seen_at=timedelta(hours=1))
    late = inside.post("/doi-mat-khau/?x=1", {"note": ["Nguyễn <b>Ánh</b>", "hai"], "password": "bí mật"})
    assert late.status_code == 200
    page = late.content.decode()
    assert "Nội dung bạn nhập vẫn được giữ" in page
    again = enter(inside, "mai.tran", draft=hidden(page, "draft")).content.decode()
    assert 'action="/doi-mat-khau/?x=1"' in again
    assert re.findall(r'name="note" value="([^"]*)"', again) == ["Nguyễn &lt;b&gt;Ánh&lt;/b&gt;", "hai"]
    assert "bí mật" not in page + again


def test_passwords_that_came_too_late_are_not_kept(inside):
    age(last_seen_at=timedelta(hours=1))
    late = inside.post("/doi-mat-khau/", {"old_password": "a1", "new_password": "b2", "again_password": "b2"})
    assert late.url.startswith("/dang-nhap/")


def test_the_draft_survives_a_mistyped_password(inside):
    age(last_seen_at=timedelta(hours=1))
    draft = hidden(inside.post(HERE, {"note": "một"}).content.decode(), "draft")
    page = enter(inside, "mai.tran", "sai mat khau roi", draft=draft).content.decode()
    assert hidden(page, "draft") == draft


def test_a_draft_is_not_sent_by_somebody_else(inside):
    make.user("le.hoa")
    age(last_seen_at=timedelta(hours=1))
    draft = hidden(inside.post(HERE, {"note": "của Mai"}).content.decode(), "draft")
    answer = enter(inside, "le.hoa", draft=draft, next=HERE)
    assert (answer.status_code, answer.url) == (302, HERE)


def test_a_forged_draft_is_dropped(client, user):
    answer = enter(client, "mai.tran", draft="eyJwIjoiL3h4LyJ9:abc")
    assert answer.status_code == 302


def test_one_sees_ones_own_devices_only_and_which_is_this_one(inside, user):
    other = Client(
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/120 Mobile Safari"}
    )
    enter(other, "mai.tran")
    UserSession.objects.create(user=make.user("le.hoa"), session_key="k" * 32, device="Firefox · Windows")
    page = inside.get(HERE).content.decode()
    assert page.count("Thiết bị này") == 1
    assert "Chrome · Android" in page
    assert "Firefox" not in page


def test_signing_out_another_device_ends_it_at_its_next_request(inside, user):
    other = Client()
    enter(other, "mai.tran")
    row = UserSession.objects.get(session_key=other.session.session_key)
    inside.post(f"/thiet-bi/{row.pk}/dang-xuat/")
    assert other.get(HERE).status_code == 302
    assert inside.get(HERE).status_code == 200
    assert AuditEntry.objects.filter(action="session.ended", actor=user).exists()


def test_signing_out_all_others_leaves_this_one(inside):
    others = [Client(), Client()]
    for other in others:
        enter(other, "mai.tran")
    inside.post("/thiet-bi/dang-xuat-het/")
    assert [other.get(HERE).status_code for other in others] == [302, 302]
    assert inside.get(HERE).status_code == 200


def test_the_device_of_somebody_else_cannot_be_signed_out(inside):
    foreign = Client()
    make.user("le.hoa")
    enter(foreign, "le.hoa")
    row = UserSession.objects.get(session_key=foreign.session.session_key)
    assert inside.post(f"/thiet-bi/{row.pk}/dang-xuat/").status_code == 404
    assert foreign.get(HERE).status_code == 200


def test_signing_out_this_device_in_the_list_leads_to_the_door(inside):
    row = UserSession.objects.get()
    assert inside.post(f"/thiet-bi/{row.pk}/dang-xuat/").url == "/dang-nhap/"
    assert inside.get(HERE).status_code == 302


def test_an_account_that_is_closed_is_out_at_once(inside, user):
    user.is_active = False
    user.save()
    assert inside.get(HERE).status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/109.0 Safari/537.36",
            "Chrome · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 6.1) Gecko/20100101 Firefox/115.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert devices.describe(agent) == words


def test_what_has_had_its_time_is_tidied_away_and_what_is_in_use_stays(inside, user):
    long_ago = timezone.now() - timedelta(days=3)
    UserSession.objects.create(user=user, session_key="alt" * 8, last_seen_at=long_ago)
    SignInThrottle.objects.create(key="alt", failures=3, wait_until=long_ago)
    PostedForm.objects.create(user=user, key=uuid.uuid4(), created_at=long_ago)
    trail = AuditEntry.objects.count()
    assert tidying.tidy() == 3
    assert inside.get(HERE).status_code == 200
    assert AuditEntry.objects.count() == trail


def test_without_a_posting_a_page_says_what_to_do_and_whom_to_ask(inside):
    answer = inside.get(reverse("campaigns:unit-list"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "chưa có phân công còn hiệu lực" in page
    assert "Quản trị hệ thống" in page
