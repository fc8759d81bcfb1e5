"""The yearly joint review: drafted, frozen, printed by the worker, issued. Nothing printed is ever printed again."""

from __future__ import annotations

from reports.review.draft import change_sections, draft_review
from reports.review.issue import issue
from reports.review.jobs import start
from reports.review.reading import changes_since

__all__ = ["change_sections", "changes_since", "draft_review", "issue", "start"]
