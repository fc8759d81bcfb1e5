"""How a question about credit is put to the bodies, held while it is answered, and closed; the rules are in `proposals`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.conflicts import check_version
from accounts.context import now
from accounts.text import nfc_lines
from campaigns import working_days
from campaigns.access import Access
from campaigns.models import Organization
from registrations.models import CreditOpinion, CreditProposal, ProposedShare, Registration
from registrations.services import locking
from registrations.services.shares import Shares
from registrations.services.words import shown, today

State, Stance = CreditProposal.State, CreditOpinion.Stance
TERM = 5  # working days
KNOWN = ["registration", "organization", "made_by", "closed_by"]  # rows that the caller has just read


def clock(registration: Registration) -> date:
    """The day by which a term is counted; the calendar of demo people stands still when their campaign is over."""
    return registration.campaign.working_day(today()) if registration.is_demo else today()


def waiting_for(access: Access) -> QuerySet[CreditProposal]:
    """What the own body can still answer, the most urgent first."""
    mine = CreditOpinion.objects.filter(
        proposal=OuterRef("pk"), organization_id=access.organization_id, stance=Stance.PENDING
    )
    rows = CreditProposal.objects.within(access).waiting(today()).filter(Exists(mine))
    return rows.order_by("due_on", "pk")


def own_of(proposal: CreditProposal, access: Access) -> CreditOpinion:
    opinion = proposal.opinions.filter(organization_id=access.organization_id).first()
    if opinion is None:
        raise ValidationError(_("Your organisation has no say in these shares."))
    return opinion


def refuse_answered(proposal: CreditProposal, opinion: CreditOpinion, day: date) -> None:
    if proposal.stands_on(day):
        message = _(
            "Nobody objected by %(day)s, so this share stands. Propose other shares if it is not right."
        )
        raise ValidationError(message % {"day": shown(proposal.due_on)})
    if proposal.state != State.OPEN:
        refuse_settled(proposal)
    if opinion.stance != Stance.PENDING:
        raise ValidationError(_("Your organisation has answered already."))


def refuse_silence(field: str, words: str, message: str) -> None:
    if not words.strip():
        raise ValidationError({field: message})


def refuse_settled(proposal: CreditProposal) -> None:
    message = _("This was settled meanwhile: %(state)s.")
    raise ValidationError(message % {"state": proposal.get_state_display().lower()})


def held(
    proposal: CreditProposal, access: Access, version: int | None, fields: dict[str, Any]
) -> tuple[Registration, CreditProposal]:
    """Registration first, proposal second, as everybody locks; both only as far as the access sees them."""
    registration = locking.locked(access, proposal.registration)
    found = CreditProposal.objects.within(access).filter(pk=proposal.pk).values("pk")
    row = locked(CreditProposal.objects.filter(pk__in=found))
    check_version(row, version, fields)
    return registration, row


def locked(rows: Any) -> CreditProposal:
    found: CreditProposal = (
        rows.select_related("organization").select_for_update(of=("self",), no_key=True).get()
    )
    return found


def made(registration: Registration, kind: str, body: Organization, access: Access) -> CreditProposal:
    proposal = CreditProposal(
        registration=registration,
        kind=kind,
        organization=body,
        made_at=now(),
        made_by_id=access.user_id,
        due_on=working_days.after(clock(registration), TERM),
    )
    proposal.full_clean(exclude=["made_by", "closed_by"])  # the rest is part of what must be unique
    proposal.save(force_insert=True)
    return proposal


def write_shares(proposal: CreditProposal, wanted: Shares, lead: Organization) -> None:
    ProposedShare.objects.bulk_create(
        ProposedShare(
            proposal=proposal,
            organization=body,
            numerator=part.numerator,
            denominator=part.denominator,
            is_lead=body == lead,
        )
        for body, part in wanted.items()
    )


def ask(proposal: CreditProposal, bodies: Iterable[int], access: Access, note: str) -> None:
    """Everybody concerned must answer, but for the body that proposes."""
    asked = {body for body in (*bodies, proposal.organization_id) if body != access.organization_id}
    mine = CreditOpinion(
        proposal=proposal,
        organization_id=access.organization_id,
        stance=Stance.PROPOSES,
        note=nfc_lines(note),
        given_at=now(),
        given_by_id=access.user_id,
    )
    mine.full_clean(exclude=["proposal", "organization", "given_by"])
    mine.save(force_insert=True)
    CreditOpinion.objects.bulk_create(
        CreditOpinion(proposal=proposal, organization_id=body) for body in sorted(asked)
    )


def give(opinion: CreditOpinion, stance: str, note: str, access: Access) -> None:
    opinion.stance, opinion.note = stance, nfc_lines(note)
    opinion.given_at, opinion.given_by_id = now(), access.user_id
    opinion.full_clean(exclude=["proposal", "organization", "given_by"])
    opinion.save()


def overtake(rows: Any, by: int | None) -> None:
    for proposal in rows.live().select_for_update(no_key=True):
        close(proposal, State.OVERTAKEN, by)
        bump(proposal)


def close(proposal: CreditProposal, state: str, by: int | None) -> None:
    proposal.state, proposal.closed_at, proposal.closed_by_id = state, now(), by


def bump(proposal: CreditProposal) -> None:
    proposal.version += 1
    proposal.full_clean(exclude=KNOWN, validate_unique=False)
    proposal.save()
