"""How the bodies of the demo agree on credit: some stand by themselves, some are disputed, some wait on the last days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from accounts.context import recorded_at
from campaigns.access import Access
from campaigns.models import Organization
from registrations.models import CreditProposal, Registration
from registrations.services import proposals
from registrations.services.shares import active
from reports.demo.cast import Cast
from reports.demo.drafts import LAST, Draft
from reports.demo.stage import at

LAST_DAYS = date(2020, 12, 29)
OURS = "Hội đã tư vấn và hướng dẫn làm hồ sơ trước khi bên kia gặp người lao động."
THEIRS = "Cán bộ của chúng tôi đến nhà ba lần, gia đình xác nhận."


def go_on(cast: Cast, draft: Draft, registration: Registration, *, agreed: bool) -> None:
    """What came of a claimed share; drawn from the number of the person alone, so that no other chance moves."""
    first, second = cast.recorder(draft.body, draft.unit), cast.recorder(draft.second_body, draft.unit)
    if agreed:
        if draft.serial % 5 == 0:
            _ask_for_more(registration, second)
        return
    claim = registration.credit_proposals.filter(state=CreditProposal.State.OPEN).first()
    if claim is None:
        return
    if draft.serial % 2:
        _let_stand(claim)
    else:
        _dispute(claim, first, second)


def _let_stand(claim: CreditProposal) -> None:
    if claim.due_on < LAST:
        with recorded_at(at(claim.due_on + timedelta(days=1), 1)):
            proposals.stand(claim)


def _dispute(claim: CreditProposal, first: Access, second: Access) -> None:
    with recorded_at(claim.made_at + timedelta(days=1)):
        proposals.answer(proposal=claim, agrees=False, note=OURS, access=first)
        proposals.comment(proposal=claim, note=THEIRS, access=second)


def _ask_for_more(registration: Registration, access: Access) -> None:
    rows = active(registration)
    if len(rows) != 2:
        return
    own = Organization.objects.get(pk=access.organization_id)
    other = next(row.organization for row in rows if row.organization != own)
    with recorded_at(at(LAST_DAYS, 9)):
        proposals.propose(
            registration=registration,
            wanted={own: Fraction(2, 3), other: Fraction(1, 3)},
            lead=next(row.organization for row in rows if row.is_lead),
            note=THEIRS,
            access=access,
        )
