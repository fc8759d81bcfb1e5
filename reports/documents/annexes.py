"""The tables that follow the review, from the frozen figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from reports.documents import labels
from reports.documents.partners import by_enterprise, loans, returns
from reports.documents.tables import NOT_HERE, NUMBERED, SIGNS, TEXT, Column, Table
from reports.documents.words import UNKNOWN, grouped

Figures = Mapping[str, Any]
MARKET = ("registered", "last_year", "departed", "departed_female", "percent", "cumulative")
GROUP = ("registered", "selected", "departed", "departed_female", "percent")


def tables(figures: Figures) -> list[Table]:
    makers: list[Callable[[Figures], Table]] = [
        by_unit,
        by_market,
        by_body,
        by_group,
        loans,
        by_enterprise,
        returns,
    ]
    return [make(figures) for make in makers]


def people(kind: str, **cut: str) -> dict[str, str]:
    return {"kind": kind, **cut}


WOMEN = people("departed", sex="female")


def aim(targets: Sequence[Mapping[str, Any]]) -> str | int | None:
    """The lowest target, which a row is judged by: 500 or 500–700."""
    if not targets:
        return None
    low, high = targets[0]["minimum"], targets[0]["maximum"]
    return f"{grouped(low)}–{grouped(high)}" if high else int(low)


def change(now: int, before: Mapping[str, int] | None, kind: str = "departed") -> int | None:
    return None if before is None else now - before[kind]


def by_unit(figures: Figures) -> Table:
    rows = figures["by_district"] or figures["by_commune"]
    of_district = bool(figures["by_district"])
    level = "district" if of_district else "commune"
    lines = [_unit_line(n, row) for n, row in enumerate(rows, start=1)]
    lines += [_province_line(len(lines) + 1, row) for row in _outside_districts(figures)]
    title = "KẾT QUẢ VẬN ĐỘNG THEO HUYỆN, THÀNH PHỐ" if of_district else "KẾT QUẢ VẬN ĐỘNG THEO XÃ, PHƯỜNG"
    return Table(
        number=1,
        title=title,
        landscape=True,
        columns=(
            NUMBERED,
            Column("Đơn vị", 20, TEXT),
            Column("Chỉ tiêu năm", 8),
            Column("Số cuộc", 7, group="Tuyên truyền, tư vấn"),
            Column("Lượt người", 8, group="Tuyên truyền, tư vấn"),
            Column("Đăng ký", 7, counts=people("registered")),
            Column("Trúng tuyển", 7, counts=people("selected")),
            Column("Đào tạo", 7, counts=people("training")),
            Column("Tổng số", 7, group="Xuất cảnh", counts=people("departed")),
            Column("Trong đó nữ", 7, group="Xuất cảnh", counts=WOMEN),
            Column("% chỉ tiêu", 7, "percent"),
            Column("So cùng kỳ (người)", 8, "change"),
        ),
        rows=tuple(lines),
        cuts=tuple({level: row["key"]} for row in rows),
        total=_unit_total(figures),
        notes=(
            "Mỗi người được tính một lần ở đơn vị cư trú khi đăng ký; lượt người là số lượt dự, không phải số người.",
            f"% chỉ tiêu tính theo số người {labels.POINTS[figures['counting_point']]}.",
            *figures["notes"][1:],
            SIGNS,
        ),
    )


def _unit_line(n: int, row: Mapping[str, Any]) -> tuple[Any, ...]:
    counts = (row["registered"], row["selected"], row["training"], row["departed"], row["departed_female"])
    before = change(row["departed"], row["previous"])
    return (n, row["name"], aim(row["targets"]), row["events"], row["turns"], *counts, row["percent"], before)


def _outside_districts(figures: Figures) -> list[Mapping[str, Any]]:
    known = {row["code"] for row in figures["by_district"]}
    return [row for row in figures["events"]["by_district"] if row["code"] not in known]


def _province_line(n: int, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (n, row["name"], NOT_HERE, row["events"], row["turns"], *[NOT_HERE] * 7)


def _unit_total(figures: Figures) -> tuple[Any, ...]:
    totals, events = figures["totals"], figures["events"]["total"]
    counts = [totals[kind]["people"] for kind in ("registered", "selected", "training", "departed")]
    before = figures["previous"]["totals"]
    aimed = [goal for goal in figures["targets"] if not goal["organization"]]
    return (
        "",
        "Tổng cộng",
        aim(aimed),
        events["events"],
        events["turns"],
        *counts,
        totals["departed"]["female"],
        aimed[0]["percent"] if aimed else None,
        None if before is None else counts[-1] - before["departed"]["people"],
    )


def by_commune(figures: Figures) -> Table:
    """Every commune under its district, for those who ask which one."""
    rows = figures["by_commune"]
    districts = {row["key"]: row["name"] for row in figures["by_district"]}
    lines = [
        (n, row["name"], districts.get(row["district"] or "", UNKNOWN), *_commune_counts(row))
        for n, row in enumerate(rows, start=1)
    ]
    totals = figures["totals"]
    counts = [totals[kind]["people"] for kind in ("registered", "selected", "training", "departed")]
    return Table(
        number=9,
        title="KẾT QUẢ VẬN ĐỘNG THEO XÃ, PHƯỜNG, THỊ TRẤN",
        columns=(
            NUMBERED,
            Column("Xã, phường, thị trấn", 24, TEXT),
            Column("Huyện, thành phố", 23, TEXT),
            Column("Đăng ký", 9, counts=people("registered")),
            Column("Trúng tuyển", 9, counts=people("selected")),
            Column("Đào tạo", 9, counts=people("training")),
            Column("Tổng số", 9, group="Xuất cảnh", counts=people("departed")),
            Column("Trong đó nữ", 9, group="Xuất cảnh", counts=WOMEN),
        ),
        rows=tuple(lines),
        cuts=tuple({"commune": row["key"]} for row in rows),
        total=("", "Tổng cộng", "", *counts, totals["departed"]["female"]),
        notes=("Mỗi người được tính một lần ở nơi cư trú khi đăng ký.", SIGNS),
    )


def _commune_counts(row: Mapping[str, Any]) -> tuple[int, ...]:
    kinds = ("registered", "selected", "training", "departed", "departed_female")
    return tuple(row[kind] for kind in kinds)


def by_market(figures: Figures) -> Table:
    rows = figures["by_market"]
    departed, before = figures["totals"]["departed"], figures["previous"]["totals"]
    return Table(
        number=2,
        title="KẾT QUẢ XUẤT CẢNH THEO NƯỚC, VÙNG LÃNH THỔ",
        columns=(
            NUMBERED,
            Column("Nước, vùng lãnh thổ", 24, TEXT),
            Column("Đăng ký", 10, counts=people("registered")),
            Column(f"Năm {figures['year'] - 1}", 11, counts=people("departed", span="previous")),
            Column("Tổng số", 10, group=f"Năm {figures['year']}", counts=people("departed")),
            Column("Trong đó nữ", 10, group=f"Năm {figures['year']}", counts=WOMEN),
            Column("Tỷ lệ %", 10, "percent"),
            Column("Lũy kế từ đầu Kế hoạch", 14, counts=people("departed", span="all")),
        ),
        cuts=tuple({"market": row["code"] or ""} for row in rows),
        rows=tuple((n, row["name"], *(row[kind] for kind in MARKET)) for n, row in enumerate(rows, start=1)),
        total=(
            "",
            "Tổng cộng",
            figures["totals"]["registered"]["people"],
            before["departed"]["people"] if before else None,
            departed["people"],
            departed["female"],
            100.0 if departed["people"] else None,
            figures["cumulative"]["totals"]["departed"]["people"],
        ),
        notes=(
            "Cột đăng ký theo thị trường mong muốn; các cột còn lại theo thị trường đã xuất cảnh.",
            SIGNS,
        ),
    )


def by_body(figures: Figures) -> Table:
    rows = figures["by_organization"]
    went = "Xuất cảnh (tổ chức chủ trì vận động)"
    return Table(
        number=3,
        title="KẾT QUẢ THEO TỔ CHỨC VẬN ĐỘNG",
        landscape=True,
        columns=(
            NUMBERED,
            Column("Tổ chức", 24, TEXT),
            Column("Chỉ tiêu", 8),
            Column("Đăng ký", 8, counts=people("registered")),
            Column("Trúng tuyển", 8, counts=people("selected")),
            Column("Tổng số", 8, group=went, counts=people("departed")),
            Column("Đoàn viên, hội viên", 9, group=went, counts=people("departed", relation="member")),
            Column("Con, em, cháu", 8, group=went, counts=people("departed", relation="family")),
            Column("Khác", 7, group=went, counts=people("departed", relation="other")),
            Column("% chỉ tiêu", 8, "percent"),
            Column("Công vận động quy đổi", 10),
        ),
        cuts=tuple({"lead": row["code"]} for row in rows),
        rows=tuple(_body_line(n, row) for n, row in enumerate(rows, start=1)),
        total=_body_total(figures),
        notes=(
            "Mỗi người chỉ tính một lần cho tổ chức chủ trì vận động; công vận động quy đổi chia phần cho các tổ chức "
            "cùng vận động một người, tổng các phần đúng bằng số người xuất cảnh.",
            counted_and_credited(figures),
            SIGNS,
        ),
    )


def counted_and_credited(figures: Figures) -> str:
    """Why the bodies add up to more than the people."""
    people, shared = figures["totals"]["departed"]["people"], figures["co_mobilised"]["departed"]
    turns = sum(row["credit"]["departed"]["people"] for row in figures["by_organization"])
    if not shared:
        return f"{grouped(people)} người; không có người do hai đoàn thể cùng vận động nên cộng theo đoàn thể cũng bằng {grouped(people)}."
    by = "hai đoàn thể" if turns - people == shared else "từ hai đoàn thể trở lên"
    return f"{grouped(people)} người; cộng theo đoàn thể {grouped(turns)} lượt vì {grouped(shared)} người do {by} cùng vận động."


def _body_line(n: int, row: Mapping[str, Any]) -> tuple[Any, ...]:
    led = row["people_lead"]
    kinds = (row["member"], row["child"], row["other"])
    share = Fraction(row["credit"]["departed"]["share"])
    return (
        n,
        row["name"],
        aim(row["targets"]),
        led["registered"],
        led["selected"],
        led["departed"],
        *kinds,
        row["percent"],
        share,
    )


def _body_total(figures: Figures) -> tuple[Any, ...]:
    rows = figures["by_organization"]
    counts = [figures["totals"][kind]["people"] for kind in ("registered", "selected", "departed")]
    kinds = [sum(row[kind] for row in rows) for kind in ("member", "child", "other")]
    shares = sum((Fraction(row["credit"]["departed"]["share"]) for row in rows), Fraction())
    aimed = [goal for goal in figures["targets"] if not goal["organization"]]
    return (
        "",
        "Tổng cộng",
        aim(aimed),
        *counts,
        *kinds,
        aimed[0]["percent"] if aimed else None,
        shares,
    )


def by_group(figures: Figures) -> Table:
    rows = [row for row in figures["by_group"] if row["code"] != "youth_unknown" or row["registered"]]
    return Table(
        number=4,
        title="KẾT QUẢ THEO ĐỐI TƯỢNG",
        columns=(
            NUMBERED,
            Column("Đối tượng", 34, TEXT),
            Column("Đăng ký", 10, counts=people("registered")),
            Column("Trúng tuyển", 10, counts=people("selected")),
            Column("Tổng số", 10, group="Xuất cảnh", counts=people("departed")),
            Column("Trong đó nữ", 10, group="Xuất cảnh", counts=WOMEN),
            Column("% so tổng xuất cảnh", 12, "percent"),
        ),
        cuts=tuple({"group": row["code"]} for row in rows),
        rows=tuple(
            (n, labels.GROUPS.get(row["code"], row["code"]), *(row[kind] for kind in GROUP))
            for n, row in enumerate(rows, start=1)
        ),
        notes=(figures["notes"][0], SIGNS),
    )
