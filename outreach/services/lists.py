"""The short lists that others choose from: markets, programmes, bank branches."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.text import nfc
from campaigns.access import Access, Action
from campaigns.models import Organization, Unit
from outreach.models import BankBranch, Market, Programme
from outreach.services.locking import locked


@transaction.atomic
def add_market(*, access: Access, code: str, name: str) -> Market:
    access.require(Action.PARTNER_WRITE)
    market = Market(code=nfc(code).upper(), name=nfc(name), rank=400)
    market.full_clean()
    market.save()
    audit.record("market.add", market, access=access, changes={"code": market.code, "name": market.name})
    return market


@transaction.atomic
def add_programme(*, access: Access, **values: Any) -> Programme:
    access.require(Action.PARTNER_WRITE)
    programme = Programme(**values)
    programme.name = nfc(programme.name)
    programme.full_clean()
    programme.save()
    audit.record("programme.add", programme, access=access, changes={"name": programme.name})
    return programme


@transaction.atomic
def add_branch(
    *, access: Access, organization: Organization, unit: Unit, name: str, phone: str = ""
) -> BankBranch:
    access.require(Action.PARTNER_WRITE)
    branch = BankBranch(organization=organization, unit=unit, name=nfc(name), phone=nfc(phone))
    branch.full_clean()
    branch.save()
    audit.record("branch.add", branch, access=access, changes={"name": branch.name})
    return branch


@transaction.atomic
def change_branch(
    *, access: Access, branch: BankBranch, name: str, phone: str = "", version: int | None = None
) -> BankBranch:
    """A new name or telephone; bank and unit of a branch stay, because referrals have gone there."""
    access.require(Action.PARTNER_WRITE)
    row = locked(BankBranch.objects.all(), branch.pk, version)
    before = {"name": row.name, "phone": row.phone}
    row.name, row.phone = nfc(name), nfc(phone)
    row.full_clean()
    row.version += 1
    row.save()
    changes = audit.changed(before, {"name": row.name, "phone": row.phone})
    audit.record("branch.change", row, access=access, changes=changes)
    return row
