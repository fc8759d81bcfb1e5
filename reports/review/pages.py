"""What the page of a review shows: its files, what has changed since, whether work is under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.documents.annexes import tables
from reports.documents.model import print_of
from reports.indicators import Change
from reports.models import AnnualReview, ReviewFile
from reports.review.reading import is_unchanged

SHAPES: dict[str, str] = {
    AnnualReview.State.DRAFT: "none",
    AnnualReview.State.FROZEN: "running",
    AnnualReview.State.BUILT: "ok",
    AnnualReview.State.ISSUED: "locked",
}
MOST_CHANGES = 200
POINTS: dict[str, Promise] = {
    "registered": _("Registered"),
    "selected": _("Selected"),
    "departed": _("Departed"),
    "returned": _("Returned"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words a reader of the tables knows."""

    where: str
    before: Any
    after: Any


def shape(review: AnnualReview) -> str:
    return SHAPES[review.state]


def detail(review: AnnualReview) -> dict[str, Any]:
    return {
        "review": review,
        "job": review.job,
        "kind": shape(review),
        "files": files(review),
        "stats": stats(review.figures) if review.figures else [],
        "tables": tables(review.figures) if review.figures else [],
        "unchanged": is_unchanged(review),
    }


def stats(figures: Mapping[str, Any]) -> list[tuple[Promise, int]]:
    return [(words, figures["totals"][kind]["people"]) for kind, words in POINTS.items()]


def files(review: AnnualReview) -> list[ReviewFile]:
    return list(review.files.defer("content"))


def lines(changes: Sequence[Change]) -> list[Line]:
    return [Line(c.path.replace("/", " › "), brief(c.before), brief(c.after)) for c in changes[:MOST_CHANGES]]


def brief(value: Any) -> Any:
    """A whole row that came or went is not spelled out."""
    return "…" if isinstance(value, dict | list) else value


def filename(file: ReviewFile) -> str:
    """Báo cáo năm 2019 - bản 1 (dự thảo).pdf"""
    draft = "" if file.is_final else " (dự thảo)"
    return f"Báo cáo năm {file.review.year} - bản {file.review.edition}{draft}.{file.kind}"


def suggested_number(review: AnnualReview) -> str:
    return print_of(review).full_number
