"""What notes say beside the columns: how far somebody has come, and whose child somebody is. Proposed, never assumed."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from accounts.text import fold
from campaigns.dates import format_partial, parse_partial
from imports.readings import Reading, Severity
from registrations.importing import dates, words
from registrations.models import Affiliation, Milestone

Kind = Milestone.Kind
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{1,2}/\d{4}(?!\d)")
_NO_WORDS = " .,;:()[]-–«»\"'"
_LONGEST = 6


def standing(reading: Reading) -> dict[str, str]:
    """The step that the columns of standing, note and departure speak of; the officer accepts it or leaves it a note."""
    found = _told(reading)
    if reading.raw.get("departed_on") and found.get("kind", Kind.DEPARTED) in (Kind.DEPARTED, Kind.RETURNED):
        on = format_partial(dates.read(reading, "departed_on"))
        if found.get("kind") == Kind.RETURNED:
            found["departed_on"] = on
        else:
            found = {"key": "departed_on", "reason": "", **found, "kind": Kind.DEPARTED.value}
            found["on"] = on or found.get("on", "")
    if not found or reading.values.get("steps") or reading.values.get("note_only"):
        return found
    label = str(Kind(found["kind"]).label)
    message = _(
        "This says how far the person has come. Record it as the step “%(step)s”, or keep it as a note only."
    )
    read_as = f"{label} {found['on']}".strip()
    reading.add(found["key"], Severity.ASK, f"step_{found['kind']}", message % {"step": label}, read_as)
    return found


def _told(reading: Reading) -> dict[str, str]:
    for key in ("status", "note"):
        text = reading.words.get(key, "")
        if text and (found := _step(text)):
            return {"key": key, "kind": found[0], "reason": found[1], "on": _day(text)}
    return {}


def _step(text: str) -> tuple[str, str] | None:
    """The first standing that fits and that the words before it do not take back («chưa bay»)."""
    folded = fold(text)
    for pattern, kind, reason in words.STANDINGS:
        for match in re.finditer(rf"\b(?:{pattern})", folded):
            if not re.search(words.NOT_YET, folded[: match.start()].strip()):
                return kind, reason
    return None


def _day(text: str) -> str:
    match = _DATE.search(text)
    try:
        return format_partial(parse_partial(match[0])) if match else ""
    except ValueError:
        return ""


def relation(reading: Reading) -> dict[str, Any]:
    """The tie to a member, by its column or, where that is empty, by a note that names a member."""
    text = reading.words.get("relation", "")
    if not text:
        return _from_note(reading)
    if not fold(text) or fold(text) in words.NO_RELATION:
        return {"relation": ""}
    return _from_column(reading, text)


def _from_column(reading: Reading, text: str) -> dict[str, Any]:
    if plain := words.RELATION_WORDS.get(fold(text), ""):
        return {"relation": plain}
    found = tie(text)
    if found is None:
        message = _("Write “hội viên”, “con hội viên”, “em hội viên”, “cháu hội viên” or leave it empty.")
        reading.add("relation", Severity.ASK, "relation_unknown", message)
        return {"relation": ""}
    message = _("The tie to a member was read from the words.")
    return found if reading.repair("relation", "relation_words", message, _shown(found)) else {"relation": ""}


def _from_note(reading: Reading) -> dict[str, Any]:
    for part in re.split(r"[;,.\n]", reading.words.get("note", "")):
        if not any(f" {word} " in f" {fold(part)} " for word in words.MEMBER_WORDS):
            continue
        found = tie(part)
        message = _("The tie to a member was read from the note.")
        if found and reading.repair("note", "relation_from_note", message, _shown(found)):
            return found
    return {"relation": ""}


def tie(text: str) -> dict[str, Any] | None:
    """«con hội viên Hội Nông dân Nguyễn Văn B»: relation, body and the member's name; None when it does not begin so."""
    left = [word.strip(_NO_WORDS) for word in text.split() if word.strip(_NO_WORDS)]
    if left and fold(left[0]) == "la":
        left = left[1:]
    kind, left = _first(left, words.RELATION_WORDS)
    if not kind:
        return None
    body = ""
    name: list[str] = []
    while left:
        found, rest = _first(left, words.BODY_WORDS)
        if found:
            body, left = body or found, rest
        elif not name and left[0].lower() in words.RELATION_FILLERS:
            left = left[1:]
        else:
            name.append(left[0])
            left = left[1:]
    return {"relation": kind, "body": body, "member_name": " ".join(name)}


def _first(left: list[str], known: dict[str, str]) -> tuple[str, list[str]]:
    """The longest beginning that is a known phrase, and what follows it."""
    for length in range(min(_LONGEST, len(left)), 0, -1):
        if found := known.get(fold(" ".join(left[:length]))):
            return found, left[length:]
    return "", left


def _shown(found: dict[str, Any]) -> str:
    label = str(Affiliation.Relation(found["relation"]).label)
    return " · ".join(filter(None, (label, found["member_name"])))
