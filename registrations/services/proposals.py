"""What bodies say to each other about credit: a share claimed, other shares asked for, agreed, disputed, decided.

A claimed share («cùng vận động») holds at once and stands by itself when nobody objects within five working days. Other shares or another
lead hold only once every body concerned has agreed. What is disputed goes to the coordinator with the words of both sides.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc_lines
from campaigns.access import Access, Action
from campaigns.models import Organization
from registrations.models import Credit, CreditOpinion, CreditProposal, Registration
from registrations.services import locking, opinions, shares
from registrations.services.shares import Shares
from registrations.services.words import today

Kind, State, Stance = CreditProposal.Kind, CreditProposal.State, CreditOpinion.Stance
STOOD_REASON = "hết 5 ngày làm việc, không có ý kiến"


def open_claim(registration: Registration, body: Organization, access: Access, note: str = "") -> None:
    """Ask the others about the share that a body has just got; part of `credit.join`, which holds the lock and leaves the trace."""
    opinions.overtake(registration.credit_proposals.filter(kind=Kind.CHANGE), access.user_id)
    bodies = [row.organization_id for row in shares.active(registration)]
    proposal = opinions.made(registration, Kind.JOIN, body, access)
    opinions.ask(proposal, bodies, access, note)


@transaction.atomic
def propose(
    *,
    registration: Registration,
    wanted: Shares,
    lead: Organization,
    note: str = "",
    access: Access,
    version: int | None = None,
) -> CreditProposal:
    """Ask the other bodies for other shares or another lead; what holds goes on until all of them have agreed."""
    access.require(Action.CREDIT_WRITE)
    told = {"shares": dict(wanted), "lead": lead, "note": note}
    registration = locking.locked(access, registration, version, told)
    rows = shares.active(registration)
    own = _refuse_what_needs_no_asking(rows, wanted, lead, access)
    proposal = opinions.made(registration, Kind.CHANGE, own, access)
    opinions.write_shares(proposal, wanted, lead)
    opinions.ask(proposal, [row.organization_id for row in rows], access, note)
    locking.bump(registration)
    after = {body.code: f"{part}{' *' if body == lead else ''}" for body, part in wanted.items()}
    changes = {"shares": [shares.told(rows), after]}
    audit.record("credit.proposed", registration, access=access, changes=changes)
    return proposal


@transaction.atomic
def answer(
    *, proposal: CreditProposal, agrees: bool, note: str = "", access: Access, version: int | None = None
) -> CreditProposal:
    """Agree or disagree for one's own body; the first «no» makes it a dispute, the last «yes» makes it hold."""
    access.require(Action.CREDIT_WRITE)
    registration, proposal = opinions.held(proposal, access, version, {"agrees": agrees, "note": note})
    opinion = opinions.own_of(proposal, access)
    opinions.refuse_answered(proposal, opinion, opinions.clock(registration))
    if not agrees:
        opinions.refuse_silence("note", note, _("Say in a few words why your organisation does not agree."))
    opinions.give(opinion, Stance.AGREES if agrees else Stance.DISPUTES, note, access)
    if not agrees:
        proposal.state = State.DISPUTED
    elif not proposal.opinions.filter(stance=Stance.PENDING).exists():
        opinions.close(proposal, State.AGREED, access.user_id)
    opinions.bump(proposal)
    _follow(proposal, registration, access)
    action = "credit.confirmed" if agrees else "credit.disputed"
    audit.record(action, registration, access=access, changes=_told(proposal))
    return proposal


@transaction.atomic
def comment(
    *, proposal: CreditProposal, note: str, access: Access, version: int | None = None
) -> CreditProposal:
    """Put one's own side into words, for who has to decide; each body has one note, and may write it better."""
    access.require(Action.CREDIT_WRITE)
    registration, proposal = opinions.held(proposal, access, version, {"note": note})
    if proposal.state not in CreditProposal.LIVE:
        opinions.refuse_settled(proposal)
    opinion = opinions.own_of(proposal, access)
    opinions.refuse_silence("note", note, _("Write what your organisation has to say."))
    opinions.give(opinion, opinion.stance, note, access)
    opinions.bump(proposal)
    audit.record("credit.commented", registration, access=access, changes=_told(proposal))
    return proposal


@transaction.atomic
def withdraw(*, proposal: CreditProposal, access: Access, version: int | None = None) -> CreditProposal:
    """Take back one's own proposal of other shares."""
    access.require(Action.CREDIT_WRITE)
    registration, proposal = opinions.held(proposal, access, version, {})
    if proposal.kind != Kind.CHANGE or proposal.organization_id != access.organization_id:
        raise ValidationError(_("Only the organisation that proposed other shares can take them back."))
    if proposal.state not in CreditProposal.LIVE:
        opinions.refuse_settled(proposal)
    opinions.close(proposal, State.WITHDRAWN, access.user_id)
    opinions.bump(proposal)
    audit.record("credit.withdrawn", registration, access=access, changes=_told(proposal))
    return proposal


