"""A form acts once, and a form that failed has not acted."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from accounts.idempotency import FIELD, once
from accounts.models import PostedForm, User
from tests.factories.campaigns import user

Asks = Callable[[User, str], HttpRequest]


@pytest.fixture
def posted(db: None, rf: RequestFactory) -> Asks:
    def make(account: User, key: str) -> HttpRequest:
        request = rf.post("/", {FIELD: key})
        request.user, request.session = account, SessionStore()
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        return request

    return make


def lead(url: str) -> Callable[[], HttpResponse]:
    return lambda: HttpResponseRedirect(url)


def test_the_second_time_leads_where_the_first_led(posted: Asks) -> None:
    account, key, done = user(), str(uuid.uuid4()), []

    def act() -> HttpResponse:
        done.append(1)
        return HttpResponseRedirect(f"/da-ghi/{len(done)}/")

    assert once(posted(account, key), act)["Location"] == "/da-ghi/1/"
    assert once(posted(account, key), act)["Location"] == "/da-ghi/1/"
    assert len(done) == 1


def test_a_form_that_failed_may_act_with_the_same_key(posted: Asks) -> None:
    account, key = user(), str(uuid.uuid4())

    def fail() -> HttpResponse:
        raise ValueError

    with pytest.raises(ValueError):
        once(posted(account, key), fail)
    assert not PostedForm.objects.exists()
    assert once(posted(account, key), lead("/sau/"))["Location"] == "/sau/"


def test_a_form_shown_again_to_be_mended_may_act_with_the_same_key(posted: Asks) -> None:
    account, key = user(), str(uuid.uuid4())

    assert once(posted(account, key), lambda: HttpResponse(status=422)).status_code == 422
    assert not PostedForm.objects.exists()
    assert once(posted(account, key), lead("/sau/"))["Location"] == "/sau/"


@pytest.mark.parametrize("key", ["", "không phải khóa"])
def test_a_form_without_a_key_counts_as_a_new_one(posted: Asks, key: str) -> None:
    account = user()
    assert once(posted(account, key), lead("/mot/"))["Location"] == "/mot/"
    assert once(posted(account, key), lead("/hai/"))["Location"] == "/hai/"


def test_the_key_of_somebody_else_is_another_key(posted: Asks) -> None:
    key = str(uuid.uuid4())
    assert once(posted(user(), key), lead("/mot/"))["Location"] == "/mot/"
    assert once(posted(user(), key), lead("/hai/"))["Location"] == "/hai/"
