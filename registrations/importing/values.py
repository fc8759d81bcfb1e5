"""Words nobody knew, gathered: each once with its number of rows, and one choice for all of them. Asked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.access import Access
from campaigns.models import Unit
from imports import choices, learnt
from imports.batches import reading_of, recount
from imports.models import Batch, Row
from imports.readings import CHOSEN, Reading
from registrations.importing import words as known
from registrations.importing.columns import LABELS
from registrations.importing.communes import where
from registrations.importing.decisions import DONE, keep
from registrations.importing.importer import CandidateImporter
from registrations.importing.lists import choose, said, unchoose
from registrations.models import Affiliation, GroupStatus

# The problems that a choice of words settles.
CODES = (
    "commune_unknown",
    "commune_ambiguous",
    "market_unknown",
    "group_unknown",
    "relation_unknown",
    "sex_unknown_word",
    "organization_unknown",
    "organization_ambiguous",
    "organization_other",
    "event_unknown",
    "event_ambiguous",
)
NOTHING = "-"
MOST_EVENTS = 100
PORTION = 200
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    words: Words  # what the cells are read as instead


@dataclass
class Group:
    """Equal words in one column, and the rows that have them."""

    about: str
    words: str  # as they are compared
    shown: str
    rows: list[Row] = field(default_factory=list)
    near: list[Words] = field(default_factory=list)  # what the reader itself proposes
    offered: str = ""  # the option taken the last time

    @property
    def named(self) -> Words:
        return {"about": self.about, "words": self.words, "shown": self.shown}

    @property
    def label(self) -> str:
        return str(LABELS[self.about])


def groups(batch: Batch) -> list[Group]:
    """What waits for a choice, the most frequent first."""
    found: dict[tuple[str, str], Group] = {}
    asked = reduce(or_, (Q(codes__contains=[code]) for code in CODES))
    states = (Row.State.ASK, Row.State.ERROR)
    for row in batch.rows.filter(asked, state__in=states).select_related("batch").order_by("sheet", "number"):
        reading = reading_of(row)
        for problem in reading.problems:
            about = problem.key
            if problem.code not in CODES or not reading.raw.get(about) or _is_refused(reading, about):
                continue
            place = (about, said(reading.raw, about))
            group = found.setdefault(place, Group(*place, shown=reading.raw[about]))
            group.near = group.near or list(problem.choices)
            if row not in group.rows:
                group.rows.append(row)
    return sorted(found.values(), key=lambda group: -len(group.rows))


def _is_refused(reading: Reading, about: str) -> bool:
    """Whether somebody has said of this row that it means something else than all the others."""
    return reading.is_refused("commune" if about == "address" else about, CHOSEN)


def options(about: str, importer: CandidateImporter) -> list[Option]:
    """What the words of a column may mean, within one's own area."""
    if about in {"commune", "address"}:
        return _communes(importer)
    if about == "sex":
        return [Option(word, word, {"sex": word}) for word in ("Nam", "Nữ")]
    if about == "market":
        found = [Option(code, one.name, {about: one.name}) for code, one in importer.tables.markets.items()]
    elif about == "organization":
        offered = importer.bodies.offered(importer.access)
        found = [Option(body.code, body.short_name, {about: body.short_name}) for body in offered]
    elif about == "event":
        shown = [(str(one.event.pk), one.shown) for one in importer.events[:MOST_EVENTS]]
        found = [Option(key, text, {about: text}) for key, text in shown]
    elif about == "household":
        found = _named(about, known.GROUPS, GroupStatus.Group)
    else:
        found = _named(about, known.RELATIONS, Affiliation.Relation)
    return [*found, Option(NOTHING, _("leave empty"), {about: ""})]


def _named(about: str, words: dict[str, str], labels: Any) -> list[Option]:
    return [Option(key, str(labels(key).label), {about: said.split("|")[0]}) for key, said in words.items()]


def _communes(importer: CandidateImporter) -> list[Option]:
    units = Unit.objects.within(importer.access).on(importer.day).communes().select_related("parent")
    return [Option(str(unit.pk), where(unit), _words_for(unit, importer)) for unit in units]


def _words_for(unit: Unit, importer: CandidateImporter) -> Words:
    """The name alone where it says enough; the district beside it where there are twins."""
    if importer.places.find(unit.name).unit == unit:
        return {"commune": unit.name}
    return {"commune": unit.name, "district": unit.parent.name if unit.parent else ""}


def with_offers(found: Sequence[Group], access: Access, kind: str) -> list[Group]:
    """The groups with what their body chose for the same words before."""
    before = learnt.values(access, kind)
    for group in found:
        group.offered = before.get((group.about, group.words), {}).get("value", "")
    return list(found)


def apply(
    batch: Batch, chosen: dict[tuple[str, str], str], importer: CandidateImporter, *, access: Access
) -> int:
    """Read the words of every group for which an option was chosen, in all rows that have them; how many rows."""
    concerned: dict[int, tuple[Row, Reading]] = {}
    with transaction.atomic():
        locked, said_before = choices.held(batch, access)
        for group in groups(locked):
            if value := chosen.get((group.about, group.words), ""):
                option = _option(group, value, importer)
                said_before.setdefault("value", {}).setdefault(group.about, {})[group.words] = option.words
                meaning = {"value": option.value, "label": option.label}
                learnt.teach(access=access, kind=batch.kind, meaning=meaning, **group.named)
                for row in group.rows:
                    concerned.setdefault(row.pk, (row, reading_of(row)))
                    choose(concerned[row.pk][1], option.words)
        _reread(list(concerned.values()), importer)
        choices.keep(locked, said_before, access, "value", rows=len(concerned))
        recount(locked)
    return len(concerned)


def take_back(batch: Batch, about: str, words: str, importer: CandidateImporter, *, access: Access) -> int:
    """What the sheet says stands again in every row that had been read as chosen; how many rows."""
    with transaction.atomic():
        locked, said_before = choices.held(batch, access)
        meant = said_before.get("value", {}).get(about, {}).pop(words, {})
        rows = locked.rows.filter(codes__contains=[CHOSEN]).exclude(state__in=DONE).select_related("batch")
        found = [(row, reading_of(row)) for row in rows.order_by("sheet", "number")]
        back = [(row, reading) for row, reading in found if unchoose(reading, about, words, meant)]
        _reread(back, importer)
        choices.keep(locked, said_before, access, "value", rows=len(back))
        recount(locked)
    return len(back)


def taken(batch: Batch) -> list[tuple[str, str, str]]:
    """What has been chosen in this list: column, words of the sheet, words that are read instead."""
    return [
        (about, words, ", ".join(filter(None, meant.values())))
        for about, found in batch.choices.get("value", {}).items()
        for words, meant in found.items()
    ]


def _option(group: Group, value: str, importer: CandidateImporter) -> Option:
    for option in options(group.about, importer):
        if option.value == value:
            return option
    raise ValidationError(_("Choose one of the meanings offered for “%(words)s”.") % {"words": group.shown})


def _reread(changes: Sequence[tuple[Row, Reading]], importer: CandidateImporter) -> None:
    for start in range(0, len(changes), PORTION):
        portion = changes[start : start + PORTION]
        fresh = importer.reread([(reading, None) for _row, reading in portion])
        keep([row for row, _reading in portion], fresh)
