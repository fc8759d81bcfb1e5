"""The control of every journey: what is planted in an address, a log or a store of the browser is found there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from registrations.models import Person
from tests.e2e.site import Site
from tests.e2e.traces import Log, Traces, everybody
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
NAME, NUMBER, PHONE = "Nguyễn Thị Vết Tích", "083198765432", "0912345670"


@dataclass(frozen=True)
class Walk:
    """A browser on the first page, and what it leaves; it came past `arrive`, so that no other test looks at it."""

    context: BrowserContext
    page: Page
    traces: Traces

    def places(self) -> set[str]:
        self.traces.collect(self.context, has_script=True)
        return {place for place, _word in self.traces.found([NAME, NUMBER, PHONE])}


@pytest.fixture
def walk(browser: Browser, house_at_work: Site) -> Iterator[Walk]:
    with browser.new_context(locale="vi-VN") as context:
        traces = Traces(house_at_work.url)
        traces.follow(context)
        page = context.new_page()
        page.goto(house_at_work.address("/dang-nhap/"))
        yield Walk(context, page, traces)


def test_a_walk_that_leaves_nothing_is_clean(walk: Walk) -> None:
    assert walk.places() == set()


@pytest.mark.parametrize(
    "planted",
    [
        f"localStorage.setItem('draft', '{NAME}')",
        "sessionStorage.setItem('draft', '083 198 765 432')",
        f"history.replaceState({{name: '{NAME.upper()}'}}, '')",
        f"window.name = '{PHONE}'",
        f"new Promise(done => {{ indexedDB.open('{NAME}').onsuccess = done; }})",
        f"caches.open('{NUMBER}')",
    ],
)
def test_what_is_kept_in_a_page_is_found(walk: Walk, planted: str) -> None:
    walk.page.evaluate(f"async () => {{ await ({planted}); }}")

    assert walk.places() == {"stores"}


def test_a_cookie_is_read_and_an_unknown_one_refused(walk: Walk) -> None:
    walk.page.evaluate(f"() => {{ document.cookie = 'csrf={PHONE}'; }}")
    wait_until(
        lambda: any(PHONE in str(one["value"]) for one in walk.context.cookies())
    )  # the page knows it earlier
    assert walk.places() == {"cookies", "stores"}

    walk.page.evaluate("() => { document.cookie = 'messages=eNqrVkosyVBQSq0oUbJSio4F'; }")
    wait_until(lambda: any(one["name"] == "messages" for one in walk.context.cookies()))
    with pytest.raises(AssertionError, match="messages"):
        walk.places()


def test_words_on_the_console_are_found(walk: Walk) -> None:
    walk.page.evaluate("() => { console.info('saved', '+84 912 345 670'); }")
    walk.page.evaluate("() => { setTimeout(() => { throw new Error('nguyen-thi-vet-tich'); }); }")
    walk.page.wait_for_timeout(200)

    assert walk.places() == {"console"}
    assert {word for _place, word in walk.traces.found([NAME, PHONE])} == {
        "nguyen-thi-vet-tich",
        "84912345670",
    }


@pytest.mark.parametrize("written", [quote(NAME), "nguyen+thi+vet+tich", NUMBER, "0912.345.670"])
def test_an_address_is_found_with_its_referer_and_its_line_in_the_log(
    walk: Walk, house_at_work: Site, written: str
) -> None:
    (server, *_others) = house_at_work.logs
    server.news()
    walk.page.goto(house_at_work.address(f"/dang-nhap/?next=/dang-ky/%3Ftim={written}"))
    walk.page.get_by_role("button", name="Đăng nhập").click()
    walk.page.wait_for_load_state()
    walk.traces.keep(server.name, heard(server, lambda said: "POST" in said))

    assert walk.places() >= {"address", "referer", server.name}


def test_what_a_script_writes_into_the_address_is_found(walk: Walk) -> None:
    walk.page.evaluate(f"() => history.pushState(null, '', '/dang-nhap/?tim={NUMBER}')")

    assert "address" in walk.places()


def test_every_journey_comes_to_its_browser_through_the_fixture_that_looks() -> None:
    here = Path(__file__)
    files = [path for path in here.parent.glob("test_*.py") if path != here]

    assert len(files) >= 3
    assert [path.name for path in files if "new_context" in path.read_text(encoding="utf-8")] == []


def test_whatever_the_house_knows_is_looked_for(house_at_work: Site) -> None:
    known = everybody()

    assert {*Person.objects.values_list("full_name", flat=True)} <= known
    assert sum(word.isdigit() and len(word) == 12 for word in known) >= 40
    assert sum(word.isdigit() and len(word) == 10 for word in known) >= 40


def heard(log: Log, enough: Callable[[str], bool], seconds: float = 10) -> str:
    """The line is written after the answer has gone."""
    said, until = log.news(), time.monotonic() + seconds
    while not enough(said):
        assert time.monotonic() < until, said
        time.sleep(0.05)
        said += log.news()
    return said
