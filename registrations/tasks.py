from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.jobs import JobError, Running, handler
from campaigns.access import Access, access_for
from campaigns.dates import today_vn
from campaigns.models import Posting
from imports import checking, writing
from imports.models import Batch
from registrations.importing import CandidateImporter
from registrations.models import BulkStep, CreditProposal
from registrations.services import bulk, proposals
from registrations.services.entry import purge_drafts


def access_of(running: Running) -> Access:
    """The rights of whoever asked, as they stand when the work runs; an ended posting is refused."""
    postings = Posting.objects.on(today_vn()).select_related("user", "organization", "unit")
    posting = postings.filter(pk=running.posting or 0, user__is_active=True).first()
    if posting is None:
        raise JobError(_("The posting under which this was asked for has ended."))
    return access_for(posting)


@handler("registrations.check_candidates")
def check_candidates(running: Running) -> Mapping[str, Any]:
    """Read an uploaded list and keep every row with its problems."""
    access = access_of(running)
    batch = Batch.objects.within(access).get(pk=running.args["batch"])
    importer = CandidateImporter(access, batch.campaign)
    checking.check(batch, importer, access=access, step=running.step, progress=running.progress)
    return {"url": running.args["url"]}


@handler("registrations.commit_candidates")
def commit_candidates(running: Running) -> Mapping[str, Any]:
    """Write the rows of a checked list that are ready."""
    access = access_of(running)
    batch = Batch.objects.within(access).get(pk=running.args["batch"])
    committed = writing.commit(
        batch,
        CandidateImporter(access, batch.campaign),
        access=access,
        step=running.step,
        progress=running.progress,
    )
    return {"url": running.args["url"], "committed": committed}


@handler("registrations.undo_candidates")
def undo_candidates(running: Running) -> Mapping[str, Any]:
    """Take back what a list wrote, but for what somebody has touched since."""
    access = access_of(running)
    batch = Batch.objects.within(access).get(pk=running.args["batch"])
    importer = CandidateImporter(access, batch.campaign)
    taken = writing.undo(batch, importer, access=access, step=running.step, progress=running.progress)
    return {"url": running.args["url"], "taken_back": taken}


@handler(bulk.JOB)
def bulk_step(running: Running) -> Mapping[str, Any]:
    """Write a step for many, or take it back: one transaction per person."""
    access = access_of(running)
    found = (
        BulkStep.objects.within(access).select_related("market", "enterprise").get(pk=running.args["bulk"])
    )
    bulk.run(access, found, step=running.step, progress=running.progress)
    return {"url": running.args["url"], **bulk.counts(found)}


SETTLE = "registrations.settle_credits"


@shared_task(name="registrations.claims_due")
def claims_due() -> bool:
    """Every hour: queue the work on shares whose term has run out, when there are any."""
    if not CreditProposal.objects.overdue(today_vn()).exists():
        return False
    jobs.enqueue(SETTLE, title=str(_("Confirm shares nobody objected to")), args={}, access=None, key=SETTLE)
    return True


@handler(SETTLE)
def settle_credits(running: Running) -> Mapping[str, Any]:
    """Write down, one by one, which claimed shares stand by themselves; who answers meanwhile is faster."""
    due = list(CreditProposal.objects.overdue(today_vn()))
    stood = 0
    for nth, proposal in enumerate(due, start=1):
        with running.step():
            stood += proposals.stand(proposal)
        running.progress(nth, len(due))
    return {"stood": stood}


@shared_task(name="registrations.tidy_drafts")
def tidy_drafts() -> int:
    """Once an hour: half-typed lines of fast entry that nobody came back to for a week."""
    return purge_drafts()