@transaction.atomic
def decide(
    *,
    proposal: CreditProposal,
    wanted: Shares,
    lead: Organization,
    reason: str,
    access: Access,
    version: int | None = None,
) -> CreditProposal:
    """The coordinator ends what the bodies could not settle, with a reason that both will read."""
    access.require(Action.CREDIT_DECIDE)
    told = {"shares": dict(wanted), "lead": lead, "reason": reason}
    registration, proposal = opinions.held(proposal, access, version, told)
    if not CreditProposal.objects.disputes(today()).filter(pk=proposal.pk).exists():
        opinions.refuse_settled(proposal)
    shares.refuse_broken(wanted, lead)
    opinions.refuse_silence(
        "reason", reason, _("Give the reason of the decision; both organisations will read it.")
    )
    proposal.reason = nfc_lines(reason)
    opinions.close(proposal, State.DECIDED, access.user_id)
    opinions.bump(proposal)
    order(registration, wanted, lead, access, reason=proposal.reason)
    return proposal


def order(
    registration: Registration, wanted: Shares, lead: Organization, access: Access, *, reason: str = ""
) -> None:
    """Write shares that nobody has to agree to any more; what was open about the old ones is overtaken."""
    before = shares.active(registration)
    opinions.overtake(registration.credit_proposals.all(), access.user_id)
    shares.rewrite(registration, wanted, lead, {}, access.user_id)
    locking.bump(registration)
    changes: dict[str, Any] = {"shares": [shares.told(before), shares.told(shares.active(registration))]}
    if reason:
        changes["reason"] = reason
    audit.record("credit.shared", registration, access=access, changes=changes)


@transaction.atomic
def stand(proposal: CreditProposal) -> bool:
    """Write down that a share stands because nobody spoke within the term; False when somebody was faster."""
    registration = locking.hold(Registration.objects.filter(pk=proposal.registration_id))
    proposal = opinions.locked(CreditProposal.objects.filter(pk=proposal.pk))
    if not proposal.stands_on(opinions.clock(registration)):
        return False
    opinions.close(proposal, State.STOOD, None)
    opinions.bump(proposal)
    shares.restate(registration, {proposal.organization_id: Credit.Status.CONFIRMED}, None)
    changes = {**_told(proposal), "reason": STOOD_REASON}
    audit.record("credit.stood", registration, access=None, changes=changes)
    return True


def _follow(proposal: CreditProposal, registration: Registration, access: Access) -> None:
    """What an answer does to the shares that hold."""
    if proposal.kind == Kind.JOIN and proposal.state != State.OPEN:
        agreed = proposal.state == State.AGREED
        status = Credit.Status.CONFIRMED if agreed else Credit.Status.DISPUTED
        shares.restate(registration, {proposal.organization_id: status}, access.user_id)
    elif proposal.state == State.AGREED:
        rows = list(proposal.shares.select_related("organization"))
        lead = next(row.organization for row in rows if row.is_lead)
        order(registration, {row.organization: row.share for row in rows}, lead, access)


def _refuse_what_needs_no_asking(
    rows: list[Credit], wanted: Shares, lead: Organization, access: Access
) -> Organization:
    """Only bodies that share propose, and only among themselves; whoever is new adds itself. Answers the own body."""
    bodies = {row.organization_id: row.organization for row in rows}
    if access.organization_id not in bodies:
        raise ValidationError(_("Only an organisation that has a share can propose other shares."))
    if len(bodies) == 1:
        raise ValidationError(_("Your organisation has the whole credit; there is nobody to share it with."))
    for body in wanted:
        if body.pk not in bodies:
            message = _("%(body)s has no share here. It adds itself with “Mobilised together”.")
            raise ValidationError({"shares": message % {"body": body}})
    shares.refuse_broken(wanted, lead)
    now_held = {row.organization: row.share for row in rows}
    if now_held == dict(wanted) and shares.lead_of(rows) == lead:
        raise ValidationError({"shares": _("These are the shares that hold now; nothing would change.")})
    return bodies[access.organization_id]


def _told(proposal: CreditProposal) -> dict[str, Any]:
    return {
        "proposal": proposal.pk,
        "kind": proposal.kind,
        "body": proposal.organization.code,
        "state": proposal.state,
    }
