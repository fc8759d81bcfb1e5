"""Where somebody came from: the body that mobilised, the event. Read by name, told, and asked where it may be another one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.text import fold
from campaigns.access import Access
from campaigns.dates import parse_partial
from campaigns.models import Campaign, Organization
from imports.readings import Reading, Severity
from outreach.models import Event
from registrations.importing import words

if TYPE_CHECKING:
    from registrations.importing.importer import CandidateImporter

ASK = Severity.ASK
MOST_OFFERED = 5
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")
_BESIDE_DATE = re.compile(r"\b(?:ngay|hom)\b|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Named:
    """An event as lists and people call it."""

    event: Event
    title: str  # folded
    on: date

    @property
    def shown(self) -> str:
        return f"{self.on:%d/%m/%Y} · {self.event.title}"


class Bodies:
    """The organisations by every word that lists use for them."""

    def __init__(self, found: Iterable[Organization]) -> None:
        self.by_code = {body.code: body for body in found}
        named = {fold(body.short_name): code for code, body in self.by_code.items()}
        known = {word: code for word, code in words.BODY_WORDS.items() if code in self.by_code}
        self.words = sorted((known | named).items(), key=lambda pair: -len(pair[0]))

    def named_in(self, text: str) -> list[Organization]:
        """Every body that the words name; the longest name first, so that «Liên đoàn» is no «Đoàn»."""
        left, found = f" {' '.join(fold(text).split())} ", dict[str, None]()
        for word, code in self.words:
            if f" {word} " in _bare(left):
                left = f" {_bare(left).replace(f' {word} ', ' | ')} "
                found[code] = None
        return [self.by_code[code] for code in found]

    def offered(self, access: Access) -> list[Organization]:
        """Whom a list of this access may be credited to: the own body, or any for who sees everybody."""
        mobilising = [body for body in self.by_code.values() if body.kind in Organization.MOBILISING]
        own = access.organization_id
        return [body for body in mobilising if access.sees_everyone or body.pk == own]


def _bare(text: str) -> str:
    return re.sub(r"[,;.()/+&-]", " ", text).replace("  ", " ")


def events_in_view(access: Access, campaign: Campaign) -> list[Named]:
    """The events of one's area, but for those that were called off; the newest first."""
    found = Event.objects.within(access).filter(campaign=campaign).exclude(state=Event.State.CANCELLED)
    return [Named(event, fold(event.title), event.on) for event in found.order_by("-on", "title")]


def organization(reading: Reading, house: CandidateImporter) -> str:
    """The code of the body that mobilised; none where the row names none, and then it is the own one."""
    text = reading.words.get("organization", "")
    if not text:
        return ""
    found = house.bodies.named_in(text)
    if not found:
        message = _(
            "No organisation of this name is known. Write for example “Hội Phụ nữ” or “Đoàn Thanh niên”."
        )
        reading.add("organization", ASK, "organization_unknown", message)
    elif len(found) > 1:
        names = "; ".join(body.short_name for body in found)
        message = _(
            "Several organisations are named (%(names)s). Write the one that leads; the others enter their share on the page of the person."
        )
        choices = [
            {"organization": body.short_name} for body in found if body in house.bodies.offered(house.access)
        ]
        reading.add(
            "organization", ASK, "organization_ambiguous", message % {"names": names}, choices=choices
        )
    elif found[0] not in house.bodies.offered(house.access):
        message = _(
            "%(body)s mobilised this person; a list of your organisation can only be credited to your organisation. Send the row there, or leave the cell empty if it was you."
        )
        reading.add(
            "organization",
            ASK,
            "organization_other",
            message % {"body": found[0].short_name},
            found[0].short_name,
        )
    elif _reads(reading, text, found[0]):
        return found[0].code
    return ""


def _reads(reading: Reading, text: str, body: Organization) -> bool:
    """Say as which body other words were read."""
    if fold(text) == fold(body.short_name):
        return True
    message = _("The organisation was read from the words.")
    if reading.repair("organization", "organization_words", message, body.short_name):
        return True
    reading.add(
        "organization",
        ASK,
        "organization_unknown",
        _("Write the name of the organisation that mobilised the person."),
    )
    return False


def event(reading: Reading, house: CandidateImporter) -> str:
    """The key of the event somebody came from; a name that fits several, or only a date, is asked about."""
    text = reading.words.get("event", "")
    if not text:
        return ""
    on, title = _apart(text)
    found = [
        one for one in house.events if (not on or one.on == on) and (not title or _fits(title, one.title))
    ]
    exact = [one for one in found if title == one.title]
    found = exact or found
    if len(found) == 1 and title and _is_this(reading, text, found[0], exact=bool(exact)):
        return str(found[0].event.pk)
    if not any(problem.key == "event" and problem.severity == ASK for problem in reading.problems):
        _ask(reading, found)
    return ""


def _apart(text: str) -> tuple[date | None, str]:
    """The day and the words of «Tư vấn tại An Hiệp, ngày 05/03/2018»."""
    match = _DATE.search(text)
    try:
        on = parse_partial(match[0]).on if match else None
    except ValueError:
        on = None
    rest = text.replace(match[0], " ") if match and on else text
    return on, " ".join(_BESIDE_DATE.sub(" ", fold(rest)).split())


def _fits(words_: str, title: str) -> bool:
    bare = " ".join(_BESIDE_DATE.sub(" ", title).split())
    return f" {words_} " in f" {bare} " or f" {bare} " in f" {words_} "


def _is_this(reading: Reading, text: str, one: Named, *, exact: bool) -> bool:
    if exact:
        return True
    message = _("The event was read from a part of its name.")
    return reading.repair("event", "event_words", message, one.shown)


def _ask(reading: Reading, found: list[Named]) -> None:
    if not found:
        message = _(
            "No event of this name is on the calendar of your area. Choose one, or enter it under Events first."
        )
        reading.add("event", ASK, "event_unknown", message)
        return
    names = "; ".join(one.shown for one in found[:MOST_OFFERED])
    message = _("Which one is meant: %(names)s?") % {"names": names}
    choices = [{"event": one.shown} for one in found[:MOST_OFFERED]]
    reading.add("event", ASK, "event_ambiguous", message, choices=choices)
