"""Tables 5 to 7: loans, enterprises, people who came home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.documents import labels
from reports.documents.tables import NOT_HERE, NUMBERED, SIGNS, TEXT, Column, Table
from reports.documents.words import day
from reports.indicators.cuts import CENTRE_NAME, NOBODY_NAME

Figures = Mapping[str, Any]
BORROWERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Tổng số", {}),
    ("Nữ", {"sex": "female"}),
    ("Hộ nghèo", {"group": "poor"}),
    ("Cận nghèo", {"group": "near_poor"}),
    ("DTTS", {"group": "minority"}),
    ("TN NCC", {"group": "merit"}),
    ("Thu hồi đất", {"group": "land_lost"}),
)
CENTRE_OR_NOBODY = {CENTRE_NAME: "centre", NOBODY_NAME: "nobody"}
SENT = ("registered", "selected", "departed", "departed_female")


def loans(figures: Figures) -> Table:
    found = figures["loans"]
    rows = found["by_district_and_branch"] or found["by_branch"]
    of_them = "Số lao động được vay vốn"
    return Table(
        number=5,
        title="KẾT QUẢ VAY VỐN ĐI LÀM VIỆC Ở NƯỚC NGOÀI",
        landscape=True,
        columns=(
            NUMBERED,
            Column("Đơn vị", 16, TEXT),
            Column("Ngân hàng", 20, TEXT),
            *(Column(head, 6, group=of_them, counts={"kind": "borrowed", **of}) for head, of in BORROWERS),
            Column("Doanh số cho vay (triệu đồng)", 10, "money"),
            Column("Dư nợ (triệu đồng)", 8, "money"),
            Column("Nợ quá hạn (triệu đồng)", 8, "money"),
        ),
        rows=tuple(
            (n, *_place_and_bank(row), *_loan_line(row)) for n, row in enumerate(_lent(rows), start=1)
        ),
        cuts=tuple({"loans": row["code"]} for row in _lent(rows)),
        total=("", "Tổng cộng", "", *_loan_line(found["total"])),
        notes=(
            "DTTS: dân tộc thiểu số; TN NCC: thân nhân người có công. Dư nợ, nợ quá hạn do ngân hàng quản lý.",
            "Một người vay ở hai chi nhánh có mặt ở hai dòng, trong dòng tổng cộng chỉ tính một lần.",
            SIGNS,
        ),
    )


def _lent(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["sent"] or row["loans"]]


def _place_and_bank(row: Mapping[str, Any]) -> tuple[str, str]:
    place, _dot, bank = row["name"].rpartition(" · ")
    return (place or NOT_HERE, bank)


def _loan_line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    people = [row[k] for k in ("borrowers", "women", "poor", "near_poor", "minority", "merit", "land_lost")]
    return (*people, row["amount"], None, None)


def by_enterprise(figures: Figures) -> Table:
    rows = figures["by_enterprise"]
    selected, departed = figures["totals"]["selected"]["people"], figures["totals"]["departed"]
    return Table(
        number=6,
        title="KẾT QUẢ THEO DOANH NGHIỆP, ĐƠN VỊ ĐƯA ĐI",
        columns=(
            NUMBERED,
            Column("Doanh nghiệp, đơn vị", 34, TEXT),
            Column("Giấy phép số", 19, TEXT),
            Column("Đăng ký", 8),
            Column("Trúng tuyển", 9, counts={"kind": "selected"}),
            Column("Tổng số", 9, group="Xuất cảnh", counts={"kind": "departed"}),
            Column("Trong đó nữ", 9, group="Xuất cảnh", counts={"kind": "departed", "sex": "female"}),
        ),
        cuts=tuple({"enterprise": row["licence"] or CENTRE_OR_NOBODY[row["name"]]} for row in rows),
        rows=tuple(
            (n, row["name"], row["licence"] or NOT_HERE, *(row[kind] for kind in SENT))
            for n, row in enumerate(rows, start=1)
        ),
        total=("", "Tổng cộng", "", None, selected, departed["people"], departed["female"]),
        notes=("Người lao động gắn với doanh nghiệp từ khi trúng tuyển, không từ khi đăng ký.", SIGNS),
    )


def returns(figures: Figures) -> Table:
    found, stock = figures["returns"], figures["stock"]
    lines = came_home(found)
    abroad = f" (ngày {day(stock['on'])})" if stock else ""
    lines.append(
        (
            f"Đang làm việc ở nước ngoài{abroad}",
            stock["total"] if stock else None,
            stock["female"] if stock else None,
            None,
        )
    )
    source = [f"Số đang làm việc ở nước ngoài: {stock['source']}."] if stock else []
    return Table(
        number=7,
        title="LAO ĐỘNG VỀ NƯỚC VÀ ĐANG LÀM VIỆC Ở NƯỚC NGOÀI",
        columns=(
            NUMBERED,
            Column("Nội dung", 50, TEXT),
            Column("Tổng số", 14, counts={"kind": "returned"}),
            Column("Trong đó nữ", 14, counts={"kind": "returned", "sex": "female"}),
        ),
        rows=tuple((n, *line[:3]) for n, line in enumerate(lines, start=1)),
        cuts=tuple(line[3] for line in lines),
        notes=(
            *source,
            "Số đang làm việc ở nước ngoài là số kiểm đếm, không tính từ số xuất cảnh trừ số về nước.",
            SIGNS,
        ),
    )


def came_home(found: Mapping[str, Any]) -> list[tuple[str, Any, Any, dict[str, str] | None]]:
    """Words, people, women, and the cut that names them."""
    lines: list[tuple[str, Any, Any, dict[str, str] | None]] = [
        ("Tổng số về nước trong năm", found["total"], found["women"], {})
    ]
    lines += [
        (f"– {words}", n, None, {"outcome": code})
        for code, words, n in labels.coded(labels.OUTCOMES, found["outcomes"])
    ]
    lines += [("Việc làm sau khi về nước", NOT_HERE, NOT_HERE, None)]
    lines += [
        (f"– {words}", n, None, {"job": code}) for code, words, n in labels.coded(labels.JOBS, found["jobs"])
    ]
    return [*lines, ("– Chưa rõ việc làm", found["job_unknown"], None, {"job": "unknown"})]
