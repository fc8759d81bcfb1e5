"""Somebody at a keyboard with Telex: real key events in the browser, and every physical key counted."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass, field

from playwright.sync_api import Page

TONES = set("\u0300\u0301\u0303\u0309\u0323")  # f s x r j
SHAPES = set("\u0302\u0306\u031b")  # aa aw ow


def telex_keys(text: str) -> int:
    """Keys of a text typed in Telex: «nguyễn» is nguyeenx, «đường» is dduowngf (uow makes both letters)."""
    words = unicodedata.normalize("NFC", text.lower())
    marks = unicodedata.normalize("NFD", words)
    extra = sum(mark in TONES | SHAPES for mark in marks) + words.count("đ")
    bare = "".join(mark for mark in marks if mark not in TONES)
    return len(words) + extra - bare.count("u\u031bo\u031b")


@dataclass
class Typist:
    """`written` and `moved` are the keys of letters and of navigation; `answers` how long each save took."""

    page: Page
    written: int = 0
    moved: int = 0
    answers: list[float] = field(default_factory=list)

    @property
    def keys(self) -> int:
        return self.written + self.moved

    def digits(self, text: str) -> Typist:
        self.page.keyboard.type(text)
        self.written += len(text)
        return self

    def words(self, text: str) -> Typist:
        """The keyboard program hands the composed text over, as Unikey does."""
        self.page.keyboard.insert_text(text)
        self.written += telex_keys(text)
        return self

    def key(self, name: str) -> Typist:
        """A key that writes: a digit of a choice, a first letter, the space of a tick."""
        self.page.keyboard.press(name)
        self.written += 1
        return self

    def move(self, keys: str) -> Typist:
        """Enter, or several keys at once: Control+Enter are two."""
        self.page.keyboard.press(keys)
        self.moved += keys.count("+") + 1
        return self

    def save(self, entered: int) -> Typist:
        """Ctrl+Enter, and the time until the line stands."""
        began = time.monotonic()
        self.move("Control+Enter")
        self.page.locator("[data-entered]", has_text=f"{entered}/").wait_for()
        self.answers.append(time.monotonic() - began)
        return self

    def at(self) -> str:
        """The name of the field that has the focus."""
        name: str = self.page.evaluate("document.activeElement.name || document.activeElement.id")
        return name
