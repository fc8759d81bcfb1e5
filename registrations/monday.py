"""«Sáng thứ Hai»: the people whom somebody should call today, by reason, cut to what an officer asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from campaigns.access import Access
from campaigns.models import Campaign, Unit
from campaigns.models.directory import under
from registrations import clocks, waiting
from registrations.calls import Call, calls
from registrations.models import Contact, Registration, Wait
from registrations.models.registration import RegistrationQuerySet
from registrations.services.contacts import UNDO
from registrations.waiting import Group

FIRST, PAGE = 5, 20  # people of each reason on the page of all; of one reason on its own page
SHEET = 60  # people on the sheet that is printed: a morning of calls
MOST_RECENT = 3
LISTED = Registration._meta.label_lower  # what the trail says was shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is cut to; everything may be open."""

    wait: str = ""
    unit: Unit | None = None
    officer: User | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    calls: list[Call]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Morning:
    day: date
    groups: list[Group]
    sections: list[Section]
    next_day: date | None
    next_start: int | None

    @property
    def calls(self) -> list[Call]:
        return [call for section in self.sections for call in section.calls]

    @property
    def total(self) -> int:
        """People, not reasons: whoever waits for two is one person to call."""
        return len({key for group in self.groups for key, _due in group.people})

    @property
    def is_more(self) -> bool:
        return any(group.is_more for group in self.groups)


def base_of(access: Access, campaign: Campaign, asked: Asked) -> RegistrationQuerySet:
    """Registrations in view, cut to a unit and to whoever entered them."""
    cut = Q()
    if asked.unit is not None:
        cut &= under((asked.unit.path,), "unit_path")
    if asked.officer is not None:
        cut &= Q(created_by=asked.officer)
    return Registration.objects.within(access).for_campaign(campaign).filter(cut)


def morning(access: Access, campaign: Campaign, day: date, asked: Asked, most: int | None = None) -> Morning:
    """As a page; with `most` as one sheet, the reasons one after the other until it is full."""
    base, ringing = base_of(access, campaign, asked), clocks.on(day)
    groups = waiting.overview(base, day, ringing)
    start, size = (asked.start, PAGE) if asked.wait else (0, FIRST)
    chosen = [group for group in groups if asked.wait in ("", group.wait)]
    cut = {group.wait: group.people[start : start + size] for group in chosen}
    if most is not None:
        cut, size = filled(chosen, most), most
    lines = calls(base, [(wait, *one) for wait, people in cut.items() for one in people], day)
    more = any(start + size < group.count for group in chosen)
    return Morning(
        day=day,
        groups=groups,
        sections=[
            Section(group, [line for line in lines if line.wait == group.wait], group.count <= size)
            for group in chosen
            if cut[group.wait]
        ],
        next_day=None if groups else waiting.next_day(base, day, ringing),
        next_start=start + size if asked.wait and more else None,
    )


def everybody(access: Access, campaign: Campaign, day: date, asked: Asked, *, most: int) -> list[Call]:
    """All who wait, also beyond what a page counts; the reasons one after the other."""
    base, ringing = base_of(access, campaign, asked), clocks.on(day)
    found: list[tuple[str, Any, date]] = []
    for wait in (wait for wait in Wait.values if asked.wait in ("", wait)):
        rows: Any = waiting.rows(base, wait, day, ringing).order_by(*waiting.ORDER)
        found += [(wait, *one) for one in rows.values_list("pk", "due")[: most - len(found)]]
    return calls(base, found, day)


def filled(groups: list[Group], most: int) -> dict[str, Any]:
    """The first so many lines over all reasons, in their order."""
    cut: dict[str, Any] = {}
    for group in groups:
        cut[group.wait] = group.people[:most]
        most -= len(cut[group.wait])
    return cut


def one_call(access: Access, registration: Registration, wait: str, day: date) -> Call | None:
    """The line of one person, while the person still waits for that reason."""
    base = Registration.objects.within(access).filter(pk=registration.pk)
    groups = waiting.overview(base, day, clocks.on(day), [wait])
    found = [(group.wait, *one) for group in groups for one in group.people]
    return next(iter(calls(base, found, day)), None)


def just_recorded(access: Access) -> QuerySet[Contact, Any]:
    """One's own last taps, while each can be taken back."""
    fresh = Contact.objects.within(access).standing()
    rows = fresh.filter(recorded_by=access.user_id, recorded_at__gte=timezone.now() - UNDO)
    return rows.select_related("registration__person").order_by("-recorded_at")[:MOST_RECENT]
