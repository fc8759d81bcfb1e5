"""Where a figure stands, in the words of the tables: «by_district/836/departed» → «Theo huyện, thành phố › Ba Tri › Xuất cảnh»."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from reports.documents import labels
from reports.documents.words import UNKNOWN, number
from reports.indicators import Change
from reports.indicators.compare import NAMES

TABLES = {
    "totals": "Tổng số",
    "targets": "Chỉ tiêu",
    "by_district": "Theo huyện, thành phố",
    "by_commune": "Theo xã, phường",
    "by_market": "Theo thị trường",
    "by_programme": "Theo chương trình",
    "by_month": "Theo tháng",
    "by_sex": "Theo giới tính",
    "by_age": "Theo độ tuổi",
    "by_group": "Theo đối tượng",
    "by_organization": "Theo tổ chức",
    "by_enterprise": "Theo doanh nghiệp",
    "co_mobilised": "Cùng vận động",
    "events": "Tuyên truyền",
    "loans": "Vay vốn",
    "returns": "Về nước",
    "stock": "Đang làm việc ở nước ngoài",
    "reasons": "Lý do rút đăng ký",
    "event_yield": "Từ sự kiện đến đăng ký",
    "funnel": "Chuyển tiếp của người đăng ký trong năm",
    "previous": "Năm trước",
    "cumulative": "Lũy kế",
    "stuck": "Nơi nghẽn",
}
UNITS = ("by_district", "by_commune")
# Codes that mean something else elsewhere: a training is an event here and a step there.
OF_TABLE = {
    "events": labels.EVENTS,
    "event_yield": labels.EVENTS,
    "reasons": labels.REASONS,
    "loans": labels.REFUSALS,
}
FIELDS = {
    "registered": "Đăng ký",
    "consulted": "Được tư vấn",
    "selected": "Trúng tuyển",
    "training": "Đào tạo",
    "contracted": "Ký hợp đồng",
    "visa": "Thị thực",
    "departed": "Xuất cảnh",
    "departed_female": "Xuất cảnh, nữ",
    "departed_last_year": "Xuất cảnh năm trước",
    "returned": "Về nước",
    "withdrawn": "Rút đăng ký",
    "resumed": "Đăng ký lại",
    "people": "số người",
    "female": "nữ",
    "male": "nam",
    "sex_unknown": "chưa rõ giới tính",
    "imprecise": "chưa rõ ngày",
    "people_lead": "chủ trì vận động",
    "member": "đoàn viên, hội viên",
    "child": "con, em, cháu",
    "other": "khác",
    "credit": "công vận động",
    "share": "quy đổi",
    "cited": "văn bản",
    "totals": "tổng số",
    "total": "tổng cộng",
    "by_kind": "theo loại",
    "by_district": "theo huyện",
    "soon": "trong 30 ngày",
    "within": "trong 90 ngày",
    "version": "lần điều chỉnh",
    "of": "số người ở bước trước",
    "step": "bước",
    "usual": "tỷ lệ toàn tỉnh",
    "shortfall": "thiếu so với toàn tỉnh",
    "by_branch": "theo chi nhánh",
    "by_district_and_branch": "theo huyện và chi nhánh",
    "previous": "năm trước",
    "last_year": "năm trước",
    "cumulative": "lũy kế",
    "turns": "lượt người",
    "turns_female": "lượt nữ",
    "uncounted": "cuộc chưa có số người",
    "copies": "tài liệu đã phát",
    "events": "số cuộc",
    "sent": "lượt giới thiệu",
    "approved": "được chấp thuận",
    "approved_amount": "số tiền chấp thuận",
    "refused": "bị từ chối",
    "waiting": "đang chờ",
    "borrowers": "người được vay",
    "women": "nữ",
    "loans": "món vay",
    "amount": "doanh số cho vay",
    "answered": "lượt đã trả lời",
    "answer_days": "ngày trả lời",
    "refusals": "lý do từ chối",
    "outcomes": "theo kết quả",
    "jobs": "theo việc làm",
    "job_unknown": "chưa rõ việc làm",
    "minimum": "mức tối thiểu",
    "maximum": "mức tối đa",
    "targets": "chỉ tiêu",
    "poor": "hộ nghèo",
    "near_poor": "hộ cận nghèo",
    "minority": "dân tộc thiểu số",
    "merit": "người có công",
    "land_lost": "bị thu hồi đất",
    **labels.GROUPS,
    **labels.AGES,
    **labels.OUTCOMES,
    **labels.JOBS,
}


def where(path: str, figures: Mapping[str, Any], name: str = "") -> str:
    """`name` is that of a row these figures do not have. Rows are called as the figures themselves call them; an address nobody has words for stays as it is."""
    table, *steps = path.split("/")
    here: Any = figures.get(table)
    said = [TABLES.get(table, table)]
    for step in steps:
        row = row_of(here, step)
        known = name if name and row is None and isinstance(here, list) else ""
        said.append(
            OF_TABLE.get(table, {}).get(step) or known or called(unit_of(step, table, figures) or row, step)
        )
        here = row if row is not None else here.get(step) if isinstance(here, dict) else None
    return " › ".join(said)


def row_of(rows: Any, name: str) -> Any:
    if not isinstance(rows, list):
        return None
    for n, row in enumerate(rows):
        known = [row.get(part) for part in NAMES] if isinstance(row, dict) else []
        if name.removesuffix(f"#{n}") in map(str, known) or name == str(n):
            return row
    return None


def unit_of(key: str, table: str, figures: Mapping[str, Any]) -> Any:
    """Where a table has only the keys of units, their rows have the names."""
    if table != "stuck":
        return None
    return next((row for rows in UNITS if (row := row_of(figures.get(rows), key))), None)


def called(row: Any, step: str) -> str:
    if isinstance(row, dict):
        if name := row.get("short_name") or row.get("name"):
            return str(name)
        if month := row.get("month"):
            return f"tháng {month[5:].lstrip('0')}/{month[:4]}"
        if "minimum" in row:
            return f"{row['minimum']}–{row['maximum']}" if row["maximum"] else str(row["minimum"])
    return FIELDS.get(step, step)


def value(found: Any) -> str:
    """A whole row that came or went is not spelled out."""
    if isinstance(found, dict | list):
        return "(có)" if found else UNKNOWN
    return number(found) if isinstance(found, int | float) or found is None else str(found)


def figure(path: str, found: Any) -> Any:
    """Exact shares («37/2») as the tables print them."""
    return float(Fraction(found)) if path.endswith("/share") and found is not None else found


def row(change: Change, figures: Mapping[str, Any]) -> dict[str, str]:
    before, after = (figure(change.path, value) for value in (change.before, change.after))
    known = isinstance(before, int | float) and isinstance(after, int | float)
    by = after - before if known else None
    sign = "+" if by is not None and by > 0 else ""
    return {
        "path": change.path,
        "where": where(change.path, figures, change.called),
        "before": value(before),
        "after": value(after),
        "by": f"{sign}{number(by)}" if by is not None else "",
    }
