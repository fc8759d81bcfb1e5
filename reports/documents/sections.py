"""The five sections of the review: sentences made from the figures, and the parts people write themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.documents import labels, results
from reports.documents.words import day, listed, number, people, percent

Figures = Mapping[str, Any]
Paper = Mapping[str, Any]

# Key of each written part → its heading in the editor; the order is that of the document.
WRITTEN = {
    "directing": "I. Công tác chỉ đạo, triển khai",
    "strengths": "III.1. Ưu điểm",
    "weaknesses": "III.2. Hạn chế, khó khăn",
    "causes": "III.3. Nguyên nhân",
    "lessons": "III.4. Bài học kinh nghiệm",
    "tasks": "IV. Phương hướng, nhiệm vụ năm sau",
    "proposals": "V. Kiến nghị, đề xuất",
}
# What a new draft starts with; people change it before the figures are frozen.
SUGGESTED = {
    "directing": "Căn cứ Kế hoạch phối hợp, các tổ chức đã quán triệt, cụ thể hóa nội dung phối hợp trong hệ thống tổ chức "
    "mình và phối hợp với ngành Lao động - Thương binh và Xã hội triển khai thực hiện.",
    "strengths": "Các tổ chức chủ động lồng ghép tuyên truyền, vận động vào hoạt động của hệ thống mình; sự phối hợp giữa Mặt "
    "trận, các đoàn thể và ngành Lao động - Thương binh và Xã hội từ tỉnh đến cơ sở được duy trì.",
    "weaknesses": "",
    "causes": "",
    "lessons": "Phối hợp thường xuyên giữa Mặt trận, các đoàn thể và ngành Lao động - Thương binh và Xã hội; rà soát nhu cầu "
    "đến từng hộ; thông tin kịp thời về thị trường, chi phí và nguồn vốn vay để người lao động yên tâm đăng ký.",
    "tasks": "Tiếp tục tuyên truyền, vận động đoàn viên, hội viên và con, em, cháu của đoàn viên, hội viên tham gia; ưu tiên "
    "lao động thuộc hộ nghèo, hộ cận nghèo.\nTăng cường đối thoại giữa doanh nghiệp có uy tín với người lao động; theo dõi "
    "người đã đăng ký đến khi xuất cảnh.\nPhối hợp với các ngân hàng giải quyết kịp thời nhu cầu vay vốn; hỗ trợ lao động "
    "hết hạn hợp đồng về nước tìm việc làm, khởi nghiệp.",
    "proposals": "Đề nghị Thường trực Tỉnh ủy, Ủy ban nhân dân tỉnh tiếp tục quan tâm lãnh đạo, chỉ đạo và tạo điều kiện để "
    "các tổ chức thực hiện Kế hoạch phối hợp.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part of a section: made sentences, then what was written; `show` names a drawing or table below it."""

    title: str
    lines: tuple[str, ...]
    show: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Part, ...]


def sections(figures: Figures, paper: Paper, written: Mapping[str, str]) -> list[Section]:
    def text(key: str) -> list[str]:
        return [line.strip() for line in written.get(key, "").splitlines() if line.strip()]

    year = figures["year"]
    return [
        Section(
            "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", (Part("", (*text("directing"), *directed(figures, paper))),)
        ),
        Section("II. KẾT QUẢ THỰC HIỆN", achieved(figures)),
        Section("III. ĐÁNH GIÁ CHUNG", judged(figures, text)),
        Section(
            f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {year + 1}",
            (Part("", (*next_year(figures, paper), *text("tasks"))),),
        ),
        Section("V. KIẾN NGHỊ, ĐỀ XUẤT", (Part("", closed(text("proposals") or ["Không có."])),)),
    ]


def closed(lines: list[str]) -> tuple[str, ...]:
    """The text of an official paper ends with ./. (Decree 30/2020, annex I)."""
    return (*lines[:-1], f"{lines[-1].rstrip('.')}./.")


def achieved(figures: Figures) -> tuple[Part, ...]:
    return (
        Part("1. Công tác tuyên truyền, vận động", tuple(results.meetings(figures))),
        Part("2. Rà soát, đăng ký, tư vấn, tuyển chọn", tuple(results.registrations(figures)), "months"),
        Part("3. Kết quả xuất cảnh", tuple(results.departures(figures)), "districts"),
        Part("4. Đào tạo, làm thủ tục", tuple(results.courses(figures))),
        Part("5. Vay vốn, hỗ trợ", tuple(results.borrowing(figures))),
        Part("6. Lao động ở nước ngoài và về nước", tuple(results.home_again(figures))),
        Part("7. Kiểm tra, giám sát, sơ kết", tuple(results.oversight(figures))),
    )


