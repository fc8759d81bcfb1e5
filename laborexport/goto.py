"""Ctrl+K: what a few typed words may mean — a page, a unit, an event, an enterprise, a list, a person — within one's view."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.text import fold, nfc
from campaigns.access import Access, Action
from campaigns.models import Unit
from imports.models import Batch
from laborexport.context import MENU, NAVIGATION, Place
from outreach.models import Enterprise, Event
from registrations import identity, phones
from registrations.listing import named
from registrations.models import EntrySession, Registration
from reports.documents import codes
from reports.tracing import figures_named, print_named

MOST = 6
LEAST_LETTERS = 3  # of a name: fewer would find half the province
FURTHER = (
    Place(_("New registration"), "registrations:create", Action.PERSON_WRITE),
    Place(_("Fast entry"), "registrations:entry-list", Action.PERSON_WRITE),
    Place(_("Steps recorded for many"), "registrations:bulk-list", Action.MILESTONE_WRITE),
    Place(_("Look up a figure by its code"), "reports:code-search", Action.REVIEW_READ),
    Place(_("Targets"), "campaigns:target-list", Action.PLAN_READ),
    Place(_("Work plans"), "campaigns:work-plan-list", Action.PLAN_READ),
    Place(_("Legal documents"), "campaigns:document-list", Action.PLAN_READ),
    Place(_("Organisations"), "campaigns:organization-list", Action.DIRECTORY_READ),
    Place(_("Accounts"), "campaigns:account-list", Action.POSTING_WRITE),
    Place(_("Job orders"), "outreach:job-order-list", Action.PARTNER_READ),
    Place(_("Markets"), "outreach:market-list", Action.PARTNER_READ),
    Place(_("Bank branches"), "outreach:branch-list", Action.PARTNER_READ),
    Place(_("Information materials"), "outreach:material-list", Action.EVENT_READ),
    Place(_("Witnesses"), "outreach:witness-list", Action.EVENT_WRITE),
)
# Folding for a column that keeps no folded copy; PostgreSQL exchanges letter for letter.
MARKED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
PLAIN = "a" * 17 + "d" + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    url: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: Promise
    hits: list[Hit]


Finder = Callable[[Access, str, list[str]], Iterable[Hit]]


def find(access: Access, text: str) -> list[Group]:
    """Groups with at least one hit, pages first; who was found is logged."""
    text = nfc(text)
    words = fold(text).split()
    groups = [Group(label, list(finder(access, text, words))) for label, finder in FINDERS] if words else []
    return [group for group in groups if group.hits]


def pages(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    for place in (*NAVIGATION, *FURTHER, *MENU):
        if access.may(place.action) and holds(str(place.label), words):
            yield Hit(str(place.label), reverse(place.name))


def holds(label: str, words: list[str]) -> bool:
    """Every typed word begins a word of the label, in any order."""
    parts = fold(label).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def units(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    """The directory is everybody's who may read it."""
    if access.may(Action.DIRECTORY_READ):
        rows = containing(Unit.objects.select_related("parent"), "name_folded", words)
        for unit in rows.order_by("level", "name_folded", "pk")[:MOST]:
            under = unit.parent.name if unit.parent else ""
            yield Hit(unit.name, reverse("campaigns:unit-detail", args=[unit.pk]), under)


def events(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    if access.may(Action.EVENT_READ):
        rows = containing(plain(Event.objects.within(access), "title"), "plain", words)
        for event in rows.select_related("unit").order_by("-on", "pk")[:MOST]:
            under = f"{event.on:%d/%m/%Y} · {event.unit.name}"
            yield Hit(event.title, reverse("outreach:event-detail", args=[event.pk]), under)


def enterprises(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    if access.may(Action.PARTNER_READ):
        for one in containing(Enterprise.objects.within(access), "name_folded", words)[:MOST]:
            yield Hit(one.name, reverse("outreach:enterprise-detail", args=[one.pk]), one.licence_number)


def lists(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    """Sessions of fast entry by the number written on the paper, lists from Excel by the name of the file."""
    number = re.fullmatch(r"(?:phien|phiên|#)?\s*#?(\d{1,6})", text.lower())
    if number and access.may(Action.PERSON_WRITE):
        for session in EntrySession.objects.within(access).filter(pk=int(number[1])).select_related("unit"):
            label = gettext("Entry session #%(number)s") % {"number": session.pk}
            yield Hit(label, reverse("registrations:entry", args=[session.pk]), session.unit.name)
    if access.may(Action.CANDIDATE_IMPORT):
        rows = containing(plain(Batch.objects.within(access), "filename"), "plain", words)
        for batch in rows.order_by("-uploaded_at")[:MOST]:
            url = reverse("registrations:import-detail", args=[batch.pk])
            yield Hit(batch.filename, url, f"{batch.uploaded_at:%d/%m/%Y}")


def people(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    """Registrations of people by name or number; that somebody looked, and whom they found, is in the trail."""
    if not access.may(Action.PERSON_READ) or not means_people(text, words):
        return
    rows = (
        Registration.objects.within(access)
        .filter(named(text, access).condition)
        .select_related("person", "unit__parent")
    )
    found = sorted(rows[:MOST], key=lambda row: row.person.name_sort)
    audit.note("goto.searched", *found, access=access, kind=audit.Kind.SEARCH, changes={"found": len(found)})
    for row in found:
        under = f"{row.get_stage_display()} · {row.unit.name}"
        yield Hit(row.person.full_name, reverse("registrations:detail", args=[row.pk]), under)


def figures(access: Access, text: str, words: list[str]) -> Iterator[Hit]:
    """A code from a printed review leads straight to its figure."""
    code = codes.read(text)
    if code and code.rest and access.may(Action.REVIEW_READ) and (named := print_named(access, code)):
        _review, paper = named
        for figure in figures_named(paper, code.rest)[:1]:
            whole = f"{paper.code}-{code.rest}"
            yield Hit(whole, reverse("reports:code", args=[whole]), " · ".join((figure.where, *figure.words)))


def means_people(text: str, words: list[str]) -> bool:
    """A whole number, or enough letters of a name; a number half typed means nobody."""
    if any(word.isdigit() for word in words):
        whole = identity.kind_of(identity.normalise(text))
        return bool(whole) or any(reading.is_valid for reading in phones.read(text))
    return sum(map(len, words)) >= LEAST_LETTERS


def containing(rows: QuerySet[Any], field: str, words: list[str]) -> QuerySet[Any]:
    for word in words:
        rows = rows.filter(**{f"{field}__contains": word})
    return rows


def plain(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """With the field in lower case and without marks, as `fold` has it but for the choice of y and i."""
    marks = Func(Lower(F(field)), Value(MARKED.upper()), Value(PLAIN), function="translate")
    bare = Func(marks, Value(MARKED), Value(PLAIN), function="translate", output_field=CharField())
    found: QuerySet[Any] = rows.annotate(plain=bare)
    return found


FINDERS: tuple[tuple[Promise, Finder], ...] = (
    (_("Pages to open"), pages),
    (_("Figures"), figures),
    (_("Registered persons"), people),
    (_("Units"), units),
    (_("Events"), events),
    (_("Enterprises"), enterprises),
    (_("Lists"), lists),
)
