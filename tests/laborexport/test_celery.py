"""The choices that decide what survives a killed worker or a dead broker."""

from __future__ import annotations

from copy import copy
from datetime import datetime

import pytest

from campaigns.dates import VIETNAM
from laborexport.celery import app, broker_url


def test_a_task_is_acknowledged_after_its_work() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_running_task_is_never_given_out_again() -> None:
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] > app.conf.task_time_limit > app.conf.task_soft_time_limit
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (2, 1)


def test_a_dead_broker_does_not_hold_a_request() -> None:
    assert app.conf.task_publish_retry is False
    assert app.conf.result_backend is None
    assert app.conf.broker_transport_options["socket_timeout"] <= 2


def test_only_json_travels() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


def test_lost_work_is_swept_up_every_fifteen_seconds() -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule["sweep-jobs"]["schedule"] == 15.0
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [("30/11 5:59", "30/11 6:00", True), ("30/11 6:00", "30/11 7:00", True), ("29/11 22:00", "30/11 5:59", False)],
)  # fmt: skip
def test_a_digest_whose_bell_was_lost_on_monday_is_rung_for_again(last: str, now: str, is_due: bool) -> None:
    def at(words: str) -> datetime:
        return datetime.strptime(f"2026 {words}", "%Y %d/%m %H:%M").replace(tzinfo=VIETNAM)

    schedule = copy(app.conf.beat_schedule["queue-digest"]["schedule"])
    schedule.app, schedule.nowfun = app, lambda: at(now)
    assert schedule.is_due(at(last)).is_due is is_due


def test_a_socket_address_is_translated_for_celery() -> None:
    assert broker_url("unix:///run/valkey.sock?db=3") == "redis+socket:///run/valkey.sock?virtual_host=3"
    assert broker_url("redis://broker:6379/0") == "redis://broker:6379/0"
