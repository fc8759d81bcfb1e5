"""A frozen review is computed again as of its moment: the same figures, for ever (docs/decisions/0022-the-same-figures.md).

Facts are bitemporal and answer by themselves. Words are not figures: a body, a market or a paper renamed since keeps in the frozen
review the name it had. So the new answer is read in the frame of the frozen one: its rows, its words, the numbers of now.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from campaigns.models import Campaign
from reports.indicators import Change, compare
from reports.models import AnnualReview
from reports.review.drawing import now
from reports.review.hashing import digest

WORDS = frozenset(
    {"name", "short_name", "kind", "document", "cited", "issued_on", "clause", "licence", "source", "code"}
    | {"key", "district", "force", "campaign", "notes", "applies", "like"}
)
ROW_NAMES = ("key", "licence", "code", "month", "step", "name")


def again(review: AnnualReview) -> dict[str, Any]:
    """The figures of a frozen review as the facts give them now, as of its moment."""
    if review.figures is None or review.as_of is None:
        raise ValueError("Only what is frozen is computed again.")
    campaign = as_it_was(
        review, Campaign.objects.select_related("document", "province").get(pk=review.campaign_id)
    )
    framed: dict[str, Any] = in_frame(review.figures, now(review, campaign, review.as_of))
    return framed


def as_it_was(review: AnnualReview, campaign: Campaign) -> Campaign:
    """The settings of the campaign that the figures were counted by."""
    figures = review.figures or {}
    campaign.counting_point = figures.get("counting_point", campaign.counting_point)
    if since := review.paper.get("starts_on"):
        campaign.starts_on = date.fromisoformat(since)
    return campaign


def differences(review: AnnualReview) -> list[Change]:
    """What comes out otherwise; nothing when the hash is the same."""
    found = again(review)
    return [] if digest(found) == review.figures_sha256 else compare(review.figures or {}, found)


def in_frame(frozen: Any, found: Any) -> Any:
    if isinstance(frozen, dict) and isinstance(found, dict):
        return {
            name: value if name in WORDS else in_frame(value, found.get(name))
            for name, value in frozen.items()
        }
    if isinstance(frozen, list) and isinstance(found, list):
        return rows_in_frame(frozen, found)
    return found


def rows_in_frame(frozen: list[Any], found: list[Any]) -> list[Any]:
    """Rows of the frozen answer, each with the numbers of now; a row that came since counts when there is a number in it."""
    if not all(isinstance(row, dict) for row in [*frozen, *found]):
        return found
    known, rest = named(found), []
    for name, row in named(frozen).items():
        twin = known.pop(name, None) or renamed(row, known)
        rest.append(in_frame(row, twin) if twin is not None else row if not numbers(row) else None)
    return [row for row in rest if row is not None] + [row for row in known.values() if numbers(row)]


def named(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for n, row in enumerate(rows):
        name = next((str(row[part]) for part in ROW_NAMES if row.get(part)), str(n))
        found[name if name not in found else f"{name}#{n}"] = row
    return found


def renamed(row: dict[str, Any], others: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The row with the very same numbers under another name; two of them are the same to the reader."""
    wanted = numbers(row)
    name = next((name for name, other in others.items() if wanted and numbers(other) == wanted), None)
    return others.pop(name) if name is not None else None


def numbers(value: Any) -> list[tuple[str, float]]:
    """Every number in a row that is not nothing, with its place."""
    return list(_numbers(value, ""))


def _numbers(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        for name in sorted(value):
            if name not in WORDS:
                yield from _numbers(value[name], f"{path}/{name}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _numbers(item, f"{path}/{n}")
    elif isinstance(value, int | float) and not isinstance(value, bool) and value:
        yield path, value
