"""A browser, the site it opens, and what is asked of every page that is seen on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from laborexport.local import chromium
from tests.e2e.site import Site, site
from tests.e2e.traces import Traces, everybody
from tests.e2e.visitor import SCREENS, Visitor

Arrive = Callable[..., Visitor]

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
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"  # and waits for it, so many ms
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()  # beside a browser's loop Django's own end would not find it


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ[ASYNC_UNSAFE] = "1"  # the browser's driver runs a loop in this thread; the site does not
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def arrive(request: pytest.FixtureRequest, browser: Browser, house_at_work: Site) -> Iterator[Arrive]:
    """Lets somebody in; the only way to a browser. When the journey is over nothing of any person may be left behind."""
    traces, journey = Traces(house_at_work.url), request.node.name.removeprefix("test_").partition("[")[0]
    here: list[Visitor] = []
    for log in house_at_work.logs:
        log.news()  # what was said before is not of this journey
    with ExitStack() as contexts:

        def let_in(screen: str = "wide") -> Visitor:
            given: dict[str, Any] = {**SCREENS[screen], "locale": "vi-VN", "accept_downloads": True}
            context = contexts.enter_context(browser.new_context(**given))
            name = f"{journey}-{screen}" + (f"-{len(here) + 1}" if here else "")
            here.append(Visitor(context, house_at_work, name, screen, traces))
            return here[-1]

        yield let_in
        for visitor in here:
            visitor.leave()
    for log in house_at_work.logs:
        traces.keep(log.name, log.news())
    assert traces.found({*everybody(), *(word for visitor in here for word in visitor.personal)}) == []


@pytest.fixture(params=list(SCREENS))
def visitor(request: pytest.FixtureRequest, arrive: Arrive) -> Visitor:
    """Somebody at a wide screen, on a phone, or with JavaScript off."""
    return arrive(request.param)


@pytest.fixture
def desk(arrive: Arrive) -> Visitor:
    """An officer at a wide screen."""
    return arrive()
