"""«Phụ lục đính chính»: an issued review is never printed anew; what has changed since becomes a numbered paper beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import audit, jobs
from accounts.jobs import JobError, Running
from accounts.models import Job
from accounts.text import nfc
from campaigns.access import Access
from campaigns.dates import VIETNAM
from reports.documents.model import print_of
from reports.documents.pdf import sheets
from reports.documents.words import moment as written
from reports.models import AnnualReview, Correction
from reports.review import subject
from reports.review.reading import changes_since
from reports.review.wording import row

KIND = "reports.correction"
STEPS = 3


@transaction.atomic
def correct(*, access: Access, review: AnnualReview, reason: str) -> Job:
    """Ask the worker for the next annex of corrections."""
    subject.require(access, review)
    if review.state != AnnualReview.State.ISSUED:
        raise ValidationError(_("Only an issued review is corrected; before that, make a new draft."))
    clean = nfc(reason).strip()
    if not clean:
        raise ValidationError({"reason": _("Write why the figures are corrected.")})
    return jobs.enqueue(
        KIND,
        title=_("Annex of corrections to the review of %(year)s") % {"year": review.year},
        args={"review": str(review.pk), "reason": clean},
        access=access,
        posting=access.posting_id,
        key=f"correction:{review.pk}",
    )


def write(review: AnnualReview, running: Running, access: Access) -> Mapping[str, Any]:
    with translation.override("vi"):
        running.progress(0, STEPS, str(_("Comparing the figures")))
        moment, changes = timezone.now(), changes_since(review)
        if not changes:
            raise JobError(
                str(_("Nothing has changed since the review was issued; there is nothing to correct."))
            )
        rows = [row(change, review.figures or {}) for change in changes]
        number = review.corrections.count() + 1
        running.progress(1, STEPS, str(_("Printing the PDF")))
        content = printed(review, number, running.args["reason"], moment, rows)
    running.progress(2, STEPS)
    keep(review, running, access, number=number, moment=moment, rows=rows, content=content)
    return {"url": reverse("reports:review-changes", args=[review.pk])}


def printed(review: AnnualReview, number: int, reason: str, moment: Any, rows: list[dict[str, str]]) -> bytes:
    context = {
        "print": print_of(review),
        "number": number,
        "reason": reason,
        "rows": rows,
        "known": written(moment.astimezone(VIETNAM)),
    }
    return sheets([render_to_string("reports/review/correction_paper.html", context)])


def keep(
    review: AnnualReview,
    running: Running,
    access: Access,
    *,
    number: int,
    moment: Any,
    rows: list[dict[str, str]],
    content: bytes,
) -> None:
    with running.step():
        held = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if held.corrections.filter(job=running.id).exists():
            return
        made = Correction.objects.create(
            review=held,
            number=number,
            reason=running.args["reason"],
            as_of=moment,
            changes=rows,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            job=running.id,
            by_id=access.user_id,
        )
        changes = {"number": made.number, "changes": len(rows), "sha256": made.sha256}
        audit.record("review.corrected", held, access=access, changes=changes)
