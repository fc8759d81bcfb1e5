"""What every page shows round its content: where one may go, whose view it is, as of when, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access, Action


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation: its words, its address, the right it needs."""

    label: Promise
    name: str
    action: Action


@dataclass(frozen=True, slots=True)
class Entry:
    label: Promise
    url: str
    current: str = ""
    key: str = ""


NAVIGATION = (
    Place(_("Overview"), "reports:home", Action.FIGURES_READ),
    Place(_("Registrations"), "registrations:list", Action.PERSON_READ),
    Place(_("Events"), "outreach:event-list", Action.EVENT_READ),
    Place(_("Loans"), "registrations:loan-list", Action.LOAN_READ),
    Place(_("Import from Excel"), "registrations:import-list", Action.CANDIDATE_IMPORT),
    Place(_("Partners"), "outreach:enterprise-list", Action.PARTNER_READ),
    Place(_("Plan"), "campaigns:plan", Action.PLAN_READ),
    Place(_("Reports"), "reports:review-list", Action.REVIEW_READ),
    Place(_("Background work"), "accounts:job-list", Action.JOB_READ),
    Place(_("Audit trail"), "reports:audit", Action.AUDIT_READ),
    Place(_("Directory"), "campaigns:unit-list", Action.DIRECTORY_READ),
    Place(_("Postings"), "campaigns:posting-list", Action.POSTING_WRITE),
)
MENU = (
    Place(_("My sessions"), "accounts:session-list", Action.OWN_ACCOUNT),
    Place(_("Change password"), "accounts:password-change", Action.OWN_ACCOUNT),
)
WITH_KEY = 6  # Alt+1 … Alt+6 open the first six places


class House:
    """Worked out on first use: a fragment answered to htmx shows none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.access: Access | None = getattr(request, "access", None)

    @cached_property
    def navigation(self) -> list[Entry]:
        places = [
            (place, url) for place in NAVIGATION if self.open_to(place) and (url := address(place.name))
        ]
        return [
            Entry(place.label, url, self.current(url), str(n) if n <= WITH_KEY else "")
            for n, (place, url) in enumerate(places, start=1)
        ]

    @cached_property
    def menu(self) -> list[Entry]:
        return [Entry(place.label, url) for place in MENU if (url := address(place.name))]

    def open_to(self, place: Place) -> bool:
        return self.access is not None and self.access.may(place.action)

    def current(self, url: str) -> str:
        """«page» on the entry's own page, «true» below it; the home page is above everything, so only itself."""
        if self.request.path == url:
            return "page"
        return "true" if url != "/" and self.request.path.startswith(url) else ""

    @property
    def sign_out(self) -> str:
        return address("accounts:sign-out")

    @property
    def set_language(self) -> str:
        return address("set_language")

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def help_contact(self) -> str:
        return str(getattr(settings, "HELP_CONTACT", ""))


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        pass
    try:
        return reverse(name.replace("-", "_"))
    except NoReverseMatch:
        return ""


def demo_data() -> bool:
    """Whether the people in this database are made up; a demo database says so itself."""
    return bool(getattr(settings, "DEMO_DATA", False))


def house(request: HttpRequest) -> dict[str, Any]:
    return {"house": House(request), "demo_data": demo_data}
