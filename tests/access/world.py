"""A small province in which everything stands six times, and how it is asked (made by `tests/access/seed.py`).

Everything that names somebody carries a word that stands nowhere else (`Token`), so that a page can be searched for what it must not
show. Requests run inside a savepoint that is rolled back: the world is made once for a whole module.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http.request import HttpHeaders
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from campaigns.access import Access
from outreach.models import EventPartner
from tests.access.table import ANONYMOUS, ELSEWHERE, OWN, SEEN, Row
from tests.factories.campaigns import House

NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
NOTHING = 2_000_000_000


@dataclass(frozen=True)
class Token:
    """A word or number of somebody, and the kinds of objects in which it may be read."""

    text: str
    place: str
    kinds: tuple[str, ...]

    def open_to(self, role: str) -> bool:
        return any(role in SEEN[f"{kind}.{self.place}"] for kind in self.kinds)


@dataclass(frozen=True)
class Answer:
    """What came back, wholly read."""

    status: int
    body: bytes
    headers: dict[str, str]
    knows_fragments: bool = (
        False  # it looked whether htmx asks: only then can a fragment differ from the page
    )

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def everything(self) -> bytes:
        return self.body + repr(sorted(self.headers.items())).encode()

    @property
    def steady(self) -> bytes:
        """Without what is random on every page."""
        return re.sub(rb'(name="(csrfmiddlewaretoken|form_key)" value=)"[^"]*"', rb"\1", self.body)


@contextmanager
def looked_up() -> Iterator[set[str]]:
    """The headers of requests that anything looks for, whether they are there or not; `request.htmx` is one of them."""
    names: set[str] = set()
    plain = HttpHeaders.__getitem__

    def heard(self: HttpHeaders, key: str) -> str:
        names.add(key.lower().replace("_", "-"))
        return plain(self, key)

    HttpHeaders.__getitem__ = heard  # type: ignore[method-assign]
    try:
        yield names
    finally:
        HttpHeaders.__getitem__ = plain  # type: ignore[method-assign]


@dataclass
class World:
    house: House
    actors: dict[str, Access] = field(default_factory=dict)
    objects: dict[tuple[str, str], Any] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    site: ClientHandler = field(  # its middleware is put together once
        default_factory=lambda: ClientHandler(enforce_csrf_checks=False)
    )
    words: dict[str, list[tuple[bytes, Token]]] = field(default_factory=dict)

    def ask(self, role: str, url: str, data: dict[str, Any] | None = None, **headers: Any) -> Answer:
        """One request as a role: GET without data, POST with; whatever it writes is undone."""
        with transaction.atomic():
            answer = self._ask(self._client(role), url, data, **headers)
            transaction.set_rollback(True)
        return answer

    def walk(self, role: str, url: str, data: dict[str, Any]) -> tuple[Answer, Answer | None]:
        """A POST and, if it leads anywhere, the page behind it."""
        client = self._client(role)
        with transaction.atomic():
            answer = self._ask(client, url, data)
            target = answer.headers.get("Location", "")
            page = self._ask(client, target, None) if target else None
            transaction.set_rollback(True)
        return answer, page

    def _client(self, role: str) -> Client:
        client = Client()
        client.handler = self.site
        if role != ANONYMOUS:
            client.cookies["phien"] = self.keys[role]
        return client

    def _ask(self, client: Client, url: str, data: dict[str, Any] | None, **headers: Any) -> Answer:
        with looked_up() as names:
            response = client.get(url, **headers) if data is None else client.post(url, data, **headers)
            content = b"".join(response) if response.streaming else response.content
        return Answer(response.status_code, content, dict(response.headers), "hx-request" in names)

    def url(self, row: Row, place: str = OWN) -> str:
        return reverse(row.name, args=self.arguments(row, place))

    def arguments(self, row: Row, place: str = OWN) -> tuple[Any, ...]:
        if not row.of:
            return ()
        made = self.objects[row.of, place if row.is_owned else OWN]
        if special := SPECIAL.get(row.name):
            parts = special(made)
            return (made.pk, *(parts if isinstance(parts, tuple) else (parts,)))
        return (getattr(made, "pk", made),)

    def missing(self, row: Row) -> str:
        """The address of something that does not exist."""
        first, *rest = self.arguments(row)
        nothing = NOBODY if isinstance(first, uuid.UUID) else 1900 if row.of == "year" else NOTHING
        return reverse(row.name, args=[nothing, *rest])

    def crossed(self, row: Row) -> str:
        """The own object with a part of somebody else's in it."""
        mine, other = self.arguments(row), self.arguments(row, ELSEWHERE)
        return reverse(row.name, args=[mine[0], *other[1:]])

    def foreign(self, role: str) -> list[Token]:
        return [token for token in self.tokens if not token.open_to(role)]

    def leaks(self, role: str, content: bytes) -> list[str]:
        if role not in self.words:
            self.words[role] = [(token.text.lower().encode(), token) for token in self.foreign(role)]
        low = content.lower()
        return [token.text for word, token in self.words[role] if word in low]


# Pages with a second argument: which part of the object.
SPECIAL = {
    "registrations:group-end": lambda made: made.person.groups.get().pk,
    "registrations:fact-take-off": lambda made: ("doi-tuong", made.person.groups.get().pk),
    "registrations:entry-take-off": lambda made: ("dao-tao", made.trainings.get().pk),
    "registrations:consent-withdraw": lambda made: made.person.consents.get().pk,
    "registrations:member-consent-give": lambda made: made.person.affiliations.get().pk,
    "registrations:member-consent-withdraw": lambda made: made.person.affiliations.get().consents.get().pk,
    "registrations:milestone-record": lambda made: "training",
    "registrations:milestone-correct": lambda made: made.milestones.get(kind="consulted").pk,
    "registrations:milestone-annul": lambda made: made.milestones.latest("pk").pk,
    "registrations:reveal": lambda made: "so-giay-to",
    "registrations:contact-row": lambda made: made.contacts.get().pk,
    "registrations:contact-undo": lambda made: made.contacts.get().pk,
    "registrations:loan-answer": lambda made: "da-nhan",
    "registrations:entry-undo": lambda made: made.lines.first().pk,
    "registrations:import-row": lambda made: made.rows.first().pk,
    "registrations:import-decide": lambda made: made.rows.first().pk,
    "reports:review-file": lambda made: "pdf",
    "reports:review-reply": lambda made: made.objections.get().pk,
    "reports:review-take-back": lambda made: made.objections.get().pk,
    "reports:review-remind": lambda made: "nongdan",
    "reports:review-scan-file": lambda made: made.scans.get().pk,
    "reports:review-correction": lambda made: 1,
    "outreach:partner-answer": lambda made: EventPartner.objects.get(event=made).pk,
    "outreach:invitee-remove": lambda made: 1,
    "outreach:attendance-untick": lambda made: 1,
}
