"""Starts the check and the commit of a candidate list in the background."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.models import Job
from campaigns.access import Access, Action
from campaigns.models import Campaign
from imports import batches
from imports.models import Batch

KIND = "candidates"


def start_check(*, access: Access, campaign: Campaign, filename: str, content: bytes) -> Batch:
    """Keep an uploaded list and have it checked."""
    batch = batches.upload(access=access, campaign=campaign, kind=KIND, filename=filename, content=content)
    _enqueue(
        batch, "registrations.check_candidates", _("Check “%(file)s”") % {"file": batch.filename}, access
    )
    return batch


def start_commit(*, access: Access, batch: Batch) -> Job:
    """Have the ready rows of a checked list written; asking twice gives the same job."""
    access.require(Action.CANDIDATE_IMPORT)
    return _enqueue(
        batch, "registrations.commit_candidates", _("Write “%(file)s”") % {"file": batch.filename}, access
    )


def start_undo(*, access: Access, batch: Batch) -> Job:
    """Have what a list wrote taken back; asking twice gives the same job."""
    access.require(Action.CANDIDATE_IMPORT)
    if not batch.can_be_undone:
        raise ValidationError(
            _("This list can no longer be taken back. Correct single people on their own pages.")
        )
    return _enqueue(
        batch, "registrations.undo_candidates", _("Take back “%(file)s”") % {"file": batch.filename}, access
    )


def _enqueue(batch: Batch, kind: str, title: str, access: Access) -> Job:
    job = jobs.enqueue(
        kind,
        title=title[:200],
        args={"batch": str(batch.pk), "url": reverse("registrations:import-detail", args=[batch.pk])},
        access=access,
        posting=access.posting_id,
        key=f"{kind}:{batch.pk}",
    )
    Batch.objects.filter(pk=batch.pk).update(job=job)
    return job
