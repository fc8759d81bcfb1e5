"""The figures that section II tells in sentences, by the part that tells them: II.3 is the third part, II.3.1 the first figure in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from reports.documents import labels

Figures = Mapping[str, Any]


class Told(NamedTuple):
    words: str
    value: int | None
    counts: dict[str, str]


def told(figures: Figures) -> dict[str, list[Told]]:
    return {
        "II.2": registering(figures),
        "II.3": departing(figures),
        "II.4": preparing(figures),
        "II.5": borrowing(figures),
        "II.6": returning(figures),
    }


def whole(words: str, count: Mapping[str, int], kind: str) -> list[Told]:
    """Everybody at a step, then women and those whose sex nobody knows."""
    found = [
        Told(words, count["people"], {"kind": kind}),
        Told(f"{words}, nữ", count["female"], {"kind": kind, "sex": "female"}),
    ]
    unknown = Told(f"{words}, chưa rõ giới tính", count["sex_unknown"], {"kind": kind, "sex": "unknown"})
    return [*found, unknown] if count["sex_unknown"] else found


def registering(figures: Figures) -> list[Told]:
    totals = figures["totals"]
    return [
        *whole("Đăng ký", totals["registered"], "registered"),
        Told("Được tư vấn", totals["consulted"]["people"], {"kind": "consulted"}),
        *whole("Trúng tuyển", totals["selected"], "selected"),
        Told("Rút đăng ký", totals["withdrawn"]["people"], {"kind": "withdrawn"}),
        *(
            Told(
                f"Rút đăng ký: {labels.REASONS.get(row['code'], row['code'])}",
                row["people"],
                {"kind": "withdrawn", "reason": row["code"]},
            )
            for row in figures["reasons"]
        ),
    ]


def departing(figures: Figures) -> list[Told]:
    found = whole("Xuất cảnh", figures["totals"]["departed"], "departed")
    cumulated, before = figures["cumulative"]["totals"]["departed"]["people"], figures["previous"]["totals"]
    found.append(Told("Xuất cảnh, lũy kế từ đầu Kế hoạch", cumulated, {"kind": "departed", "span": "all"}))
    if before:
        last = before["departed"]["people"]
        found.append(Told("Xuất cảnh, cả năm trước", last, {"kind": "departed", "span": "previous"}))
    both = figures["co_mobilised"]["departed"]
    found.append(
        Told("Xuất cảnh, từ hai tổ chức trở lên cùng vận động", both, {"kind": "departed", "shared": "yes"})
    )
    return [*found, *cuts(figures)]


def cuts(figures: Figures) -> list[Told]:
    rows = [
        *((row["name"], row["departed"], "market", row["code"] or "") for row in figures["by_market"]),
        *((labels.AGES.get(row["code"], row["code"]), row["departed"], "age", row["code"]) for row in figures["by_age"]),
        *((row["name"], row["people_lead"]["departed"], "lead", row["code"]) for row in figures["by_organization"]),
        *((row["name"], row["departed"], "district", row["key"]) for row in figures["by_district"]),
        *((labels.GROUPS[row["code"]], row["departed"], "group", row["code"]) for row in figures["by_group"]),
    ]  # fmt: skip
    return [Told(f"Xuất cảnh: {words}", n, {"kind": "departed", name: code}) for words, n, name, code in rows]


def preparing(figures: Figures) -> list[Told]:
    totals = figures["totals"]
    return [
        *whole("Tham gia đào tạo", totals["training"], "training"),
        Told("Đã ký hợp đồng", totals["contracted"]["people"], {"kind": "contracted"}),
        Told("Được cấp thị thực", totals["visa"]["people"], {"kind": "visa"}),
    ]


def borrowing(figures: Figures) -> list[Told]:
    total = figures["loans"]["total"]
    return [
        Told("Được vay vốn", total["borrowers"], {"kind": "borrowed"}),
        Told("Được vay vốn, nữ", total["women"], {"kind": "borrowed", "sex": "female"}),
    ]


def returning(figures: Figures) -> list[Told]:
    found = figures["returns"]
    outcomes = labels.coded(labels.OUTCOMES, found["outcomes"])
    return [
        Told("Về nước", found["total"], {"kind": "returned"}),
        Told("Về nước, nữ", found["women"], {"kind": "returned", "sex": "female"}),
        *(Told(f"Về nước: {words}", n, {"kind": "returned", "outcome": code}) for code, words, n in outcomes),
    ]
