from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.models import Job
from campaigns.access import Access
from reports.models import AnnualReview
from reports.review import subject

KIND = "reports.annual_review"


@transaction.atomic
def start(*, access: Access, review: AnnualReview) -> Job:
    """Ask the worker to draw a draft, or to print what is frozen; pressed twice it is one job, what is finished stays as it is."""
    subject.require(access, review)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    return ring(row, access)


def ring(row: AnnualReview, access: Access | None) -> Job:
    """The same for the clock, which has no posting; the row is locked by who calls."""
    words = {"year": row.year, "edition": row.edition, "of": name_of(row)}
    job = jobs.enqueue(
        KIND,
        title=_("%(of)s %(year)s, edition %(edition)s") % words,
        args={"review": str(row.pk)},
        access=access,
        posting=access.posting_id if access else None,
        key=f"review:{row.pk}",
    )
    if row.job_id != job.pk:  # a worker may hold the old one and wait for this row
        row.job = job
        row.save(update_fields=["job"])
    return job


def name_of(review: AnnualReview) -> str:
    parts = [str(part) for part in (review.organization, review.unit) if part]
    if not parts:
        return _("Annual review")
    return _("Report: %(of)s,") % {"of": ", ".join(parts)}
