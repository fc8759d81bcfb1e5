"""What the bodies add to a review in their own words: recommendations, each under its name."""

from __future__ import annotations

from typing import Any

from reports.models import AnnualReview


def voices(review: AnnualReview) -> dict[str, Any]:
    rows = review.recommendations.exclude(text="").select_related("organization")
    return {
        "proposals": [
            {"code": row.organization.code, "name": row.organization.short_name, "text": row.text}
            for row in rows
        ]
    }
