"""Each body's own part of a draft: the lines it confirms, and the hash it confirms them by. Nothing of another body stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.models import Campaign, Organization
from reports.documents import labels
from reports.documents.words import number, people
from reports.indicators import figures
from reports.review.hashing import digest

KINDS = {
    "registered": "Đăng ký",
    "selected": "Trúng tuyển",
    "training": "Đang đào tạo",
    "departed": "Xuất cảnh",
    "returned": "Về nước",
    "withdrawn": "Rút đăng ký",
}
POINTS = {"registered": "đăng ký", "selected": "trúng tuyển", "departed": "xuất cảnh"}
RELATIONS = {"member": "là đoàn viên, hội viên", "child": "là con, em, cháu", "other": "là người khác"}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a body: its address in the part, the table it stands in, its words and its value."""

    path: str
    group: str
    label: str
    value: Any

    @property
    def shown(self) -> str:
        return self.value if isinstance(self.value, str) else number(self.value)


def parts(campaign: Campaign, year: int, moment: datetime, **asked: Any) -> dict[str, Any]:
    """Code of a body → its lines and their hash, for every body of the plan that mobilises."""
    bodies = Organization.objects.mobilising().filter(
        pk__in=campaign.parties.values("organization"),
    )
    found = {}
    for body in bodies:
        whole = figures(campaign, year, as_of=moment, body=body, **asked).as_json()
        rows = [[line.path, line.group, line.label, line.value] for line in lines_of(whole)]
        found[body.code] = {"name": body.short_name, "sha256": digest({"lines": rows}), "lines": rows}
    return found


def did(parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many events each body held, for the first section of the review."""
    held = {code: {line.path: line.value for line in lines(part)}["events"] for code, part in parts.items()}
    return [{"code": code, "name": part["name"], "events": held[code]} for code, part in parts.items()]


def lines(part: Mapping[str, Any]) -> list[Line]:
    return [Line(*row) for row in part["lines"]]


def lines_of(figures: Mapping[str, Any]) -> Iterator[Line]:
    """Only what does not move by itself from day to day: no pace, no forecast."""
    yield from general(figures)
    yield from work(figures)
    yield from cut(figures["by_district"], "Theo huyện, thành phố", "by_district", name="short_name")
    yield from cut(figures["by_market"], "Theo thị trường", "by_market")
    for row in figures["by_month"]:
        yield from three(row, "Theo tháng", f"by_month/{row['month']}", month(row["month"]))
    for row in figures["by_group"]:
        yield from three(row, "Theo đối tượng", f"by_group/{row['code']}", labels.GROUPS[row["code"]])


def general(figures: Mapping[str, Any]) -> Iterator[Line]:
    group = "Kết quả chung"
    for kind, label in KINDS.items():
        count = figures["totals"][kind]
        yield Line(f"totals/{kind}", group, f"{label}: tổng số", count["people"])
        yield Line(f"totals/{kind}/female", group, f"{label}: nữ", count["female"])
    row = next(iter(figures["by_organization"]), None)
    if row is None:
        return
    for relation, label in RELATIONS.items():
        yield Line(f"relation/{relation}", group, f"Xuất cảnh {label}", row[relation])
    for kind, label in POINTS.items():
        credit = row["credit"][kind]
        yield Line(f"credit/{kind}", group, f"Công vận động, {label}", credit["decimal"])
        yield Line(f"shared/{kind}", group, f"Số người được tính công, {label}", credit["people"])
    for nth, goal in enumerate(row["targets"]):
        low = number(goal["minimum"])
        aim = f"{low}–{people(goal['maximum'])}" if goal["maximum"] else people(goal["minimum"])
        yield Line(f"target/{nth}", group, f"Chỉ tiêu ({labels.FORCES[goal['force']]})", aim)


def work(figures: Mapping[str, Any]) -> Iterator[Line]:
    group, total = "Tuyên truyền, vay vốn", figures["events"]["total"]
    yield Line("events", group, "Cuộc do tổ chức chủ trì hoặc phối hợp", total["events"])
    yield Line("turns", group, "Lượt người dự các cuộc đó", total["turns"])
    yield Line("copies", group, "Tờ rơi, tài liệu đã phát", figures["events"]["copies"])
    loans = figures["loans"]["total"]
    yield Line("loans/sent", group, "Lượt giới thiệu vay vốn", loans["sent"])
    yield Line("loans/borrowers", group, "Người được vay", loans["borrowers"])


def cut(rows: list[Any], group: str, path: str, name: str = "name") -> Iterator[Line]:
    for row in rows:
        yield from three(row, group, f"{path}/{row['code'] or '-'}", row[name])


def three(row: Mapping[str, Any], group: str, path: str, label: str) -> Iterator[Line]:
    """The three figures of a row, where there is any of them."""
    if any(row[kind] for kind in POINTS):
        for kind, words in POINTS.items():
            yield Line(f"{path}/{kind}", group, f"{label}: {words}", row[kind])


def month(code: str) -> str:
    year, _dash, nth = code.partition("-")
    return f"Tháng {int(nth)}/{year}"
