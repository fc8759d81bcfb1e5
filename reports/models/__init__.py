from __future__ import annotations

from reports.models.after import Correction, Digest, SignedScan
from reports.models.confirming import Confirmation, Objection, Recommendation, Reminder
from reports.models.counted import Cell, CountedStep, Touched
from reports.models.resting import counted_until
from reports.models.review import AnnualReview, ReviewDraft, ReviewFile, Standing

__all__ = [
    "AnnualReview",
    "Cell",
    "Confirmation",
    "Correction",
    "CountedStep",
    "Digest",
    "Objection",
    "Recommendation",
    "Reminder",
    "ReviewDraft",
    "ReviewFile",
    "SignedScan",
    "Standing",
    "Touched",
    "counted_until",
]
