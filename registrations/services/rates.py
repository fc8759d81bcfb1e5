"""What the introducer gets per market from a day on; a new rate ends the one before it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from accounts import audit
from accounts.text import nfc
from campaigns.access import Access, Action
from outreach.models import Market
from registrations.models import AllowanceRate


@transaction.atomic
def set_rate(
    *, access: Access, market: Market, amount: int, valid_from: date, document: str
) -> AllowanceRate:
    """Entries that were born keep their amount: the rate of that market on that day (I6)."""
    access.require(Action.ALLOWANCE_WRITE)
    rate = AllowanceRate(market=market, amount=amount, valid_from=valid_from, document=nfc(document))
    rate.full_clean()
    before = AllowanceRate.objects.filter(market=market, valid_from__lt=valid_from, valid_to__isnull=True)
    before.update(valid_to=valid_from - timedelta(days=1))
    rate.save(force_insert=True)
    changes = {"market": market.code, "amount": amount, "valid_from": valid_from, "document": rate.document}
    audit.record("allowance.rate_set", rate, access=access, changes=changes)
    return rate
