"""A supervisor is told the truth, and nothing else."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from laborexport import health
from laborexport.headers import POLICY


def test_live_answers_without_sign_in_and_without_a_database(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_tells_each_part_and_no_version(client: Client) -> None:
    response = client.get("/health/ready")
    assert set(response.json()["checks"]) == {"database", "broker", "disk", "queue"}
    assert not any(letter.isdigit() for letter in json.dumps(response.json()))


@pytest.mark.django_db
def test_a_silent_broker_degrades_but_does_not_close_the_site(client: Client, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["broker"] == "down"


@pytest.mark.django_db
def test_a_vanished_disk_takes_the_site_out_of_service(client: Client, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path / "gone"
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_a_nearly_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_SHARE", 1.1)
    assert health.disk() == "low"


@pytest.mark.django_db
def test_every_answer_carries_the_policy(client: Client) -> None:
    for path in ("/health/live", "/khong-co-trang-nay/"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert "HX-Request" in headers["Vary"]
