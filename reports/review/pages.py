"""What the page of a review shows: its files, what has changed since, whether work is under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.access import Access, Action
from reports.documents.annexes import tables
from reports.documents.model import print_of
from reports.indicators.hiding import small
from reports.models import AnnualReview, Correction, ReviewFile, SignedScan
from reports.review import scheduled
from reports.review.bodies import Body, bodies_of, body_of
from reports.review.build import key_of, shown
from reports.review.reading import changes_since, is_unchanged
from reports.review.subject import is_told_whole, may_build
from reports.review.wording import row

SHAPES: dict[str, str] = {
    AnnualReview.State.DRAFT: "none",
    AnnualReview.State.FROZEN: "running",
    AnnualReview.State.BUILT: "ok",
    AnnualReview.State.ISSUED: "locked",
}
POINTS: dict[str, Promise] = {
    "registered": _("Registered"),
    "selected": _("Selected"),
    "departed": _("Departed"),
    "returned": _("Returned"),
}
MOST_CHANGES = 200


def shape(review: AnnualReview) -> str:
    return SHAPES[review.state]


def listed(rows: QuerySet[AnnualReview], access: Access) -> dict[str, Any]:
    """The list: joint reviews, then reports of bodies and districts; what waits for the reader; what the clock failed at."""
    files = Prefetch("files", ReviewFile.objects.defer("content"))
    scans = Prefetch("scans", SignedScan.objects.defer("content"))
    found = [
        (review, shape(review), is_told_whole(access, review))
        for review in rows.prefetch_related(files, scans)
    ]
    return {
        "lines": [line for line in found if line[0].is_joint],
        "reports": [line for line in found if not line[0].is_joint],
        "asked": asked_of((line[0] for line in found), access),
        "trouble": scheduled.trouble(access),
    }


def asked_of(rows: Iterable[AnnualReview], access: Access) -> list[Body]:
    """Those of some reviews that wait for the word of the reader's own body."""
    if not access.may(Action.REVIEW_CONFIRM):
        return []
    asked = [row for row in rows if row.is_joint and row.is_asked]
    found = [body_of(row, access.organization_id) for row in asked]
    return [
        body
        for body in found
        if body and not body.is_confirmed and access.reaches(body.review.campaign.province.path)
    ]


def detail(review: AnnualReview, access: Access) -> dict[str, Any]:
    return whole(review, access) if is_told_whole(access, review) else outline(review)


def outline(review: AnnualReview) -> dict[str, Any]:
    """For those who look after a part: that there is a review, how far it is, and its largest numbers."""
    standing = review.standing
    told = (
        [(words, value) for words, value in stats(standing.figures) if not small(value)] if standing else []
    )
    return {
        "review": review,
        "kind": shape(review),
        "stats": told,
        "standing": standing,
        "unchanged": True,
        "is_outline": True,
    }


def whole(review: AnnualReview, access: Access) -> dict[str, Any]:
    standing = review.standing
    bodies = bodies_of(review) if review.is_joint and access.may(Action.REPORT_READ) else []
    return {
        "review": review,
        "job": review.job,
        "kind": shape(review),
        "builds": may_build(access, review),
        "files": files(review),
        "is_behind": is_behind(review),
        "scans": list(review.scans.defer("content").select_related("by")),
        "corrections": list(review.corrections.defer("content", "changes")),
        "bodies": bodies,
        "own": next((b for b in bodies if b.organization.pk == access.organization_id), None)
        if own_word(review, access)
        else None,
        "confirmed": sum(body.is_confirmed for body in bodies),
        "stats": stats(standing.figures) if standing else [],
        "tables": tables(standing.figures) if standing else [],
        "standing": standing,
        "unchanged": is_unchanged(review),
    }


def own_word(review: AnnualReview, access: Access) -> bool:
    return access.may(Action.REVIEW_CONFIRM) and access.reaches(review.campaign.province.path)


def stats(figures: Mapping[str, Any]) -> list[tuple[Promise, int]]:
    return [(words, figures["totals"][kind]["people"]) for kind, words in POINTS.items()]


def files(review: AnnualReview) -> list[ReviewFile]:
    return list(review.files.defer("content"))


def is_behind(review: AnnualReview) -> bool:
    """The printed draft lacks what was written or drawn since."""
    if not review.is_draft or review.draft is None:
        return False
    key = key_of(shown(review))
    return any(file.shows != key for file in files(review))


def changes(review: AnnualReview) -> dict[str, Any]:
    found, standing = changes_since(review), review.standing
    figures = standing.figures if standing else {}
    return {
        "review": review,
        "changes": len(found),
        "lines": [row(change, figures) for change in found[:MOST_CHANGES]],
        "corrections": list(review.corrections.defer("content", "changes")),
    }


def filename(review: AnnualReview, file: ReviewFile | SignedScan | Correction) -> str:
    """Báo cáo năm 2019 - bản 1 (dự thảo).pdf"""
    whose = "".join(f" {part}" for part in (review.organization, review.unit) if part)
    name = f"Báo cáo{whose} năm {review.year}"
    if isinstance(file, Correction):
        return f"{name} - đính chính {file.number}.pdf"
    if isinstance(file, SignedScan):
        return f"{name} - bản ký.{file.kind}"
    draft = "" if file.is_final else " (dự thảo)"
    return f"{name} - bản {review.edition}{draft}.{file.kind}"


def suggested_number(review: AnnualReview) -> str:
    return print_of(review).full_number
