"""How questions about credit look in a list: who asks whom for what, since when, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Prefetch, QuerySet

from campaigns import working_days
from campaigns.access import Access
from campaigns.dates import VIETNAM
from registrations.models import Credit, CreditOpinion, CreditProposal, Registration
from registrations.services import opinions
from registrations.services.shares import active

MOST = 100
SALT, GOOD_FOR = "registrations.credit.join", 3600  # seconds: as long as somebody fills in one form
RELATED = ("registration__person", "registration__unit__parent", "registration__campaign", "organization")


@dataclass(frozen=True, slots=True)
class Claim:
    """One question; `left` are working days to answer, `days` those it has been open."""

    row: CreditProposal
    held: list[Credit]
    wanted: list[Any]
    sides: list[CreditOpinion]
    mine: CreditOpinion | None
    left: int
    days: int
    is_late: bool

    @property
    def stamp(self) -> str:
        """Which proposal, as it was shown."""
        return f"{self.row.pk}:{self.row.version}"

    @property
    def pending(self) -> list[CreditOpinion]:
        return [side for side in self.sides if side.stance == CreditOpinion.Stance.PENDING]

    @property
    def may_answer(self) -> bool:
        open_now = self.row.state == CreditProposal.State.OPEN
        return open_now and self.mine is not None and self.mine.stance == CreditOpinion.Stance.PENDING


def read(rows: QuerySet[CreditProposal]) -> QuerySet[CreditProposal]:
    """With everything a line shows, in as many statements as there are parts."""
    held = Credit.objects.filter(superseded_at__isnull=True).select_related("organization")
    return rows.select_related(*RELATED).prefetch_related(
        Prefetch("registration__credits", held.order_by("-is_lead", "organization__rank"), to_attr="held"),
        Prefetch("opinions", CreditOpinion.objects.select_related("organization", "given_by")),
        "shares__organization",
    )


def lines(rows: Iterable[CreditProposal], body: int) -> list[Claim]:
    return [line(row, body) for row in rows]


def line(row: CreditProposal, body: int) -> Claim:
    registration: Any = row.registration
    today, since = opinions.clock(registration), row.made_at.astimezone(VIETNAM).date()
    sides = list(row.opinions.all())
    return Claim(
        row=row,
        held=registration.held,
        wanted=list(row.shares.all()),
        sides=sides,
        mine=next((side for side in sides if side.organization_id == body), None),
        left=working_days.between(today, row.due_on),
        days=max(0, (today - since).days),
        is_late=row.due_on < today,
    )


def standing(registration: Registration, today: date) -> list[Credit]:
    """The shares as they stand today: one that nobody objected to in time is confirmed, written down or not yet."""
    rows = active(registration)
    if any(row.status == Credit.Status.PROPOSED for row in rows):
        stood = registration.credit_proposals.all().overdue(today).values_list("organization", flat=True)
        for row in rows:
            if row.organization_id in set(stood):
                row.status = Credit.Status.CONFIRMED
    return rows


def open_about(registration: Registration, access: Access) -> list[Claim]:
    """What is still asked about one person; what stands by itself is asked no more."""
    found = lines(read(registration.credit_proposals.all().live()), access.organization_id)
    return [claim for claim in found if not claim.row.stands_on(opinions.clock(claim.row.registration))]


def pass_for(person: UUID, access: Access) -> str:
    """What lets this user share in somebody whose number they have just typed, though the person is not in view."""
    return signing.dumps([str(person), access.user_id], salt=SALT)


def person_of(given: str, access: Access) -> UUID | None:
    try:
        person, user = signing.loads(given, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    return UUID(person) if user == access.user_id else None
