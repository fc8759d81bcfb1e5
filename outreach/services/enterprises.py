"""The register of enterprises: licences, acts on licences, and names that look like another's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import fold, nfc
from campaigns.access import Access, Action
from outreach.models import Enterprise, EnterpriseStatus, Market
from outreach.services.locking import locked

FIELDS = (
    "name",
    "licence_number",
    "licence_from",
    "licence_to",
    "address",
    "phone",
    "website",
    "checked_on",
    "checked_source",
)
LOOKS_ALIKE = 0.85
# What every company name carries, and what an impostor adds or drops.
_COMMON = re.compile(
    r"\b(cong ty|cty|co phan|cp|tnhh|mtv|mot thanh vien|tap doan|tong|quoc te|viet nam|dau tu|thuong mai|"
    r"dich vu|xuat khau|lao dong|nhan luc|cung ung|va)\b"
)


class LookAlike(ValidationError):
    """The name is nearly that of another enterprise; the writer must say that it is meant."""


@transaction.atomic
def add_enterprise(
    *,
    access: Access,
    markets: Iterable[Market] = (),
    meant: bool = False,
    is_demo: bool = False,
    **values: Any,
) -> Enterprise:
    """Enter an enterprise; a look-alike name is refused until the writer has compared the licences (`meant`)."""
    access.require(Action.PARTNER_WRITE)
    enterprise = Enterprise(is_demo=is_demo)
    _fill(enterprise, values)
    if not meant:
        _refuse_lookalike(enterprise)
    enterprise.full_clean()
    enterprise.save()
    enterprise.markets.set(markets)
    audit.record("enterprise.add", enterprise, access=access, changes=audit.changed({}, facts(enterprise)))
    return enterprise


@transaction.atomic
def change_enterprise(
    *,
    access: Access,
    enterprise: Enterprise,
    version: int | None = None,
    markets: Iterable[Market] | None = None,
    meant: bool = False,
    **values: Any,
) -> Enterprise:
    access.require(Action.PARTNER_WRITE)
    row = locked(Enterprise.objects.within(access), enterprise.pk, version)
    before = facts(row)
    _fill(row, values)
    if row.name != before["name"] and not meant:
        _refuse_lookalike(row)
    row.full_clean()
    row.version += 1
    row.save()
    if markets is not None:
        row.markets.set(markets)
    audit.record("enterprise.change", row, access=access, changes=audit.changed(before, facts(row)))
    return row


@transaction.atomic
def record_status(
    *,
    access: Access,
    enterprise: Enterprise,
    status: str,
    valid_from: date,
    valid_to: date | None = None,
    document: str = "",
) -> EnterpriseStatus:
    """A dated act on the licence; what stood open before ends the day before."""
    access.require(Action.PARTNER_WRITE)
    row = locked(Enterprise.objects.within(access), enterprise.pk, None)
    act = EnterpriseStatus(
        enterprise=row, status=status, valid_from=valid_from, valid_to=valid_to, document=nfc(document)
    )
    if status != EnterpriseStatus.Status.ACTIVE and not act.document:
        raise ValidationError({"document": _("Name the paper that says so.")})
    act.full_clean()
    _end_open_acts(row, act)
    act.save()
    audit.record(
        "enterprise.status", row, access=access, changes={"status": str(act), "document": act.document}
    )
    return act


def lookalikes(
    name: str, *, licence_number: str = "", besides: int | None = None
) -> list[tuple[Enterprise, float]]:
    """Enterprises of another licence whose name is nearly this one, the nearest first."""
    own = core(name)
    others = Enterprise.objects.exclude(licence_number=licence_number)
    if besides is not None:
        others = others.exclude(pk=besides)
    near = [(other, SequenceMatcher(None, own, core(other.name)).ratio()) for other in others]
    return sorted(((o, r) for o, r in near if r >= LOOKS_ALIKE), key=lambda pair: -pair[1])


def core(name: str) -> str:
    """What tells a company from others: its name without accents, spaces and the words that all carry."""
    folded = fold(name)
    return _COMMON.sub("", folded).replace(" ", "") or folded.replace(" ", "")


def facts(enterprise: Enterprise) -> dict[str, Any]:
    markets = sorted(enterprise.markets.values_list("code", flat=True)) if enterprise.pk else []
    return {**{name: getattr(enterprise, name) for name in FIELDS}, "markets": markets}


def _fill(enterprise: Enterprise, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(enterprise, name, nfc(value) if isinstance(value, str) else value)
    enterprise.name_folded = fold(enterprise.name)


def _refuse_lookalike(enterprise: Enterprise) -> None:
    near = lookalikes(enterprise.name, licence_number=enterprise.licence_number, besides=enterprise.pk)
    if near:
        other, ratio = near[0]
        message = _(
            "This name is nearly that of %(name)s (licence %(licence)s, %(percent)s%% alike). "
            "Impostors use such names: compare the licences, then confirm."
        )
        raise LookAlike(
            {
                "name": message
                % {"name": other.name, "licence": other.licence_number, "percent": round(ratio * 100)}
            }
        )


def _end_open_acts(enterprise: Enterprise, act: EnterpriseStatus) -> None:
    """A licence is in one state at a time: an act without an end ends where the next begins."""
    older = enterprise.statuses.filter(valid_from__lt=act.valid_from)
    for old in older.filter(valid_to__isnull=True) | older.filter(valid_to__gte=act.valid_from):
        old.valid_to = date.fromordinal(act.valid_from.toordinal() - 1)
        old.save()
