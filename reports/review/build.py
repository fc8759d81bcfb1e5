"""What the worker does for a review: draw a draft or take what is frozen, print three times, close. Each step is done once, whoever does it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
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
from reports.review.drawing import make_draft
from reports.review.hashing import digest
from reports.review.voices import voices

Printer = Callable[[Print], bytes]
PRINTERS: list[tuple[str, Promise, Printer]] = [
    (ReviewFile.Kind.PDF, _("Printing the PDF"), pdf),
    (ReviewFile.Kind.XLSX, _("Writing the Excel workbook"), xlsx),
    (ReviewFile.Kind.DOCX, _("Writing the Word document"), docx),
]
STEPS = len(PRINTERS) + 2


def build(review: AnnualReview, running: Running, access: Access | None) -> Mapping[str, Any]:
    """Can be begun again after any step; what is there already is kept."""
    with translation.override("vi"):
        running.progress(0, STEPS, str(_("Computing the figures")))
        review = make_draft(review, running, access)
        for n, (kind, words, printer) in enumerate(PRINTERS, start=1):
            running.progress(n, STEPS, str(words))
            keep(review, kind, printer, running, access)
        running.progress(STEPS - 1, STEPS, str(_("Closing")))
    close(review, running, access)
    return {"review": str(review.pk), "url": reverse("reports:review-detail", args=[review.pk])}


def shown(review: AnnualReview) -> Print:
    """A draft is printed with what the bodies have written so far; what is frozen holds it already."""
    printed = print_of(review)
    return replace(printed, paper={**printed.paper, **voices(review)}) if review.is_draft else printed


def key_of(printed: Print) -> str:
    """Names what a document shows: the same figures, text and paper are printed once."""
    content = {
        "figures": printed.sha256,
        "written": printed.written,
        "paper": printed.paper,
        "number": printed.number,
        "on": str(printed.issued_on),
    }
    return digest(content)


def keep(review: AnnualReview, kind: str, printer: Printer, running: Running, access: Access | None) -> None:
    """Print outside the transaction, store inside it; a draft gives way to the next print, a final print to nothing."""
    final, printed = bool(review.number), shown(review)
    key = key_of(printed)
    if review.files.filter(kind=kind, is_final=final, shows=key).exists():
        return
    content = printer(printed)
    with running.step():
        AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.files.filter(kind=kind, is_final=True).exists():
            return
        review.files.filter(kind=kind).delete()
        stored = ReviewFile.objects.create(
            review=review,
            kind=kind,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            is_final=final,
            shows=key,
            created_at=timezone.now(),
        )
        changes = {"kind": kind, "sha256": stored.sha256, "final": final}
        audit.record("review.printed", review, access=access, changes=changes)


def close(review: AnnualReview, running: Running, access: Access | None) -> None:
    """A draft stays one; what is frozen is ready, or issued when it has its number."""
    state = AnnualReview.State.ISSUED if review.number else AnnualReview.State.BUILT
    with running.step():
        row = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if row.is_draft or row.state == state:
            return
        row.state = state
        row.save(update_fields=["state"])
        audit.record(f"review.{state}", row, access=access, changes={"number": row.number})
