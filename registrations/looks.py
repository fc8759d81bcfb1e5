"""«Ai đã xem»: entries of the audit trail in words that the person they are about understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from campaigns.models import Organization

WORDS: dict[str, Promise] = {
    "registrations.listed": _("Seen in a list"),
    "bulk.viewed": _("Seen in a list for recording a step"),
    "goto.searched": _("Found by searching"),
    "credit.waiting_listed": _("Seen in a list of shared credit"),
    "credit.disputes_listed": _("Seen in a list of shared credit"),
    "credit.opened": _("Opened a question about credit"),
    "consent.printed": _("Printed the consent form"),
    "registration.viewed": _("Opened the registration"),
    "calls.listed": _("Seen in the list of calls"),
    "registration.looks_read": _("Read who had looked"),
    "registrations.exported": _("In an Excel export"),
    "person.revealed": _("Opened a whole number"),
    "person.duplicates_searched": _("Found while checking for double entries"),
    "merges.listed": _("Seen in a list of records to merge"),
    "merge.viewed": _("Opened a proposal to merge"),
    "merge.compared": _("Compared two records to merge them"),
    "loans.listed": _("Seen in a list of loans"),
    "loan.viewed": _("Opened the loan referral"),
    "allowances.listed": _("Seen in a list of allowances"),
}


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    who: str
    body: str
    what: Promise | str
    purpose: str


def described(entries: Iterable[AuditEntry]) -> list[Look]:
    names = dict(Organization.objects.values_list("code", "short_name"))
    return [
        Look(
            at=entry.at,
            who=entry.actor_label,
            body=names.get(entry.organization, entry.organization),
            what=WORDS.get(entry.action, entry.get_kind_display()),
            purpose=entry.purpose,
        )
        for entry in entries
    ]


def last_write(row: Model) -> tuple[str, datetime | None]:
    """Who changed a row last, and when, from the audit trail."""
    writes = AuditEntry.objects.filter(object_ids__contains=[str(row.pk)], kind=AuditEntry.Kind.WRITE)
    entry = writes.order_by("-pk").first()
    return (entry.actor_label, entry.at) if entry else ("", None)
