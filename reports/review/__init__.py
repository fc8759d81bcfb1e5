"""The yearly review: drafted, confirmed by each body, frozen, printed by the worker, issued. Nothing signed is ever printed again."""

from __future__ import annotations

from reports.review.confirming import answer, ask, confirm, object_to, recommend, remind, withdraw
from reports.review.draft import change_sections, draft_report, draft_review
from reports.review.freeze import freeze
from reports.review.issue import issue
from reports.review.jobs import start
from reports.review.reading import changes_since

__all__ = [
    "answer",
    "ask",
    "change_sections",
    "changes_since",
    "confirm",
    "draft_report",
    "draft_review",
    "freeze",
    "issue",
    "object_to",
    "recommend",
    "remind",
    "start",
    "withdraw",
]
