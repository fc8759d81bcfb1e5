"""A browser, the site it opens, and what is asked of every page that is seen on the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from laborexport.local import chromium
from tests.e2e.site import Site, site
from tests.e2e.visitor import SCREENS, Visitor

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ASYNC_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


@pytest.fixture(scope="package")
def house_at_work(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    with django_db_blocker.unblock():
        with site() as running:
            yield running
        end_sessions()


def end_sessions() -> None:
    """A server that was stopped may hold its last session for a moment; the test database is dropped right after."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ[ASYNC_UNSAFE] = "1"  # the browser's driver runs a loop in this thread; the site does not
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(params=list(SCREENS))
def visitor(request: pytest.FixtureRequest, browser: Browser, house_at_work: Site) -> Iterator[Visitor]:
    """Somebody at a wide screen, on a phone, or with JavaScript off; leaves nothing behind in the browser."""
    name = request.node.name.removeprefix("test_").partition("[")[0]
    with browser.new_context(**SCREENS[request.param], locale="vi-VN", accept_downloads=True) as context:
        somebody = Visitor(context, house_at_work, f"{name}-{request.param}", request.param)
        yield somebody
        somebody.leave()
