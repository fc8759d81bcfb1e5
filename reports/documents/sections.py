"""The five sections of the review: sentences made from the figures, and the parts people write themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.documents import labels, results
from reports.documents.words import NBSP, day, listed, number, people, percent, typeset

Figures = Mapping[str, Any]
Paper = Mapping[str, Any]

# Key of each part → its heading in the editor; the order is that of the document.
WRITTEN = {
    "directing": "I. Công tác chỉ đạo, triển khai",
    "meetings": "II.1. Công tác tuyên truyền, vận động",
    "registrations": "II.2. Rà soát, đăng ký, tư vấn, tuyển chọn",
    "departures": "II.3. Kết quả xuất cảnh",
    "courses": "II.4. Đào tạo, làm thủ tục",
    "borrowing": "II.5. Vay vốn, hỗ trợ",
    "home_again": "II.6. Lao động ở nước ngoài và về nước",
    "oversight": "II.7. Kiểm tra, giám sát, sơ kết",
    "strengths": "III.1. Ưu điểm",
    "weaknesses": "III.2. Hạn chế, khó khăn",
    "causes": "III.3. Nguyên nhân",
    "lessons": "III.4. Bài học kinh nghiệm",
    "tasks": "IV. Phương hướng, nhiệm vụ năm sau",
    "proposals": "V. Kiến nghị, đề xuất",
}
# What every review says unless somebody writes it otherwise.
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
    code: str = ""  # under which its figures are found (`told`)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Part, ...]


def sections(figures: Figures, paper: Paper, written: Mapping[str, Any]) -> list[Section]:
    made = made_of(figures, paper)

    def part(title: str, key: str, show: str = "") -> Part:
        return Part(title, tuple(lines_of(key, made, written)), show, CODES.get(key, ""))

    first = Part("", (*lines_of("directing", made, written), *confirmed(paper)))
    return [
        Section("I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", (first,)),
        Section(
            "II. KẾT QUẢ THỰC HIỆN",
            tuple(part(title, key, SHOWN.get(key, "")) for key, title in titles("II.")),
        ),
        Section("III. ĐÁNH GIÁ CHUNG", tuple(part(title, key) for key, title in titles("III."))),
        Section(f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {figures['year'] + 1}", (part("", "tasks"),)),
        Section("V. KIẾN NGHỊ, ĐỀ XUẤT", (Part("", closed(lines_of("proposals", made, written))),)),
    ]


SAID_FIRST = ("directing", "proposals")
CODES = {
    "registrations": "II.2",
    "departures": "II.3",
    "courses": "II.4",
    "borrowing": "II.5",
    "home_again": "II.6",
}
SHOWN = {"registrations": "months", "departures": "districts"}


def titles(section: str) -> list[tuple[str, str]]:
    """«II.3. Kết quả xuất cảnh» stands in the document as «3. Kết quả xuất cảnh»."""
    return [(key, title.removeprefix(section)) for key, title in WRITTEN.items() if title.startswith(section)]


def lines_of(key: str, made: Mapping[str, list[str]], written: Mapping[str, Any]) -> list[str]:
    """What somebody wrote over a part, else what is made from the figures."""
    own = written.get(key)
    if own is None:
        own = SUGGESTED.get(key, "")  # what stands beside the made sentences unless somebody writes
    # So did everything people wrote, in reviews drafted before parts could be written over.
    if isinstance(own, str):
        said = [*split(own), *made[key]] if key in SAID_FIRST else [*made[key], *split(own)]
        return said or ["Chưa nêu."]
    return [typeset(line) for line in split(own["text"])]


def split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def made_of(figures: Figures, paper: Paper) -> dict[str, list[str]]:
    """Key of a part → the sentences that follow from the figures and the plan."""
    return {
        "directing": directed(figures, paper),
        "meetings": results.meetings(figures),
        "registrations": results.registrations(figures),
        "departures": results.departures(figures),
        "courses": results.courses(figures),
        "borrowing": results.borrowing(figures),
        "home_again": results.home_again(figures),
        "oversight": results.oversight(figures),
        "strengths": strong(figures),
        "weaknesses": weak(figures),
        "causes": why(figures),
        "lessons": [],
        "tasks": next_year(figures, paper),
        "proposals": recommended(paper),
    }


def confirmed(paper: Paper) -> list[str]:
    """Who stands by the figures, and why they rest without somebody; nobody writes over that."""
    if "confirmed" not in paper:
        return []
    said = []
    if paper["confirmed"]:
        names = listed([row["name"] for row in paper["confirmed"]])
        n = number(len(paper["confirmed"]))
        said.append(f"Số liệu của từng tổ chức đã được {n} cơ quan, tổ chức xác nhận: {names}.")
    said += [
        f"{row['name']} chưa xác nhận số liệu của mình khi chốt; lý do: {row['reason'].rstrip('.')}."
        for row in paper["unconfirmed"]
    ]
    return said


def recommended(paper: Paper) -> list[str]:
    """What each body asks for, in its own words under its name."""
    return [f"{row['name']}: {line}" for row in paper.get("proposals", ()) for line in split(row["text"])]


def closed(lines: list[str]) -> tuple[str, ...]:
    """The text of an official paper ends with ./. (Decree 30/2020, annex I)."""
    return (*lines[:-1], f"{lines[-1].rstrip('./')}./.")


def directed(figures: Figures, paper: Paper) -> list[str]:
    """What each body did by its own plan, and how far the duties are; the duties one by one stand in the last appendix."""
    plans = [_plan(row) for row in paper["work_plans"]]
    said = [f"Trong năm, các tổ chức đã ban hành kế hoạch thực hiện: {listed(plans)}."] if plans else []
    held = [
        f"{row['name']} {number(row['events'])}{NBSP}cuộc" for row in paper.get("did", ()) if row["events"]
    ]
    if held:
        said.append(f"Các cuộc tuyên truyền, tư vấn do các tổ chức chủ trì hoặc phối hợp: {listed(held)}.")
    states = [duty["state"] for duty in paper["duties"]]
    if states:
        counts = [
            f"{label.lower()} {number(states.count(state))}" for state, label in labels.DUTY_STATES.items()
            if states.count(state)
        ]  # fmt: skip
        said.append(f"Trong {number(len(states))} nhiệm vụ của Kế hoạch: {listed(counts)} (Phụ lục VIII).")
    return said


def _plan(row: Mapping[str, Any]) -> str:
    of = f" số {row['number']}" if row["number"] else ""
    on = f" ngày {day(row['on'])}" if row["on"] else ""
    done = f" (thực hiện {row['done']}/{row['planned']} hoạt động)" if row.get("planned") else ""
    return f"{row['body']}{of}{on}{done}"


def strong(figures: Figures) -> list[str]:
    aims = [goal for goal in figures["targets"] if not goal["organization"] and goal["verdict"] != "not"]
    met = [f"{percent(goal['percent'])} {labels.FORCES[goal['force']]}" for goal in aims]
    rows = [row["name"] for row in results.places(figures) if row["verdict"] not in (None, "not")]
    return [
        *([f"Số người {labels.POINTS[figures['counting_point']]} đạt {listed(met)}."] if met else []),
        *([f"Có {number(len(rows))} địa phương đạt chỉ tiêu được giao: {listed(rows)}."] if rows else []),
        *(["Số người tham gia tăng hơn năm trước."] if figures["rise"]["reached"] else []),
    ]


def weak(figures: Figures) -> list[str]:
    aims = [goal for goal in figures["targets"] if not goal["organization"] and goal["verdict"] == "not"]
    rows = [
        f"{row['name']} ({percent(row['percent'])})"
        for row in results.places(figures)
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