def judged(figures: Figures, text: Any) -> tuple[Part, ...]:
    return (
        Part("1. Ưu điểm", (*strong(figures), *text("strengths")) or ("Chưa nêu.",)),
        Part("2. Hạn chế, khó khăn", (*weak(figures), *text("weaknesses"))),
        Part("3. Nguyên nhân", (*why(figures), *text("causes")) or ("Chưa nêu.",)),
        Part("4. Bài học kinh nghiệm", tuple(text("lessons")) or ("Chưa nêu.",)),
    )


def directed(figures: Figures, paper: Paper) -> list[str]:
    """Yearly plans of the bodies and how far the duties are; the duties one by one stand in the last appendix."""
    plans = [_plan(row) for row in paper["work_plans"]]
    said = [f"Trong năm, các tổ chức đã ban hành kế hoạch thực hiện: {listed(plans)}."] if plans else []
    states = [duty["state"] for duty in paper["duties"]]
    if states:
        counts = [
            f"{label.lower()} {number(states.count(state))}" for state, label in labels.DUTY_STATES.items()
            if states.count(state)
        ]  # fmt: skip
        said.append(f"Trong {number(len(states))} nhiệm vụ của Kế hoạch: {listed(counts)} (Phụ lục VIII).")
    return said


def _plan(row: Mapping[str, str]) -> str:
    of = f" số {row['number']}" if row["number"] else ""
    on = f" ngày {day(row['on'])}" if row["on"] else ""
    return f"{row['body']}{of}{on}"


def strong(figures: Figures) -> list[str]:
    aims = [goal for goal in figures["targets"] if not goal["organization"] and goal["verdict"] != "not"]
    met = [f"{percent(goal['percent'])} {labels.FORCES[goal['force']]}" for goal in aims]
    rows = [row["name"] for row in figures["by_district"] if row["verdict"] not in (None, "not")]
    return [
        *([f"Số người {labels.POINTS[figures['counting_point']]} đạt {listed(met)}."] if met else []),
        *([f"Có {number(len(rows))} địa phương đạt chỉ tiêu được giao: {listed(rows)}."] if rows else []),
        *(["Số người tham gia tăng hơn năm trước."] if figures["rise"]["reached"] else []),
    ]


def weak(figures: Figures) -> list[str]:
    aims = [goal for goal in figures["targets"] if not goal["organization"] and goal["verdict"] == "not"]
    rows = [
        f"{row['name']} ({percent(row['percent'])})"
        for row in figures["by_district"]
        if row["verdict"] == "not"
    ]
    missed = [f"{labels.FORCES[goal['force']]} (còn thiếu {people(goal['missing'])})" for goal in aims]
    return [
        *([f"Chưa đạt {listed(missed)}."] if missed else []),
        *(
            [f"Còn {number(len(rows))} địa phương chưa đạt chỉ tiêu được giao: {listed(rows)}."]
            if rows
            else []
        ),
    ] or ["Không phát sinh hạn chế qua số liệu chỉ tiêu."]


def why(figures: Figures) -> list[str]:
    reasons = [
        f"{labels.REASONS.get(row['code'], row['code'])} ({percent(row['percent'])})"
        for row in figures["reasons"][:3]
    ]
    return [f"Người lao động rút đăng ký chủ yếu do {listed(reasons)}."] if reasons else []


def next_year(figures: Figures, paper: Paper) -> list[str]:
    year = figures["year"] + 1
    aims = [_aim(goal) for goal in paper["next_targets"]]
    said = [f"Chỉ tiêu năm {year}: {listed(aims)}."] if aims else []
    if paper["next_rise"]:
        now = figures["totals"][figures["counting_point"]]["people"]
        said.append(
            f"Theo Kế hoạch, năm {year} phải tăng hơn năm {year - 1}, tức là từ {people(now + 1)} trở lên."
        )
    return said


def _aim(goal: Mapping[str, Any]) -> str:
    low = number(goal["minimum"])
    size = f"{low} đến {people(goal['maximum'])}" if goal["maximum"] else people(goal["minimum"])
    return f"{labels.FORCES[goal['force']]} {size}"
