from __future__ import annotations

from reports.models.after import Correction, Digest, SignedScan
from reports.models.confirming import Confirmation, Objection, Recommendation, Reminder
from reports.models.review import AnnualReview, ReviewDraft, ReviewFile, Standing

__all__ = [
    "AnnualReview",
    "Confirmation",
    "Correction",
    "Digest",
    "Objection",
    "Recommendation",
    "Reminder",
    "ReviewDraft",
    "ReviewFile",
    "SignedScan",
    "Standing",
]
