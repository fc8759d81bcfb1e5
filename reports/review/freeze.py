"""Figures come to rest: those of the draft that the bodies looked through, named by their SHA-256, never computed again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.context import now as now_recorded
from accounts.models import AuditEntry, Job
from accounts.text import nfc
from campaigns.access import Access
from campaigns.models import Campaign
from reports.models import AnnualReview, ReviewDraft
from reports.review import subject
from reports.review.bodies import Body, bodies_of
from reports.review.drawing import compute, now, one_moment
from reports.review.hashing import canonical, digest
from reports.review.jobs import start
from reports.review.voices import voices

__all__ = ["canonical", "compute", "digest", "freeze", "now", "one_moment"]


@transaction.atomic
def freeze(
    *,
    access: Access,
    review: AnnualReview,
    reasons: Mapping[str, str] | None = None,
    draft: int | None = None,
) -> Job:
    """Keep the newest draft for good. A body that has not confirmed it needs a reason, which is printed in the review."""
    subject.require(access, review)
    row = AnnualReview.objects.within(access).select_for_update(of=("self",)).get(pk=review.pk)
    drawn = may_rest(row, draft)
    refuse_taken_back(row, drawn)
    bodies = bodies_of(row) if row.is_joint else []
    late = left_out([body for body in bodies if not body.is_confirmed], reasons or {})
    row.figures, row.figures_sha256, row.as_of = drawn.figures, drawn.figures_sha256, drawn.as_of
    row.paper = {**drawn.paper, **voices(row), **who_confirmed(bodies, late)}
    row.frozen_at, row.frozen_by_id, row.state = now_recorded(), access.user_id, AnnualReview.State.FROZEN
    row.save()
    changes = {"sha256": row.figures_sha256, "draft": drawn.number, "unconfirmed": late}
    audit.record("review.frozen", row, access=access, changes=changes)
    return start(access=access, review=row)


def may_rest(row: AnnualReview, seen: int | None) -> ReviewDraft:
    if not row.is_draft:
        raise ValidationError(_("The figures of this review are frozen already."))
    if row.draft is None or (row.job and row.job.is_open):
        raise ValidationError(_("The draft is still being made. Freeze the figures when it is ready."))
    if seen is not None and row.draft.number != seen:
        raise ValidationError(_("A newer draft was made meanwhile. Look at its figures, then freeze them."))
    return row.draft


def refuse_taken_back(row: AnnualReview, drawn: ReviewDraft) -> None:
    """Entries taken back are deleted; computed again, figures that still count them would come out otherwise. None goes meanwhile."""
    Campaign.objects.select_for_update(no_key=True).get(pk=row.campaign_id)
    gone = AuditEntry.objects.filter(action="registration.taken_back", at__gte=drawn.as_of)
    counted = [
        told
        for told in gone.values_list("changes", flat=True)
        if told.get("campaign") == row.campaign_id
        and datetime.fromisoformat(told["recorded_at"]) <= drawn.as_of
    ]
    if counted:
        words = ngettext(
            "%(count)s registration of this draft has been taken back since. Make a new draft, then freeze its figures.",
            "%(count)s registrations of this draft have been taken back since. Make a new draft, then freeze its figures.",
            len(counted),
        )
        raise ValidationError(words % {"count": len(counted)})


def left_out(silent: list[Body], reasons: Mapping[str, str]) -> dict[str, str]:
    """Why the figures come to rest without some bodies; every one of them needs a reason of its own."""
    given = {body.code: nfc(reasons.get(body.code, "")).strip() for body in silent}
    wanting = [body.name for body in silent if not given[body.code]]
    if wanting:
        words = _("Not confirmed: %(bodies)s. Wait for them, or write for each why you freeze without it.")
        raise ValidationError(words % {"bodies": ", ".join(wanting)})
    return given


def who_confirmed(bodies: list[Body], late: Mapping[str, str]) -> dict[str, Any]:
    return {
        "confirmed": [
            {"code": body.code, "name": body.name, "on": body.confirmed_at.isoformat()}
            for body in bodies
            if body.is_confirmed and body.confirmed_at
        ],
        "unconfirmed": [
            {"code": body.code, "name": body.name, "reason": late[body.code]}
            for body in bodies
            if body.code in late
        ],
    }
