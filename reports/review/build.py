"""What the worker does for a review: freeze, print three times, close. Each step is done once, whoever does it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.jobs import Running
from campaigns.access import Access
from reports.documents.model import Print, print_of
from reports.documents.pdf import pdf
from reports.documents.word import docx
from reports.documents.xlsx import xlsx
from reports.models import AnnualReview, ReviewFile
from reports.review.freeze import freeze

Printer = Callable[[Print], bytes]
PRINTERS: list[tuple[str, Promise, Printer]] = [
    (ReviewFile.Kind.PDF, _("Printing the PDF"), pdf),
    (ReviewFile.Kind.XLSX, _("Writing the Excel workbook"), xlsx),
    (ReviewFile.Kind.DOCX, _("Writing the Word document"), docx),
]
STEPS = len(PRINTERS) + 2


def build(review: AnnualReview, running: Running, access: Access) -> Mapping[str, Any]:
    """Can be begun again after any step; what is there already is kept."""
    with translation.override("vi"):
        running.progress(0, STEPS, str(_("Computing and freezing the figures")))
        review = freeze(review, running, access)
        for n, (kind, words, printer) in enumerate(PRINTERS, start=1):
            running.progress(n, STEPS, str(words))
            keep(review, kind, printer, running, access)
        running.progress(STEPS - 1, STEPS, str(_("Closing")))
    close(review, running, access)
    return {"review": str(review.pk), "url": reverse("reports:review-detail", args=[review.pk])}


def keep(review: AnnualReview, kind: str, printer: Printer, running: Running, access: Access) -> None:
    """Print outside the transaction, store inside it; a draft gives way to the final print, a final print to nothing."""
    final = bool(review.number)
    if review.files.filter(kind=kind, is_final=final).exists():
        return
    content = printer(print_of(review))
    with running.step():
        AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.files.filter(kind=kind, is_final__in=[final, True]).exists():
            return
        review.files.filter(kind=kind).delete()
        stored = ReviewFile.objects.create(
            review=review,
            kind=kind,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            is_final=final,
            created_at=timezone.now(),
        )
        changes = {"kind": kind, "sha256": stored.sha256, "final": final}
        audit.record("review.printed", review, access=access, changes=changes)


def close(review: AnnualReview, running: Running, access: Access) -> None:
    state = AnnualReview.State.ISSUED if review.number else AnnualReview.State.BUILT
    with running.step():
        row = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if row.state == state:
            return
        row.state = state
        row.save(update_fields=["state"])
        audit.record(f"review.{state}", row, access=access, changes={"number": row.number})
