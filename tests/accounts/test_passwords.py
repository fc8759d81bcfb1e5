"""Passwords: changed by the owner, forced after somebody else gave one."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import services
from accounts.models import AuditEntry, User, UserSession
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
PAGE = "/doi-mat-khau/"
NEW = "bon mua xuan ha thu dong"


def enter(client, username, password=make.PASSWORD):
    return client.post("/dang-nhap/", {"username": username, "password": password})


def change(client, old=make.PASSWORD, new=NEW, again=None):
    return client.post(
        PAGE, {"old_password": old, "new_password": new, "again_password": new if again is None else again}
    )


@pytest.fixture
def inside(client):
    make.user("mai.tran")
    enter(client, "mai.tran")
    return client


def test_a_new_password_signs_out_every_other_device_and_keeps_this_one(inside):
    other = Client()
    enter(other, "mai.tran")
    before = inside.session.session_key
    assert change(inside).status_code == 302
    assert inside.session.session_key != before
    assert inside.get("/thiet-bi/").status_code == 200
    assert UserSession.objects.get().session_key == inside.session.session_key
    assert other.get("/thiet-bi/").status_code == 302
    assert enter(Client(), "mai.tran", NEW).status_code == 302
    assert AuditEntry.objects.filter(action="password.changed").count() == 1


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ({"old": "sai roi khong dung"}, "Đây không phải là mật khẩu đang dùng."),
        ({"new": "ngan"}, "12 ký tự"),
        ({"again": "khac hoan toan do"}, "không giống nhau"),
        ({"new": make.PASSWORD}, "trùng với mật khẩu cũ"),
        ({"new": "bentre-mttq-2020"}, "từ ngữ của cuộc vận động"),
        ({"new": "x" * 129}, "128 ký tự"),
        ({"old": "", "new": "", "again": ""}, "Hãy nhập mật khẩu đang dùng."),
    ],
)
def test_a_mistake_is_said_in_words_and_nothing_changes(inside, entered, words):
    answer = change(inside, **entered)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert User.objects.get().check_password(make.PASSWORD)


def test_an_open_session_is_no_place_to_guess_the_password(inside):
    change(inside, old="sai roi khong dung")
    answer = change(inside)
    assert answer.status_code == 422
    assert "Bạn có thể thử lại lúc" in answer.content.decode()


def test_a_given_password_opens_only_the_page_that_changes_it(client):
    make.user("mai.tran", must_change_password=True)
    enter(client, "mai.tran")
    assert client.get("/viec-nen/").url == PAGE
    assert "do người khác cấp" in client.get(PAGE).content.decode()
    assert change(client).status_code == 302
    assert client.get("/viec-nen/").status_code == 200


def test_with_a_given_password_one_can_still_sign_out_and_choose_the_language(client):
    make.user("mai.tran", must_change_password=True)
    enter(client, "mai.tran")
    assert client.post("/ngon-ngu/", {"language": "en", "next": PAGE}).url == PAGE
    assert client.post("/dang-xuat/").url == "/dang-nhap/"


def test_an_account_made_by_somebody_else_starts_with_a_change_of_password():
    boss = make.user("quan.tri")
    user = services.create_account(
        username="moi.vao", full_name="  Lê  Thị Mới ", password=NEW, access=make.actor(boss)
    )
    assert (user.must_change_password, user.full_name) == (True, "Lê Thị Mới")
    assert AuditEntry.objects.get(action="account.created").actor == boss


def test_a_reset_throws_every_browser_out_and_forces_a_change(inside):
    boss, user = make.user("quan.tri"), User.objects.get(username="mai.tran")
    services.reset_password(user, password=NEW, access=make.actor(boss))
    assert inside.get("/thiet-bi/").status_code == 302
    enter(inside, "mai.tran", NEW)
    assert inside.get("/thiet-bi/").url == PAGE


def answering(monkeypatch, *answers):
    left = list(answers)
    monkeypatch.setattr("getpass.getpass", lambda prompt: left.pop(0))


def test_the_first_administrator_is_made_from_the_console(monkeypatch, capsys):
    answering(monkeypatch, NEW, NEW)
    call_command("create_administrator", "quan.tri", full_name="Phạm Văn Quản")
    user = User.objects.get()
    assert (user.username, user.check_password(NEW), user.must_change_password) == ("quan.tri", True, False)
    assert "phân công" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "answers", "words"),
    [
        ("quan.tri", ("ngan", "ngan"), "12 ký tự"),
        ("quan.tri", (NEW, "khac hoan toan"), "không giống nhau"),
        ("Quản Trị", (NEW, NEW), "chữ thường không dấu"),
    ],
)
def test_the_console_refuses_in_words(monkeypatch, name, answers, words):
    answering(monkeypatch, *answers)
    with pytest.raises(CommandError, match=words):
        call_command("create_administrator", name, full_name="Phạm Văn Quản")
    assert not User.objects.exists()
