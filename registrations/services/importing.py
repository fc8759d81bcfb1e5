"""Starts the check and the commit of a candidate list in the background."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.models import Job
from campaigns.access import Access, Action
from campaigns.models import Campaign
from imports import batches, choices
from imports.models import Batch

KIND = "candidates"


def start_check(*, access: Access, campaign: Campaign, filename: str, content: bytes) -> Batch:
    """Keep an uploaded list and have it checked."""
    batch = batches.upload(access=access, campaign=campaign, kind=KIND, filename=filename, content=content)
    _enqueue(
        batch, "registrations.check_candidates", _("Check “%(file)s”") % {"file": batch.filename}, access
    )
    return batch


def check_again(*, access: Access, batch: Batch) -> Job:
    """Have a list read anew after somebody has said what it means; what was done with single rows stays."""
    return _enqueue(
        batch, "registrations.check_candidates", _("Check “%(file)s”") % {"file": batch.filename}, access
    )


def say_columns(*, access: Access, batch: Batch, meant: Mapping[str, str], needed: str) -> bool:
    """Columns mean this; whether the list is being read anew."""
    with transaction.atomic():
        read_anew = choices.of_headings(access=access, batch=batch, meant=meant, needed=needed)
        if read_anew:
            check_again(access=access, batch=batch)
    return read_anew


def say_sheet(*, access: Access, batch: Batch, name: str, wanted: bool) -> None:
    """A sheet is wanted or not; the list is read anew when that is news."""
    with transaction.atomic():
        if choices.of_sheet(access=access, batch=batch, name=name, wanted=wanted):
            check_again(access=access, batch=batch)


def start_commit(*, access: Access, batch: Batch) -> Job:
    """Have the ready rows of a checked list written; asking twice gives the same job. No column is dropped in silence."""
    access.require(Action.CANDIDATE_IMPORT)
    if choices.waiting(batch):
        raise ValidationError(_("Say first of every column that was not understood what it means."))
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
