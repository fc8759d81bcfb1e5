"""Section II in sentences: what was done and reached, each figure out of the frozen ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.documents import labels
from reports.documents.terms import terms_of
from reports.documents.words import (
    NBSP,
    against,
    as_date,
    day,
    listed,
    money,
    number,
    of_target,
    people,
    percent,
)

Figures = Mapping[str, Any]
Paper = Mapping[str, Any]


def meetings(figures: Figures) -> list[str]:
    events = figures["events"]
    total = events["total"]
    if not total["events"]:
        return ["Trong năm chưa ghi nhận cuộc tuyên truyền, tư vấn nào."]
    said = f"Trong năm đã tổ chức {number(total['events'])} cuộc tuyên truyền, tư vấn, đối thoại"
    if total["turns"] is not None:
        women = f", trong đó {number(total['turns_female'])} lượt nữ" if total["turns_female"] else ""
        said += f" với {number(total['turns'])} lượt người tham dự{women}"
    found = [f"{said}."]
    kinds = [_kind(row) for row in events["by_kind"] if row["events"]]
    found.append(f"Cụ thể: {listed(kinds)}.")
    if events["copies"]:
        found.append(f"Đã phát {number(events['copies'])} tờ rơi, sổ tay, tài liệu tuyên truyền.")
    if total["uncounted"]:
        found.append(f"Còn {number(total['uncounted'])} cuộc chưa có số lượt người dự.")
    return found


def _kind(row: Mapping[str, Any]) -> str:
    turns = f" ({number(row['turns'])} lượt người)" if row["turns"] is not None else ""
    return f"{number(row['events'])}{NBSP}{labels.EVENTS.get(row['code'], row['code'])}{turns}"


def registrations(figures: Figures) -> list[str]:
    totals = figures["totals"]
    registered, selected = totals["registered"], totals["selected"]
    found = [
        f"Có {people(registered['people'])} đăng ký tham gia ({_women(registered)}), "
        f"{against(registered['people'], before(figures, 'registered'))}; "
        f"{people(totals['consulted']['people'])} được tư vấn.",
        f"Có {people(selected['people'])} trúng tuyển ({_women(selected)}), "
        f"{against(selected['people'], before(figures, 'selected'))}.",
    ]
    if totals["withdrawn"]["people"]:
        reasons = [
            f"{labels.REASONS.get(row['code'], row['code'])} {people(row['people'])}"
            for row in figures["reasons"][:3]
        ]
        found.append(
            f"Có {people(totals['withdrawn']['people'])} rút đăng ký; lý do nhiều nhất: {listed(reasons)}."
        )
    return found


def before(figures: Figures, kind: str) -> int | None:
    """The same days of the year before; of a finished year that is the whole year."""
    pace = figures["rise"]["same_day"]
    last = pace["last_year"] if pace else None
    return None if last is None else int(last[kind])


def _women(count: Mapping[str, int]) -> str:
    unknown = f", {people(count['sex_unknown'])} chưa rõ giới tính" if count["sex_unknown"] else ""
    return f"nữ {people(count['female'])}{unknown}"


def departures(figures: Figures) -> list[str]:
    departed = figures["totals"]["departed"]
    whole = figures["cumulative"]
    found = [
        f"Có {people(departed['people'])} xuất cảnh ({_women(departed)}), {reached(figures)}"
        f"{against(departed['people'], before(figures, 'departed'))}. Lũy kế từ ngày {day(whole['since'])} "
        f"đến ngày {day(whole['until'])}: {people(whole['totals']['departed']['people'])}.",
        *targets(figures),
        *rise(figures),
    ]
    return [*found, *cuts(figures)] if departed["people"] else found


def reached(figures: Figures) -> str:
    """«đạt 93,1 % chỉ tiêu, »: of the lowest target that counts departures; nothing where there is none."""
    aims = [goal for goal in figures["targets"] if goal["indicator"] == "departed"]
    return f"{of_target(figures['totals']['departed']['people'], aims[0]['minimum'])}, " if aims else ""


def targets(figures: Figures) -> list[str]:
    """One sentence for each target of the province, at the counting point it names."""
    aims = [goal for goal in figures["targets"] if not goal["organization"]]
    return [f"So với {_goal(goal)}." for goal in aims]


def _goal(goal: Mapping[str, Any]) -> str:
    clause = f"mục {goal['clause']} " if goal["clause"] else ""
    low, high = number(goal["minimum"]), goal["maximum"]
    aim = f"từ {low} đến {people(high)}" if high else people(goal["minimum"])
    said = f"đạt {percent(goal['percent'])} {'mức tối thiểu' if high else 'chỉ tiêu'}"
    tail = f"còn thiếu {people(goal['missing'])}" if goal["missing"] else labels.VERDICTS[goal["verdict"]]
    kind, point = labels.FORCES[goal["force"]], labels.POINTS[goal["indicator"]]
    return f"{kind} {aim} {point} ({clause}văn bản số {cite(goal['document'])}): {said}, {tail}"


def cite(document: str) -> str:
    """202/KHLT-MTTQ-SLĐ… → 202/KHLT: the plan is named in full at the head of the review."""
    digits, slash, symbol = document.partition("/")
    return document if len(document) < 30 else f"{digits}{slash}{symbol.partition('-')[0]}"


def rise(figures: Figures) -> list[str]:
    rule = figures["rise"]
    if not rule["applies"]:
        return []
    asked = "Yêu cầu «năm sau tăng hơn so với năm trước» của Kế hoạch"
    if rule["reached"] is None:
        return [f"{asked}: chưa có số liệu năm trước để so sánh."]
    if rule["reached"]:
        return [f"{asked}: đạt ({number(rule['this_year'])} so với {people(rule['last_year'])})."]
    return [
        f"{asked}: chưa đạt ({number(rule['this_year'])} so với {people(rule['last_year'])}, cần thêm {people(rule['needed'])})."
    ]


def cuts(figures: Figures) -> list[str]:
    markets = [
        f"{row['name']} {people(row['departed'])} ({percent(row['percent'])})"
        for row in sorted(figures["by_market"], key=lambda row: -row["departed"])
        if row["departed"]
    ]
    ages = [
        f"{labels.AGES.get(row['code'], row['code'])} {people(row['departed'])}"
        for row in figures["by_age"]
        if row["departed"]
    ]
    bodies = [
        f"{row['name']} {people(row['people_lead']['departed'])}"
        for row in sorted(figures["by_organization"], key=lambda row: -row["people_lead"]["departed"])
        if row["people_lead"]["departed"]
    ]
    both = figures["co_mobilised"]["departed"]
    shared = f" Trong đó {people(both)} do từ hai tổ chức trở lên cùng vận động." if both else ""
    return [
        f"Theo thị trường: {listed(markets)} (Phụ lục II).",
        f"Theo độ tuổi: {listed(ages)}.",
        f"Theo tổ chức chủ trì vận động: {listed(bodies)} (Phụ lục III).{shared}",
        *units(figures),
        *groups(figures),
    ]


def places(figures: Figures) -> Sequence[Mapping[str, Any]]:
    """What is set side by side: the districts of the province, the communes of one district."""
    found: Sequence[Mapping[str, Any]] = figures["by_commune" if figures["unit"] else "by_district"]
    return found


def units(figures: Figures) -> list[str]:
    rows = places(figures)
    if not figures["by_district"]:
        return ["Kết quả từng xã, phường nêu tại Phụ lục I."]
    kind, annex = ("xã, phường, thị trấn", "IX") if figures["unit"] else ("huyện, thành phố", "I")
    best = sorted(rows, key=lambda row: -row["departed"])[:3]
    most = [f"{row['name']} {people(row['departed'])}" for row in best if row["departed"]]
    aimed = [row for row in rows if row["verdict"]]
    met = sum(1 for row in aimed if row["verdict"] != "not")
    share = f"; có {number(met)}/{number(len(aimed))} {kind} đạt chỉ tiêu được giao" if aimed else ""
    if not most:
        return []
    return [f"Theo địa bàn, nhiều nhất là {listed(most)}{share} (Phụ lục {annex})."]


def groups(figures: Figures) -> list[str]:
    found = [
        f"{labels.GROUPS[row['code']].lower()} {people(row['departed'])}"
        for row in figures["by_group"]
        if row["departed"] and row["code"] != "youth_unknown"
    ]
    if not found:
        return []
    return [
        f"Theo đối tượng (một người có thể thuộc nhiều đối tượng, không cộng dồn): {listed(found)} (Phụ lục IV)."
    ]


def courses(figures: Figures) -> list[str]:
    totals, course = figures["totals"], terms_of(as_date(figures["window"]["end"])).course
    return [
        f"Trong năm có {people(totals['training']['people'])} tham gia đào tạo nghề, ngoại ngữ, {course} "
        f"({_women(totals['training'])}); {people(totals['contracted']['people'])} đã ký hợp đồng; "
        f"{people(totals['visa']['people'])} được cấp thị thực."
    ]


def borrowing(figures: Figures) -> list[str]:
    total = figures["loans"]["total"]
    if not total["sent"] and not total["loans"]:
        return ["Trong năm không phát sinh giới thiệu vay vốn."]
    found = [
        f"Đã giới thiệu {number(total['sent'])} lượt vay vốn đến các ngân hàng; ngân hàng chấp thuận "
        f"{number(total['approved'])}, từ chối {number(total['refused'])}, đang chờ {number(total['waiting'])} lượt.",
        f"Có {people(total['borrowers'])} được vay (nữ {people(total['women'])}), doanh số cho vay "
        f"{money(total['amount'])} (Phụ lục V).",
    ]
    return found


def home_again(figures: Figures) -> list[str]:
    found, stock = figures["returns"], figures["stock"]
    said = [f"Trong năm có {people(found['total'])} về nước (nữ {people(found['women'])})"]
    outcomes = [
        f"{words.lower()} {people(n)}" for words, n in labels.counted(labels.OUTCOMES, found["outcomes"]) if n
    ]
    if outcomes:
        said.append(f": {listed(outcomes)}")
    lines = ["".join(said) + " (Phụ lục VII)."]
    if stock:
        women = f", trong đó nữ {people(stock['female'])}" if stock["female"] is not None else ""
        lines.append(
            f"Số lao động đang làm việc ở nước ngoài tại ngày {day(stock['on'])}: {people(stock['total'])}{women}."
        )
    else:
        lines.append("Chưa có số kiểm đếm lao động đang làm việc ở nước ngoài.")
    return lines


def oversight(figures: Figures) -> list[str]:
    held = {row["code"]: row["events"] for row in figures["events"]["by_kind"]}
    return [
        f"Trong năm đã tổ chức {number(held.get('supervision', 0))} cuộc giám sát và "
        f"{number(held.get('review', 0))} hội nghị sơ kết."
    ]
