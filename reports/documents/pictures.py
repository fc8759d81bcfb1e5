"""The drawn figures as pictures with their words, for Word, which knows no drawing of ours."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from reports.charts.district_map import MapChart
from reports.documents.model import Print
from reports.documents.pdf import FACE, asked, style_of

TEXT, MAP = 165, 108  # millimetres
WIDE = 620  # pixels, the room between the margins of a sheet
LEGEND = 26  # pixels above a drawing for the words of its series
IN_ORDER = {"months": ("months",), "districts": ("goals", "districts", "map")}  # by the name a part gives


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    words: str  # for those who do not see it
    png: bytes
    millimetres: float  # wide


def pictures(review: Print) -> dict[str, list[Picture]]:
    """By the name of the part they stand below, in the order of the print."""
    charts = review.drawings
    wanted = {part: [charts[name] for name in names if name in charts] for part, names in IN_ORDER.items()}
    every = [chart for chosen in wanted.values() for chart in chosen]
    drawn = dict(zip([chart.key for chart in every], draw(review, every), strict=True))
    return {part: [picture(chart, drawn[chart.key]) for chart in chosen] for part, chosen in wanted.items()}


def picture(chart: Any, png: bytes) -> Picture:
    wide = MAP if isinstance(chart, MapChart) else TEXT
    return Picture(chart.title, f"{chart.title}. {chart.summary}".strip(), png, wide)


def size_of(chart: Any) -> tuple[int, int]:
    """Pixels: drawings fill the width they are given, but for the map, which has its own."""
    height = int(chart.height) + (LEGEND if has_legend(chart) else 0)
    return (int(chart.width) if isinstance(chart, MapChart) else WIDE), height


def has_legend(chart: Any) -> bool:
    return len(getattr(chart, "series", ())) > 1 or bool(getattr(chart, "before_label", ""))


def draw(review: Print, charts: list[Any]) -> list[bytes]:
    with translation.override("vi"):
        sheets = [
            {
                "html": render_to_string("reports/documents/picture.html", {"chart": chart}).replace(
                    "<svg ", FACE
                ),
                "size": size_of(chart),
            }
            for chart in charts
        ]
    answer = asked({"pictures": sheets, "style": style_of(review.rule)})
    return [base64.b64decode(png) for png in json.loads(answer)]
