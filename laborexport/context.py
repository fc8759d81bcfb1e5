"""What every page shows round its content: where one may go, whose view it is, as of when, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access, Action
from campaigns.current import current_campaign
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation: its words, its address, the right it needs; the seldom used may be folded away."""

    label: Promise
    name: str
    action: Action
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    label: Promise
    url: str
    current: str = ""
    key: str = ""
    seldom: bool = False


NAVIGATION = (
    Place(_("Overview"), "reports:home", Action.FIGURES_READ),
    Place(_("Monday morning"), "registrations:monday", Action.PERSON_READ),
    Place(_("Registrations"), "registrations:list", Action.PERSON_READ),
    Place(_("Events"), "outreach:event-list", Action.EVENT_READ),
    Place(_("Loans"), "registrations:loan-list", Action.LOAN_READ),
    Place(_("Fast entry"), "registrations:entry-list", Action.PERSON_WRITE),
    Place(_("Import from Excel"), "registrations:import-list", Action.CANDIDATE_IMPORT),
    Place(_("Reports"), "reports:review-list", Action.REVIEW_READ),
    Place(_("Plan"), "campaigns:plan", Action.PLAN_READ),
    Place(_("Allowances"), "registrations:allowance-list", Action.ALLOWANCE_READ, seldom=True),
    Place(_("Partners"), "outreach:enterprise-list", Action.PARTNER_READ, seldom=True),
    Place(_("Background work"), "accounts:job-list", Action.JOB_READ, seldom=True),
    Place(_("Audit trail"), "reports:audit", Action.AUDIT_READ, seldom=True),
    Place(_("Directory"), "campaigns:unit-list", Action.DIRECTORY_READ, seldom=True),
    Place(_("Postings"), "campaigns:posting-list", Action.POSTING_WRITE, seldom=True),
)
MENU = (
    Place(_("My postings"), "campaigns:posting-choices", Action.OWN_ACCOUNT),
    Place(_("My sessions"), "accounts:session-list", Action.OWN_ACCOUNT),
    Place(_("Change password"), "accounts:password-change", Action.OWN_ACCOUNT),
)
WITH_KEY = 6  # Alt+1 … Alt+6 open the first six places
IN_LINE = 9  # as many as stand in one line at 1280 pixels


class House:
    """Worked out on first use: a fragment answered to htmx shows none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.access: Access | None = getattr(request, "access", None)

    @cached_property
    def navigation(self) -> list[Entry]:
        places = [(place, reverse(place.name)) for place in NAVIGATION if self.open_to(place)]
        here = self.here([url for _place, url in places])
        folds = len(places) > IN_LINE
        return [
            Entry(
                place.label,
                url,
                self.current(url, here),
                key=str(n) if n <= WITH_KEY else "",
                seldom=folds and place.seldom,
            )
            for n, (place, url) in enumerate(places, start=1)
        ]

    @property
    def folded(self) -> list[Entry]:
        """Whoever may go to many places finds the seldom used under «Thêm»; for others all stand in line."""
        return [entry for entry in self.navigation if entry.seldom]

    @property
    def folded_here(self) -> Entry | None:
        return next((entry for entry in self.folded if entry.current), None)

    @cached_property
    def menu(self) -> list[Entry]:
        return [Entry(place.label, reverse(place.name)) for place in MENU]

    def open_to(self, place: Place) -> bool:
        return self.access is not None and self.access.may(place.action)

    def here(self, urls: list[str]) -> str:
        """The place this page belongs to: the longest address it begins with; the home page holds only itself."""
        path = self.request.path
        return max(
            (url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default=""
        )

    def current(self, url: str, here: str) -> str:
        """«page» on the entry's own page, «true» on a page below it."""
        if url != here:
            return ""
        return "page" if self.request.path == url else "true"

    @cached_property
    def campaign(self) -> Campaign | None:
        try:
            return getattr(self.request, "campaign", None) or current_campaign()
        except Campaign.DoesNotExist:
            return None

    @property
    def sign_out(self) -> str:
        return reverse("accounts:sign_out")

    @property
    def set_language(self) -> str:
        return reverse("set_language")

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def help_contact(self) -> str:
        return str(settings.HELP_CONTACT)


def house(request: HttpRequest) -> dict[str, Any]:
    house = House(request)
    return {"house": house, "demo_data": lambda: house.campaign is not None and house.campaign.is_demo}
