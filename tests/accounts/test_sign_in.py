"""The door: who gets in, who waits, and what is told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db

WRONG = "khong phai mat khau"


def enter(client: Client, username: str, password: str = make.PASSWORD, **more: str):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password, **more})


def test_the_right_password_opens_a_session_and_leads_where_one_wanted_to_go(client):
    make.user("mai.tran")
    answer = enter(client, "Mai.Tran ", next="/thiet-bi/")
    assert (answer.status_code, answer.url) == (302, "/thiet-bi/")
    assert client.get("/thiet-bi/").status_code == 200
