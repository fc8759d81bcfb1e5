"""The signed and sealed paper, scanned: kept beside what was printed, unchanged, and handed out before it."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.context import now
from accounts.text import nfc
from campaigns.access import Access
from reports.models import AnnualReview, SignedScan
from reports.review import subject

LARGEST = 20 * 1024 * 1024
# Kind → how such a file begins and what it must end with (a broken upload lacks its end).
SHAPES: dict[str, tuple[bytes, bytes]] = {
    SignedScan.Kind.PDF: (b"%PDF-", b"%%EOF"),
    SignedScan.Kind.JPEG: (b"\xff\xd8\xff", b"\xff\xd9"),
}
TAIL = 2048


@transaction.atomic
def keep_scan(*, access: Access, review: AnnualReview, scan: File[bytes], note: str = "") -> SignedScan:
    """The newest scan is the paper; one that replaces another says why, and the other stays."""
    subject.require(access, review)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    if row.state != AnnualReview.State.ISSUED:
        raise ValidationError(_("The signed paper is kept with an issued review. Issue it first."))
    content, kind = read(scan)
    said = nfc(note).strip()
    if row.scans.exists() and not said:
        raise ValidationError({"note": _("A signed paper is kept already. Write why this one replaces it.")})
    made = SignedScan(
        review=row,
        kind=kind,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        note=said,
        at=now(),
        by_id=access.user_id,
    )
    made.full_clean(exclude=["content"])
    made.save(force_insert=True)
    changes = {"kind": kind, "sha256": made.sha256, "size": made.size, "note": said}
    audit.record("review.scanned", row, access=access, changes=changes)
    return made


def read(scan: File[bytes]) -> tuple[bytes, str]:
    """The bytes and what they are by their own beginning and end, whatever the file is called."""
    if scan.size > LARGEST:
        words = _("The scan is larger than 20 MB. Scan it in black and white or at 200 dots per inch.")
        raise ValidationError({"scan": words})
    scan.seek(0)
    content = scan.read()
    for kind, (head, end) in SHAPES.items():
        if content.startswith(head):
            if end not in content[-TAIL:]:
                raise ValidationError(
                    {"scan": _("The file breaks off before its end. Scan or copy it again.")}
                )
            return content, kind
    raise ValidationError({"scan": _("Only a PDF or JPEG scan is kept. Save the scan as one of them.")})
