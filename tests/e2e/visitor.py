"""Somebody who walks through the site, and everything that must hold of each page they see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request, expect

from laborexport.local.places import VAR
from tests.e2e.site import Site
from tests.e2e.traces import Traces

SCREENS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "plain": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}
SMALLEST = 320
SHOTS = VAR / "e2e"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
OVERFLOW = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !one.closest('.table-scroll, .visually-hidden'))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitor:
    def __init__(self, context: BrowserContext, site: Site, name: str, screen: str, traces: Traces) -> None:
        self.context, self.site, self.name, self.screen, self.traces = context, site, name, screen, traces
        traces.follow(context)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.reader: Page | None = None
        self.clicks, self.shots = 0, 0
        self.asked: list[str] = []
        self.trouble: list[str] = []
        self.personal: set[str] = set()
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("console", lambda said: self.trouble.append(said.text) if is_trouble(said) else None)

    @property
    def has_script(self) -> bool:
        return self.screen != "plain"

    def _note(self, request: Request) -> None:
        self.asked.append(unquote(request.url))

    # --- walking

    def open(self, path: str) -> Visitor:
        self.page.goto(self.site.address(path))
        return self

    def click(self, words: str, role: Any = "link", exact: bool = False) -> Visitor:
        """A press of a link or button by its words."""
        self.clicks += 1
        self.page.get_by_role(role, name=words, exact=exact).first.click()
        return self

    def press(self, words: str) -> Visitor:
        return self.click(words, "button")

    def write(self, **fields: str) -> Visitor:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)
        return self

    def choose(self, **fields: str) -> Visitor:
        """By the words of an option."""
        for name, words in fields.items():
            self.page.locator(f"select[name={name}]").select_option(label=words)
        return self

    def sign_in(self, username: str) -> Visitor:
        self.open("/dang-nhap/").write(username=username, password=self.site.password)
        return self.press("Đăng nhập")

    def hide(self, *words: str) -> None:
        """Words about a person that may stand on a page, but in no address, no log and no store of the browser."""
        self.personal |= {*words}

    # --- seeing

    def sees(self, *words: str) -> Visitor:
        for text in words:
            expect(self.page.get_by_text(text).first).to_be_visible()
        return self

    def looks(self, title: str, part: str | None = None) -> Visitor:
        """The page has its heading; it reads well for everybody (or a part that lies over the rest does); it is kept as a picture."""
        try:
            expect(self.page.locator("h1")).to_contain_text(title)
        except AssertionError as other:
            raise AssertionError(f"{other}\n{self.page.inner_text('main')[:800]}") from None
        self.shoot()
        self._fits()
        violations = Axe().run(self._readable(), context=part, options=RULES).response["violations"]
        found = [(one["id"], one["nodes"][0]["html"][:160]) for one in violations]
        assert not found, found
        return self

    def _readable(self) -> Page:
        """axe is a script: where scripts are off it reads the same page in a second window, to which none of ours is given."""
        if self.has_script:
            return self.page
        url, html = self.page.url, self.page.content()
        if self.reader is None:
            assert self.context.browser is not None
            self.reader = self.context.browser.new_context(
                viewport=SCREENS[self.screen]["viewport"]
            ).new_page()
            self.reader.route("**/*.js", lambda route: route.abort())
        self.reader.route(
            url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"), times=1
        )
        self.reader.goto(url)
        return self.reader

    def shoot(self) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.shots += 1
        target = SHOTS / f"{self.name}-{self.shots:02}.png"
        self.page.screenshot(path=target, full_page=True)

    def _fits(self) -> None:
        """Nothing has to be scrolled sideways, down to 320 pixels."""
        size = self.page.viewport_size
        for width in [360, SMALLEST] if self.screen == "phone" else [1280]:
            self.page.set_viewport_size({"width": width, "height": 740})
            assert self.page.evaluate(WIDER) <= 0, (width, self.page.url, self.page.evaluate(OVERFLOW))
        if size:
            self.page.set_viewport_size(size)

    def download(self, words: str) -> Path:
        with self.page.expect_download() as coming:
            self.click(words)
        target = SHOTS / f"{self.name}-{coming.value.suggested_filename}"
        coming.value.save_as(target)
        return target

    # --- leaving

    def leave(self) -> None:
        """No trouble, no foreign host, no long number in an address; what the browser keeps goes to the traces."""
        self.traces.collect(self.context, self.has_script)
        assert not re.search(r"\d{9,}", " ".join(urlsplit(url).query for url in self.asked))
        assert {urlsplit(url).netloc for url in self.asked if url.startswith("http")} <= {
            urlsplit(self.site.url).netloc
        }
        assert self.trouble == [], self.trouble
        if self.reader is not None:
            self.reader.context.close()


def is_trouble(said: Any) -> bool:
    """Errors of scripts and of the content policy; a form sent back (422) or a page refused is no trouble."""
    return said.type == "error" and "the server responded with a status of 4" not in said.text
