"""What a walk leaves outside the pages: addresses, console, stores of the browser, logs. Nothing of any person may be in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from playwright.sync_api import BrowserContext, Page, Request, Response

from accounts.text import fold, nfc
from outreach.models import Invitee
from registrations.models import Affiliation, IdentityNumber, Person, Phone

COOKIES = {
    "phien",
    "csrf",
    "thiet-bi",
    "django_language",
}  # session, forms, known device, language: all opaque
STORED = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, state: history.state, name: window.name,
  databases: (await indexedDB.databases()).map(one => one.name), caches: await caches.keys()})"""
DISPLAYED = r"(?<=\d)[ .\-](?=\d)"  # 0912 345 678, 083.198.001.234


@dataclass
class Traces:
    """Kept by the place where it was found, from every browser of one journey."""

    site: str
    kept: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, place: str, text: str) -> None:
        self.kept.setdefault(place, []).append(text)

    # --- while somebody walks

    def follow(self, context: BrowserContext) -> None:
        """Redirects are requests of their own; what a script writes into the address bar is a navigation of the frame."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", lambda said: self.keep("console", said.text))
        context.on("weberror", lambda error: self.keep("console", str(error.error)))
        context.on("page", self._opened)

    def _opened(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self.keep("address", frame.url))

    def _asked(self, request: Request) -> None:
        self.keep("address", request.url)
        self.keep("referer", request.headers.get("referer", ""))

    def _answered(self, response: Response) -> None:
        self.keep("address", response.headers.get("location", ""))

    # --- at its end

    def collect(self, context: BrowserContext, has_script: bool) -> None:
        """Every store of every page still open; without scripts only cookies can have been kept."""
        cookies = context.cookies()
        unknown = {str(one["name"]) for one in cookies} - COOKIES
        assert not unknown, f"{unknown} might hold what cannot be read here"
        self.keep("cookies", json.dumps(cookies))
        for page in context.pages if has_script else []:
            if page.url.startswith(self.site):
                self.keep("stores", page.evaluate(STORED))

    def found(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """(place, word): folded both, as an address or a file name would carry it too."""
        wanted = {form for word in words for form in forms_of(word)}
        texts = {place: readable("\n".join(dict.fromkeys(said))) for place, said in self.kept.items()}
        return [(place, word) for place, text in texts.items() for word in sorted(wanted) if word in text]


def forms_of(word: str) -> Iterator[str]:
    """A name as typed, without accents, as a slug; a number as one run of digits, at home and from abroad."""
    if not any(letter.isalpha() for letter in word):
        bare = re.sub(r"\D", "", word)
        yield bare
        if len(bare) == 10 and bare.startswith("0"):
            yield f"84{bare[1:]}"
        return
    plain = fold(word)
    yield from {nfc(word).lower(), plain, *(plain.replace(" ", sign) for sign in "-_+")}


def readable(text: str) -> str:
    """Percent signs and JSON escapes taken out, numbers joined as they are read aloud."""
    for escape in set(re.findall(r"\\u[0-9a-fA-F]{4}", text)):
        text = text.replace(escape, chr(int(escape[2:], 16)))
    lines = nfc(unquote_plus(text)).lower()
    return f"{lines}\n{re.sub(DISPLAYED, '', lines)}"


def everybody() -> set[str]:
    """Whatever the house knows that names one person: names, members beside them, guests, numbers, telephones."""
    names: set[str] = {*Person.objects.values_list("full_name", flat=True)}
    names |= {*Invitee.objects.values_list("full_name", flat=True)}
    names |= {*Affiliation.objects.exclude(member_name="").values_list("member_name", flat=True)}
    sealed: list[Any] = [*IdentityNumber.objects.all(), *Phone.objects.all()]
    return names | {row.value for row in sealed}


@dataclass
class Log:
    """The output of a program, read on from where it was read last."""

    name: str
    read: Callable[[int], bytes]
    at: int = 0

    def news(self) -> str:
        said = self.read(self.at)
        self.at += len(said)
        return said.decode(errors="replace")
