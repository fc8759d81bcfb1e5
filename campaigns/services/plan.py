"""The campaign itself: its papers, its settings, its duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.access import Access, Action
from campaigns.models import Campaign, Duty, LegalDocument
from campaigns.services.locking import locked

LARGEST_SCAN = 20 * 1024 * 1024
PDF_MAGIC = b"%PDF-"
SETTINGS = (
    "name",
    "short_name",
    "starts_on",
    "ends_on",
    "calendar",
    "counting_point",
    "recipients",
    "purpose",
)


@transaction.atomic
def add_document(
    *,
    access: Access,
    number: str,
    issued_on: date,
    issuers: str,
    title: str,
    cited_as: str = "",
    scan: File[bytes] | None = None,
) -> LegalDocument:
    access.require(Action.PLAN_WRITE)
    document = LegalDocument(
        number=number, issued_on=issued_on, issuers=issuers, title=title, cited_as=cited_as
    )
    document.full_clean()
    if scan is not None:
        _keep_scan(document, scan)
    document.save(force_insert=True)
    audit.record(
        "document.added", document, access=access, changes={"number": number, "issued_on": issued_on}
    )
    return document


@transaction.atomic
def attach_scan(*, access: Access, document: LegalDocument, scan: File[bytes]) -> LegalDocument:
    """Put the scan to a registered paper; an earlier scan stays on the disk under its own name."""
    access.require(Action.PLAN_WRITE)
    before = document.file.name
    _keep_scan(document, scan)
    document.save(update_fields=["file"])
    audit.record("document.scanned", document, access=access, changes={"file": [before, document.file.name]})
    return document


def check_scan(scan: File[bytes]) -> None:
    """Only a PDF of a size that a slow line can carry."""
    if scan.size > LARGEST_SCAN:
        raise ValidationError(
            {"scan": _("The scan is larger than 20 MB. Scan it in black and white or in parts.")}
        )
    scan.seek(0)
    if scan.read(len(PDF_MAGIC)) != PDF_MAGIC:
        raise ValidationError(
            {"scan": _("This file is not a PDF. Save the scan as PDF and choose it again.")}
        )
    scan.seek(0)


def _keep_scan(document: LegalDocument, scan: File[bytes]) -> None:
    check_scan(scan)
    document.file.save(f"{uuid4().hex}.pdf", scan, save=False)


@transaction.atomic
def change_campaign(
    *, access: Access, campaign: Campaign, fields: Mapping[str, Any], version: int | None = None
) -> Campaign:
    """Change the settings of a campaign; figures are counted anew from the facts, none is rewritten."""
    access.require(Action.PLAN_WRITE)
    row = locked(Campaign.objects.all(), campaign.pk, version)
    before = {name: getattr(row, name) for name in SETTINGS}
    for name in SETTINGS:
        if name in fields:
            setattr(row, name, fields[name])
    row.version += 1
    row.full_clean()
    row.save()
    after = {name: getattr(row, name) for name in SETTINGS}
    audit.record("campaign.changed", row, access=access, changes=audit.changed(before, after))
    return row


@transaction.atomic
def update_duty(
    *,
    access: Access,
    duty: Duty,
    state: str,
    evidence: str = "",
    done_on: date | None = None,
    version: int | None = None,
) -> Duty:
    """Say how far a duty of the plan is; only bodies that share it and the coordinator may."""
    access.require(Action.DUTY_WRITE)
    row = locked(Duty.objects.reportable_by(access), duty.pk, version)
    before = {"state": row.state, "evidence": row.evidence, "done_on": row.done_on}
    row.state, row.evidence, row.done_on = state, evidence, done_on
    row.version += 1
    row.full_clean()
    row.save()
    after = {"state": state, "evidence": evidence, "done_on": done_on}
    audit.record("duty.updated", row, access=access, changes=audit.changed(before, after))
    return row
