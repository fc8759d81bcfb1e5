"""Everything a print shows, worked out once for PDF and Word from what was frozen; nothing is counted or asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from campaigns.dates import VIETNAM
from reports.documents.annexes import by_commune, people, tables
from reports.documents.drawings import drawings, month_label
from reports.documents.labels import DUTY_STATES
from reports.documents.rules import Rule, rule_of
from reports.documents.sections import Section, sections
from reports.documents.tables import TEXT, Column, Table
from reports.documents.terms import Terms, terms_of
from reports.documents.words import DOTS, as_date, day, long_day, moment
from reports.models import AnnualReview

DRAFT, DEMO = "DỰ THẢO", "DỮ LIỆU MẪU"


@dataclass(frozen=True, slots=True)
class Print:
    """A review as it lies on paper."""

    paper: Mapping[str, Any]
    figures: Mapping[str, Any]
    written: Mapping[str, str]
    number: str
    issued_on: date | None
    as_of: datetime
    sha256: str
    code: str = ""  # of the review, before the code of a figure: 2019.1 is the first edition of 2019

    @property
    def rule(self) -> Rule:
        """By the day of issue; a draft is laid out as if it were issued on the day of its figures."""
        return rule_of(self.issued_on or self.as_of.astimezone(VIETNAM).date(), self.lead["code"])

    @property
    def link(self) -> str:
        """The address of a figure, up to its code within the review."""
        return (
            f"{settings.PUBLIC_URL.rstrip('/')}{reverse('reports:code', args=[self.code])}".rstrip("/") + "-"
            if self.code
            else ""
        )

    @property
    def terms(self) -> Terms:
        return terms_of(as_date(self.figures["window"]["end"]))

    @property
    def year(self) -> int:
        return int(self.figures["year"])

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def marks(self) -> str:
        """Stands at the head of every sheet."""
        marks = [DEMO] * bool(self.paper["is_demo"]) + [DRAFT] * self.is_draft
        return " · ".join(marks)

    @property
    def motto(self) -> tuple[str, ...]:
        return self.rule.motto

    @property
    def number_line(self) -> str:
        return self.rule.numbered.format(self.full_number)

    @property
    def full_number(self) -> str:
        return self.number or f"{DOTS}/{self.paper['symbol']}"

    @property
    def place_and_day(self) -> str:
        return f"{self.paper['city']}, {long_day(self.issued_on)}"

    @property
    def is_last_year(self) -> bool:
        return self.year == int(self.paper["to_year"])

    @property
    def subject(self) -> str:
        if of := self.paper.get("of"):
            return f"Kết quả tuyên truyền, vận động người lao động {self.terms.go} {of} năm {self.year}"
        kind = "Tổng kết" if self.is_last_year else "Sơ kết"
        return (
            f"{kind} công tác phối hợp tuyên truyền, vận động người lao động {self.terms.go} "
            f"năm {self.year}, phương hướng, nhiệm vụ năm {self.year + 1}"
        )

    @property
    def bases(self) -> list[str]:
        """Each ends with a semicolon, the last with a full stop."""
        lines = [f"Căn cứ {line}" for line in self.paper["bases"]]
        return [f"{line};" for line in lines[:-1]] + [f"{line}." for line in lines[-1:]]

    @property
    def lead_in(self) -> str:
        window = self.figures["window"]
        of = self.paper.get("of")
        who = (
            f"Kết quả thực hiện Kế hoạch phối hợp {of}"
            if of
            else "Các cơ quan, tổ chức tham gia Kế hoạch phối hợp báo cáo kết quả thực hiện"
        )
        return (
            f"{who} năm {self.year} "
            f"(từ ngày {day(window['start'])} đến ngày {day(window['end'])}; số liệu tính đến {self.known}) như sau:"
        )

    @property
    def known(self) -> str:
        return moment(self.as_of.astimezone(VIETNAM))

    @property
    def attached(self) -> str:
        return f"(Kèm theo Báo cáo số {self.full_number} {long_day(self.issued_on)})"

    @property
    def source(self) -> str:
        boundaries = (
            "địa giới hiện nay" if self.figures["boundaries"] == "now" else "địa giới tại thời điểm đăng ký"
        )
        return f"Nguồn: số liệu của Kế hoạch phối hợp, {boundaries}, tính đến {self.known}; mã số liệu {self.sha256[:12]}."

    @property
    def how_to_trace(self) -> str:
        """For those who want to know who is behind a figure."""
        return (
            f"Tra số liệu: nhập mã báo cáo, mã bảng, cột và dòng (ví dụ {self.code}-B1.8.1; dòng tổng cộng: "
            f"{self.code}-B1.8) tại mục «Tra mã số liệu» của phần mềm để mở danh sách người của số liệu đó."
        )

    @property
    def sections(self) -> list[Section]:
        return sections(self.figures, self.paper, self.written)

    @property
    def drawings(self) -> dict[str, Any]:
        return drawings(self.figures, self.paper)

    @property
    def signers(self) -> list[Mapping[str, Any]]:
        """Participants in the order of signature; the lead body signs last, beside the recipients."""
        return [self.signing(party) for party in self.paper["parties"] if not party["is_lead"]]

    @property
    def signing_lead(self) -> Mapping[str, Any]:
        return self.signing(self.lead)

    def signing(self, party: Mapping[str, Any]) -> dict[str, Any]:
        return {**party, "authority": self.rule.authority(party["authority"])}

    @property
    def lead(self) -> Mapping[str, Any]:
        return next(party for party in self.paper["parties"] if party["is_lead"])

    @property
    def author(self) -> str:
        return ", ".join(self.paper["header"][:-1])

    @property
    def recipients(self) -> list[str]:
        lines = self.paper["recipients"]
        return [f"- {line};" for line in lines[:-1]] + [f"- {line}." for line in lines[-1:]]

    @property
    def tables(self) -> list[Table]:
        communes = [by_commune(self.figures)] if self.figures["by_district"] else []
        return [*tables(self.figures), duties(self.paper), *communes]

    @property
    def months(self) -> Table:
        return by_month(self.figures)


def print_of(review: AnnualReview) -> Print:
    standing = review.standing
    if standing is None:
        raise ValueError("A review is printed from figures that have been drawn.")
    return Print(
        paper=standing.paper,
        figures=standing.figures,
        written=review.sections,
        number=review.number,
        issued_on=review.issued_on,
        as_of=standing.as_of,
        sha256=standing.sha256,
        code=code_of(review),
    )


def code_of(review: AnnualReview) -> str:
    """2019.1 is the first edition of the joint review of 2019; 2019.1-PHUNU-H831 the report of a body on a district."""
    parts = [f"{review.year}.{review.edition}"]
    if review.organization:
        parts.append(review.organization.code.upper())
    if review.unit:
        parts.append(f"H{review.unit.code}")
    return "-".join(parts)


def duties(paper: Mapping[str, Any]) -> Table:
    rows = [
        (n, duty["clause"], duty["text"], who(duty), DUTY_STATES[duty["state"]], evidence(duty))
        for n, duty in enumerate(paper["duties"], start=1)
    ]
    return Table(
        number=8,
        title="KẾT QUẢ THỰC HIỆN NHIỆM VỤ CỦA KẾ HOẠCH",
        landscape=True,
        columns=(
            Column("TT", 4, "ordinal"),
            Column("Mục", 6, TEXT),
            Column("Nhiệm vụ", 37, TEXT),
            Column("Chủ trì", 23, TEXT),
            Column("Kết quả", 11, TEXT),
            Column("Minh chứng", 20, TEXT),
        ),
        rows=tuple(rows),
    )


def who(duty: Mapping[str, Any]) -> str:
    """Who leads a duty, and who shares it."""
    others = ", ".join(duty.get("others", ()))
    return f"{duty['lead']}; phối hợp: {others}" if others else str(duty["lead"])


def evidence(duty: Mapping[str, Any]) -> str:
    done = f"ngày {day(duty['done_on'])}" if duty["done_on"] else ""
    return "; ".join(filter(None, (duty["evidence"], done)))


def by_month(figures: Mapping[str, Any]) -> Table:
    """Months across, for the body of the review; not an appendix."""
    rows = figures["by_month"]
    kinds = {
        "registered": "Đăng ký",
        "selected": "Trúng tuyển",
        "departed": "Xuất cảnh",
        "departed_last_year": f"Xuất cảnh {figures['year'] - 1}",
    }
    wide = [Column(month_label(row), 6, counts={"month": row["month"]}) for row in rows]
    last = people("departed", span="previous")
    return Table(
        number=0,
        title="Số người theo tháng",
        columns=(Column("Tháng", 22, TEXT), *wide),
        rows=tuple((label, *(row[kind] for row in rows)) for kind, label in kinds.items()),
        cuts=(*(people(kind) for kind in list(kinds)[:3]), last),
    )
