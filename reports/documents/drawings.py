"""The drawn figures of the review: months, districts against their targets, the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.charts.bars import Bar, BarChart, bars
from reports.charts.bullet import BulletChart, Goal, bullet
from reports.charts.district_map import MapChart, district_map
from reports.charts.months import MonthChart, months
from reports.documents import labels
from reports.documents.words import number, percent

Figures = Mapping[str, Any]
Paper = Mapping[str, Any]


def drawings(figures: Figures, paper: Paper) -> dict[str, Any]:
    """By the name of the part they stand below; districts and their map only where districts are set side by side."""
    found: dict[str, Any] = {"months": by_month(figures), "goals": against_goals(figures)}
    if figures["by_district"] and not figures["unit"]:
        found |= {"districts": by_district(figures, paper), "map": on_the_map(figures, paper)}
    return found


def against_goals(figures: Figures) -> BulletChart:
    point = figures["counting_point"]
    aims = [goal for goal in figures["targets"] if not goal["organization"]]
    ends = [
        Goal(end, f"{labels.FORCES[goal['force']]} {number(end)}")
        for goal in aims
        for end in (goal["minimum"], goal["maximum"])
        if end
    ]
    return bullet(
        "goals",
        f"Hình 2. Số người {labels.POINTS[point]} năm {figures['year']} so với các mức chỉ tiêu",
        f"Kết quả: {number(figures['totals'][point]['people'])} người.",
        figures["totals"][point]["people"],
        list({goal.value: goal for goal in ends}.values()),
        figures["rise"]["last_year"],
    )


def by_month(figures: Figures) -> MonthChart:
    rows = figures["by_month"]
    known = all(row["departed_last_year"] is not None for row in rows)
    series = [("Đăng ký", "registered"), ("Xuất cảnh", "departed")]
    return months(
        "months",
        f"Hình 1. Số người đăng ký và xuất cảnh theo tháng, năm {figures['year']}",
        "",
        [month_label(row) for row in rows],
        [(label, [row[kind] for row in rows]) for label, kind in series],
        before=[row["departed_last_year"] for row in rows] if known else (),
        before_label=f"Xuất cảnh năm {figures['year'] - 1}" if known else "",
        head="Tháng",
    )


def month_label(row: Mapping[str, Any]) -> str:
    return f"{int(row['month'][5:])}"


def by_district(figures: Figures, paper: Paper) -> BarChart:
    rows = figures["by_district"]
    aimed = any(row["targets"] for row in rows)
    items = [
        Bar(
            paper["short_units"].get(row["code"], row["name"]),
            (row["targets"][0]["minimum"] if row["targets"] else None, row["departed"])
            if aimed
            else (row["departed"],),
            note=f"{percent(row['percent'])} chỉ tiêu" if row["percent"] is not None else "",
        )
        for row in rows
    ]
    return bars(
        "districts",
        f"Hình 3. Số người xuất cảnh theo huyện, thành phố{' so với chỉ tiêu được giao' if aimed else ''}",
        "",
        items,
        series=["Chỉ tiêu", "Xuất cảnh"] if aimed else ["Xuất cảnh"],
        head="Huyện, thành phố",
    )


def on_the_map(figures: Figures, paper: Paper) -> MapChart:
    rows = [row for row in figures["by_district"] if row["kind"]]
    return district_map(
        "map",
        f"Hình 4. Số người xuất cảnh năm {figures['year']} trên địa bàn tỉnh",
        "",
        {row["code"]: row["departed"] for row in rows},
        {row["code"]: paper["short_units"].get(row["code"], row["name"]) for row in rows},
        head=("Huyện, thành phố", "Số người"),
    )
