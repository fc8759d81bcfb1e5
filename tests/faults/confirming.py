"""Managers and the coordinator in other processes, who speak about one review in the same moment."""

from __future__ import annotations

from multiprocessing.synchronize import Barrier
from typing import Any

PATIENCE = 60


def speak(posting: int, verb: str, reviews: list[Any], held: bool, barrier: Barrier) -> list[str]:
    """Confirm or freeze every review, in step with the others; `held` = False takes the lock of the row away, as a control."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - this process has just set Django up
    from django.db import DatabaseError  # noqa: PLC0415

    from accounts.conflicts import Conflict  # noqa: PLC0415
    from campaigns.access import access_for  # noqa: PLC0415
    from campaigns.models import Posting  # noqa: PLC0415
    from reports.models import AnnualReview  # noqa: PLC0415
    from reports.review import bodies, confirming  # noqa: PLC0415
    from reports.review.freeze import freeze  # noqa: PLC0415

    if not held:
        confirming.locked = lambda _access, review: AnnualReview.objects.select_related(  # type: ignore[assignment]
            "campaign__province", "job"
        ).get(pk=review.pk)
    access: Any = access_for(Posting.objects.select_related("user", "organization", "unit").get(pk=posting))
    outcomes = []
    for pk in reviews:
        review = AnnualReview.objects.select_related("campaign").get(pk=pk)
        own = bodies.body_of(review, access.organization_id)
        silent = {body.code: "Chậm" for body in bodies.bodies_of(review)}
        barrier.wait(PATIENCE)
        try:
            if verb == "confirm" and own is not None:
                confirming.confirm(access=access, review=review, sha256=own.sha256)
            else:
                freeze(access=access, review=review, reasons=silent)
            outcomes.append("done")
        except (ValidationError, Conflict, DatabaseError) as trouble:
            outcomes.append(type(trouble).__name__)
    return outcomes
