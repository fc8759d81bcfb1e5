"""The door: who gets in, who waits, and what is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import devices, throttle
from accounts.models import AuditEntry, SignInThrottle, UserSession
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db

WRONG = "khong phai mat khau"
DOOR = "/dang-nhap/"


def enter(client, username, password=make.PASSWORD, **more):
    return client.post(DOOR, {"username": username, "password": password, **more})


def let_the_wait_pass():
    SignInThrottle.objects.update(wait_until=timezone.now() - timedelta(seconds=1))


def text_of(response):
    return response.content.decode()


def test_the_right_password_opens_a_session_and_leads_where_one_wanted_to_go(client):
    make.user("mai.tran")
    answer = enter(client, " Mai.Tran ", next="/thiet-bi/")
    assert (answer.status_code, answer.url) == (302, "/thiet-bi/")
    assert client.get("/thiet-bi/").status_code == 200


def test_the_session_key_changes_at_sign_in(client):
    make.user("mai.tran")
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    enter(client, "mai.tran")
    assert client.session.session_key != before
    assert UserSession.objects.get().session_key == client.session.session_key


@pytest.mark.parametrize(
    "bad", ["https://xau.example/", "//xau.example/", "/\\xau.example", "javascript:alert(1)", DOOR, ""]
)
def test_next_never_leads_to_another_house_or_to_the_door_again(client, bad):
    make.user("mai.tran")
    assert enter(client, "mai.tran", next=bad).url == "/"


def test_a_closed_page_asks_to_sign_in_and_remembers_the_way(client):
    answer = client.get("/viec-nen/?after=abc")
    assert answer.url == "/dang-nhap/?next=%2Fviec-nen%2F%3Fafter%3Dabc"


def test_passwords_are_kept_as_argon2id():
    assert make.user().password.startswith("argon2$argon2id$")


def test_a_wrong_password_and_an_unknown_name_get_the_same_words_and_status(client):
    make.user("mai.tran")
    pages = []
    for name in ("mai.tran", "khong.co.ai"):
        answer = enter(Client(), name, WRONG)
        assert answer.status_code == 422
        pages.append(text_of(answer).replace(name, "…"))
    strip = [
        p[p.index('class="error-summary"') : p.index("</ul>", p.index('class="error-summary"'))]
        for p in pages
    ]
    assert strip[0] == strip[1]
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in strip[0]


def test_an_unknown_name_costs_a_password_hash_like_a_known_one(client):
    """The hasher is watched, not replaced: both ways through the door hash exactly once."""
    make.user("mai.tran")
    hasher = "django.contrib.auth.hashers.Argon2PasswordHasher"
    counts = []
    for name in ("mai.tran", "khong.co.ai"):
        with (
            patch(f"{hasher}.encode", autospec=True, return_value="argon2$x") as encode,
            patch(f"{hasher}.verify", autospec=True, return_value=False) as verify,
        ):
            enter(Client(), name, WRONG)
        counts.append(encode.call_count + verify.call_count)
    assert counts == [1, 1]


def test_an_account_that_may_not_sign_in_is_told_nothing_more(client):
    make.user("nghi.viec", is_active=False)
    answer = enter(client, "nghi.viec")
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in text_of(answer)


def test_the_next_try_must_wait_and_is_told_when(client):
    make.user("mai.tran")
    enter(client, "mai.tran", WRONG)
    answer = enter(client, "mai.tran")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1"
    assert "Bạn có thể thử lại lúc" in text_of(answer)
    assert "Tài khoản không bị khóa" in text_of(answer)


def test_waits_grow_one_two_four_up_to_900_seconds_and_success_ends_them():
    key = throttle.key_of("mai.tran", devices.STRANGERS)
    waits = []
    for _ in range(12):
        assert throttle.count(key) is None
        waits.append(throttle.count(key).seconds)
        let_the_wait_pass()
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    throttle.forgive(key)
    assert throttle.count(key) is None
    assert throttle.count(key).seconds == 1


def test_a_refused_try_does_not_make_the_wait_longer():
    key = throttle.key_of("mai.tran", devices.STRANGERS)
    throttle.count(key)
    until = throttle.count(key).until
    assert throttle.count(key).until == until


def test_a_day_of_quiet_forgets_old_failures():
    key = throttle.key_of("mai.tran", devices.STRANGERS)
    SignInThrottle.objects.create(key=key, failures=9, wait_until=timezone.now() - timedelta(days=2))
    throttle.count(key)
    assert throttle.count(key).seconds == 1


def test_strangers_who_guess_do_not_keep_the_owner_out_of_a_known_device(client):
    make.user("mai.tran")
    enter(client, "mai.tran")
    client.post("/dang-xuat/")
    for _ in range(6):
        enter(Client(), "mai.tran", WRONG)
        let_the_wait_pass()
    enter(Client(), "mai.tran", WRONG)
    assert enter(Client(), "mai.tran").status_code == 429
    assert enter(client, "mai.tran").status_code == 302


def test_guessing_from_a_known_device_waits_too(client):
    make.user("mai.tran")
    enter(client, "mai.tran")
    client.post("/dang-xuat/")
    enter(client, "mai.tran", WRONG)
    assert enter(client, "mai.tran").status_code == 429


def test_a_known_device_knows_only_the_accounts_that_signed_in_from_it(client):
    make.user("mai.tran")
    make.user("le.hoa")
    enter(client, "mai.tran")
    client.post("/dang-xuat/")
    enter(Client(), "le.hoa", WRONG)
    assert enter(client, "le.hoa").status_code == 429


def test_a_forged_device_cookie_is_a_stranger(client):
    make.user("mai.tran")
    enter(client, "mai.tran")
    name = devices.cookie_name()
    forger = Client()
    forger.cookies[name] = client.cookies[name].value[:-2] + "xx"
    enter(Client(), "mai.tran", WRONG)
    assert enter(forger, "mai.tran").status_code == 429


def test_names_without_an_account_wait_like_any_other(client):
    enter(client, "khong.co.ai", WRONG)
    assert enter(Client(), "khong.co.ai", WRONG).status_code == 429


def test_success_failure_and_refusal_leave_a_trace_without_any_password(client):
    user = make.user("mai.tran")
    enter(client, "mai.tran", WRONG)
    enter(client, "mai.tran")
    let_the_wait_pass()
    enter(client, "mai.tran")
    entries = list(AuditEntry.objects.filter(kind="sign_in").order_by("pk"))
    assert [entry.action for entry in entries] == ["sign_in.failed", "sign_in.refused", "sign_in.done"]
    assert all(entry.object_ids == [str(user.pk)] for entry in entries)
    assert all(entry.address == "127.0.0.1" for entry in entries)
    written = " ".join(str(entry.changes) for entry in entries)
    assert WRONG not in written
    assert make.PASSWORD not in written


def test_an_unknown_name_is_not_written_in_clear_because_it_may_be_a_password(client):
    enter(client, "con-trau-di-truoc")
    entry = AuditEntry.objects.get(action="sign_in.failed")
    assert "con-trau" not in str(entry.changes)
    assert len(entry.changes["name_digest"]) == 16


def test_an_empty_form_says_what_to_enter(client):
    page = text_of(enter(client, "", ""))
    assert "Hãy nhập tên đăng nhập." in page
    assert "Hãy nhập mật khẩu." in page


def test_a_nul_byte_in_the_name_is_an_error_not_a_crash(client):
    assert enter(client, "mai\x00tran").status_code == 422


def test_signing_out_needs_a_press_and_ends_the_session(client):
    client.force_login(make.user())
    assert client.get("/dang-xuat/").status_code == 405
    answer = client.post("/dang-xuat/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert client.get("/viec-nen/").status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_burst_of_parallel_guesses_is_one_guess():
    key = throttle.key_of("mai.tran", devices.STRANGERS)

    def guess(_):
        try:
            return throttle.count(key) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(40)))
    assert looked_at == 1


def test_the_page_is_vietnamese_whatever_the_browser_prefers(client):
    page = client.get(DOOR, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert "Đăng nhập" in text_of(page)
    assert page["Content-Language"] == "vi"


def test_the_chosen_language_stays_until_another_is_chosen(client):
    client.post("/ngon-ngu/", {"language": "en", "next": DOOR})
    page = client.get(DOOR)
    assert "Sign in" in text_of(page)
    assert page["Content-Language"] == "en"
    client.post("/ngon-ngu/", {"language": "xx", "next": DOOR})
    assert "Sign in" in text_of(client.get(DOOR))


def test_a_made_up_language_cookie_means_vietnamese(client):
    client.cookies["django_language"] = "xx"
    assert client.get(DOOR)["Content-Language"] == "vi"


def test_the_door_has_an_address_everybody_links_to():
    assert reverse("accounts:sign_in") == DOOR
