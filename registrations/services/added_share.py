"""The share that an entry added to a registration that was there already: what becomes of it when the entry is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.context import now
from campaigns.access import Access
from registrations.models import Credit, CreditProposal, Milestone, Registration
from registrations.services.made import label


class Touched(ValidationError):
    """Somebody has worked on it since."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has worked on this registration since. Open it and correct it there; nothing is lost."
            )
        )


def step_out(row: Registration, made: Mapping[str, Any], access: Access) -> None:
    """The share that was proposed goes; the shares are again what they were before, and both changes stay in the history."""
    gone, before = share_that_goes(Credit.objects.filter(registration=row), made)
    if gone is None:
        return
    moment = now()
    _withdraw_claim(row, gone, moment, access)
    Credit.objects.filter(pk__in=made[label(Credit)]).update(superseded_at=moment)
    for share in before:
        share.pk, share.superseded_at = None, None
        share.recorded_at, share.recorded_by_id = moment, access.user_id
    Credit.objects.bulk_create(before)


def share_that_goes(shares: Iterable[Credit], made: Mapping[str, Any]) -> tuple[Credit | None, list[Credit]]:
    """Of all shares there ever were: the one an entry proposed, if it did, and those that stood before it."""
    if made.get(label(Milestone)):
        message = _("This line took up a registration that had been withdrawn. Mend it on its own page.")
        raise ValidationError(message)
    mine = made.get(label(Credit))
    if not mine:
        return None, []
    shares = list(shares)
    held = [share for share in shares if share.superseded_at is None]
    before = [share for share in shares if share.superseded_at == held[0].recorded_at]
    known = {share.organization_id for share in before}
    added = [share for share in held if share.organization_id not in known]
    waits = all(share.status == Credit.Status.PROPOSED for share in added)
    if {share.pk for share in held} != set(mine) or len(added) != 1 or not waits:
        raise ValidationError(
            _("The shares have been changed or confirmed since. Settle them with the leading organisation.")
        )
    return added[0], before


def _withdraw_claim(row: Registration, share: Credit, moment: datetime, access: Access) -> None:
    """The others need not answer any more; who has answered already is not told that nothing was asked."""
    claims = CreditProposal.objects.filter(
        registration=row,
        organization=share.organization_id,
        kind=CreditProposal.Kind.JOIN,
        state__in=CreditProposal.LIVE,
    )
    for claim in claims:
        if claim.version != 1:
            raise Touched
        claim.state, claim.closed_at, claim.closed_by_id = (
            CreditProposal.State.WITHDRAWN,
            moment,
            access.user_id,
        )
        claim.version += 1
        claim.save()
