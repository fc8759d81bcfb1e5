"""How far each body is: asked, confirmed, objecting, or late; told from its own figures, which may have changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns import working_days
from campaigns.dates import VIETNAM, today_vn
from campaigns.models import Organization
from reports.models import AnnualReview, Confirmation, Objection, Reminder

STATES: dict[str, tuple[str, Promise]] = {
    "none": ("none", _("Not asked yet")),
    "waiting": ("running", _("Waiting for confirmation")),
    "objected": ("err", _("Says that a line is wrong")),
    "changed": ("warn", _("Figures changed after it confirmed")),
    "confirmed": ("ok", _("Confirmed")),
}


@dataclass(slots=True)
class Body:
    """One of the bodies of the plan, before a draft."""

    organization: Organization
    part: dict[str, Any] | None
    review: AnnualReview
    confirmations: list[Confirmation] = field(default_factory=list)  # newest first
    objections: list[Objection] = field(default_factory=list)  # newest first
    reminders: list[Reminder] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.organization.code

    @property
    def name(self) -> str:
        return self.organization.short_name

    @property
    def sha256(self) -> str:
        return str(self.part["sha256"]) if self.part else ""

    @property
    def open_objections(self) -> list[Objection]:
        return [row for row in self.objections if row.state == Objection.State.OPEN]

    @property
    def last(self) -> Confirmation | None:
        return self.confirmations[0] if self.confirmations else None

    @property
    def state(self) -> str:
        """A confirmation holds for the figures it names and until the body objects."""
        if not self.review.is_asked and not self.confirmations:
            return "none"
        if self.open_objections:
            return "objected"
        if self.last is None or self.spoke_against_it:
            return "waiting"
        return "confirmed" if self.last.sha256 == self.sha256 else "changed"

    @property
    def spoke_against_it(self) -> bool:
        """Objected after it confirmed, and got an answer since: the word before it no longer counts."""
        later = [row for row in self.objections if self.last and row.at > self.last.at]
        return any(row.state != Objection.State.WITHDRAWN for row in later)

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"

    @property
    def confirmed_at(self) -> datetime | None:
        return self.last.at if self.last else None

    @property
    def shape(self) -> str:
        return STATES[self.state][0]

    @property
    def label(self) -> Promise:
        return STATES[self.state][1]

    @property
    def days_late(self) -> int:
        """Working days past the day: of a body that still owes its word until today, of another until it gave it."""
        if self.review.due_on is None:
            return 0
        until = today_vn()
        if self.is_confirmed and self.confirmed_at:
            until = self.confirmed_at.astimezone(VIETNAM).date()
        elif not self.review.is_draft and self.review.frozen_at:
            until = self.review.frozen_at.astimezone(VIETNAM).date()
        return working_days.between(self.review.due_on, until)

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def reminded_on(self) -> date | None:
        return self.reminders[0].on if self.reminders else None


def bodies_of(review: AnnualReview) -> list[Body]:
    """The bodies in the order of the header; four statements, however many they are."""
    draft = vars(review).get("draft") or review.drafts.defer("figures", "paper").first()
    parts = draft.parts if draft else {}
    parties = review.campaign.parties.select_related("organization").order_by("header_rank")
    confirmed = by_body(review.confirmations.select_related("by", "draft").defer(*HEAVY))
    objected = by_body(review.objections.select_related("by", "answered_by", "draft").defer(*HEAVY))
    reminded = by_body(review.reminders.all())
    return [
        Body(
            organization=party.organization,
            part=parts.get(party.organization.code),
            review=review,
            confirmations=confirmed[party.organization_id],
            objections=objected[party.organization_id],
            reminders=reminded[party.organization_id],
        )
        for party in parties
        if party.organization.kind in Organization.MOBILISING
    ]


HEAVY = ("draft__figures", "draft__parts", "draft__paper")


def by_body(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.organization_id].append(row)
    return found


def body_of(review: AnnualReview, organization: int) -> Body | None:
    return next((body for body in bodies_of(review) if body.organization.pk == organization), None)
