from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.models import Job
from campaigns.access import Access, Action
from reports.models import AnnualReview

KIND = "reports.annual_review"


@transaction.atomic
def start(*, access: Access, review: AnnualReview) -> Job:
    """Ask the worker to freeze and print; pressed twice it is one job, and what is finished stays as it is."""
    access.require(Action.REVIEW_BUILD)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    job = jobs.enqueue(
        KIND,
        title=_("Annual review %(year)s, edition %(edition)s") % {"year": row.year, "edition": row.edition},
        args={"review": str(row.pk)},
        access=access,
        posting=access.posting_id,
        key=f"review:{row.pk}",
    )
    if row.job_id != job.pk:  # a worker may hold the old one and wait for this row
        row.job = job
        row.save(update_fields=["job"])
    return job
