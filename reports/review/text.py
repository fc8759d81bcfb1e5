"""The text of a review part by part: made from the figures until somebody writes it otherwise, and then kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from reports.documents.sections import SUGGESTED, WRITTEN, lines_of, made_of
from reports.documents.words import plain
from reports.models import AnnualReview
from reports.review.hashing import digest
from reports.review.voices import voices


class Written(TypedDict):
    text: str
    base: str  # hash of what was made from the figures when this was written over it


@dataclass(frozen=True, slots=True)
class PartText:
    key: str
    heading: str
    made: str
    text: str
    is_written: bool
    is_stale: bool  # written over, and the figures say something else since


def parts_of(review: AnnualReview) -> list[PartText]:
    made = made_text(review)
    return [_part(key, heading, made[key], review.sections.get(key)) for key, heading in WRITTEN.items()]


def _part(key: str, heading: str, made: str, own: Any) -> PartText:
    if own is None:
        return PartText(key, heading, made, made, is_written=False, is_stale=False)
    if isinstance(own, str):
        return PartText(key, heading, made, own, is_written=True, is_stale=False)
    return PartText(key, heading, made, own["text"], is_written=True, is_stale=own["base"] != base(made))


def made_text(review: AnnualReview) -> dict[str, str]:
    """What the newest figures say; only the lasting sentences while there are none."""
    standing = review.standing
    if standing is None:
        return {key: SUGGESTED.get(key, "") for key in WRITTEN}
    made = made_of(standing.figures, {**standing.paper, **voices(review)})
    return {key: "\n".join(lines_of(key, made, {})) for key in WRITTEN}


def base(made: str) -> str:
    return digest({"made": plain(made)})


def written_over(review: AnnualReview, texts: Mapping[str, str], seen: Iterable[str] = ()) -> dict[str, Any]:
    """What is kept: an empty part, or one that says what is made anyway, follows the figures again."""
    made, kept = made_text(review), dict(review.sections)
    for key in WRITTEN:
        if key not in texts:
            continue
        text, own = texts[key], kept.get(key)
        if not text or plain(text) == plain(made[key]):
            kept.pop(key, None)
        elif key in seen or not (isinstance(own, dict) and own["text"] == text):
            kept[key] = Written(text=text, base=base(made[key]))
    return kept
