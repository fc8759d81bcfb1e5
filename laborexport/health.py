"""Two questions of a supervisor: does the process answer, and can it work? No versions, no names, no sign-in."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

LEAST_FREE_SHARE = 0.05
OLDEST_QUEUED_SECONDS = 120


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 only for what makes pages fail; a silent broker or a long queue is told, not fatal: saving still works."""
    checks = {name: check() for name, check in CHECKS.items()}
    fatal = {"database", "disk"} & {name for name, answer in checks.items() if answer != "ok"}
    status = "down" if fatal else "ok" if set(checks.values()) == {"ok"} else "degraded"
    return JsonResponse({"status": status, "checks": checks}, status=503 if fatal else 200)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError:
        return "down"
    finally:
        client.close()
    return "ok"


def disk() -> str:
    try:
        usage = shutil.disk_usage(settings.VAR_DIR)
    except OSError:
        return "down"
    return "ok" if usage.free >= usage.total * LEAST_FREE_SHARE else "low"


def queue() -> str:
    """Age of the oldest waiting job; the table belongs to accounts."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM accounts_job WHERE state = 'queued'"
            )
            (seconds,) = cursor.fetchone() or (0,)
    except DatabaseError:
        return "down"
    return "ok" if seconds <= OLDEST_QUEUED_SECONDS else "slow"


CHECKS: dict[str, Callable[[], str]] = {"database": database, "broker": broker, "disk": disk, "queue": queue}
