"""The page on which one body looks its own figures through: each line beside what it was before, and what was said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.access import Access, Action
from reports.models import AnnualReview, Objection, Recommendation, ReviewDraft
from reports.review.bodies import Body, body_of
from reports.review.own import Line, lines


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    before: str | None  # what the line said before, where it said something else
    objection: Objection | None

    @property
    def head(self) -> str:
        """What a row of several figures is called: the words before the colon."""
        return self.line.label.rpartition(": ")[0]


@dataclass(frozen=True, slots=True)
class Table:
    group: str
    rows: list[list[Row]]

    @property
    def is_wide(self) -> bool:
        return len(self.rows[0]) > 1


@dataclass(frozen=True, slots=True)
class OwnPage:
    review: AnnualReview
    body: Body
    tables: list[Table]
    against: ReviewDraft | None  # the draft that changes are told against
    changed: int
    recommendation: Recommendation | None

    @property
    def may_confirm(self) -> bool:
        return self.review.is_asked and self.body.state in ("waiting", "changed")


def own_page(review: AnnualReview, access: Access) -> OwnPage | None:
    """None for somebody who speaks for no body of the plan."""
    if not access.may(Action.REVIEW_CONFIRM) or not review.is_joint:
        return None
    body = body_of(review, access.organization_id)
    if body is None or not access.reaches(review.campaign.province.path):
        return None
    earlier = before(review, body)
    rows = rows_of(body, earlier.parts.get(body.code) if earlier else None)
    return OwnPage(
        review=review,
        body=body,
        tables=tables_of(rows),
        against=earlier,
        changed=sum(row.before is not None for row in rows),
        recommendation=review.recommendations.filter(organization=body.organization).first(),
    )


def before(review: AnnualReview, body: Body) -> ReviewDraft | None:
    """The draft the body last confirmed, when that was an older one; else the draft before this one."""
    draft = review.draft
    if draft is None:
        return None
    older = review.drafts.filter(number__lt=draft.number).defer("figures", "paper")
    said = older.filter(pk=body.last.draft_id).first() if body.last else None
    return said or older.order_by("-number").first()


def rows_of(body: Body, earlier: Mapping[str, Any] | None) -> list[Row]:
    known = {line.path: line.shown for line in lines(earlier)} if earlier else {}
    spoken = {row.line: row for row in reversed(body.objections)}
    found = []
    for line in lines(body.part or {"lines": []}):
        old = known.pop(line.path, "0") if earlier else line.shown
        found.append(Row(line, old if old != line.shown else None, spoken.get(line.path)))
    return found


def tables_of(rows: list[Row]) -> list[Table]:
    """The three figures of a district, a month, … stand side by side; all others one under the other."""
    tables: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        side_by_side = row.line.path.startswith("by_")
        key = row.line.path.rpartition("/")[0] if side_by_side else row.line.path
        tables.setdefault(row.line.group, {}).setdefault(key, []).append(row)
    return [Table(group, list(found.values())) for group, found in tables.items()]
