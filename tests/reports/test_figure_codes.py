"""From a printed figure to its people: every code leads somewhere, and the list has exactly as many people as are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEntry
from laborexport.goto import find
from registrations.models import Milestone
from reports import tracing
from reports.documents import codes
from reports.documents.model import print_of
from reports.documents.pdf import pressed, sheets_of
from reports.documents.sections import sections
from reports.documents.told import told
from reports.documents.xlsx import xlsx
from reports.models import AnnualReview
from tests.factories import campaigns as base
from tests.factories import reports as make
from tests.factories import reviews
from tests.factories.frozen import frozen, report
from tests.factories.papers import paper

ClientAs = Callable[[str], Client]
HERE = pytest.mark.django_db


def busy(house: base.House) -> None:
    """The year of `reviews`, and one of everything a table has a column for."""
    reviews.year(house)
    phunu, doan = house.organizations["phunu"], house.organizations["doan"]
    steps = {
        "registered": date(2019, 2, 1),
        "consulted": date(2019, 2, 5),
        "selected": date(2019, 3, 1),
        "training": date(2019, 3, 5),
        "contracted": date(2019, 3, 9),
        "visa": date(2019, 4, 1),
        "departed": date(2019, 5, 1),
    }
    gone = make.walk(
        house.campaign,
        house.bao_thanh,
        steps,
        bodies=[phunu],
        relations={"phunu": "child"},
        groups=["poor", "minority"],
    )
    make.loan(gone, make.branch(house.organizations["nhcsxh"], house.ba_tri), [("sent", date(2019, 3, 2), 0), ("approved", date(2019, 3, 9), 70_000_000), ("disbursed", date(2019, 4, 2), 70_000_000)])  # fmt: skip
    home = {**steps, "returned": date(2019, 11, 2)}
    make.walk(
        house.campaign,
        house.tan_thach,
        home,
        bodies=[doan],
        relations={"doan": "self"},
        outcome="early",
        job_after="startup",
    )
    make.walk(
        house.campaign,
        house.tan_thach,
        steps,
        bodies=[doan],
        centre=True,
        who=make.person(house.tan_thach, sex="male"),
    )
    old = make.person(house.quoi_son, sex="unknown", born=date(1980, 1, 1), precision="year")
    left = {"registered": date(2019, 2, 1), "withdrawn": date(2019, 8, 1)}
    make.walk(house.campaign, house.quoi_son, left, bodies=[phunu], who=old, reason="health")


@pytest.fixture
def review(house: base.House) -> AnnualReview:
    busy(house)
    return frozen(house)


@HERE
@pytest.mark.parametrize("boundaries", ["then", "now"])
def test_the_list_of_every_figure_has_as_many_people_as_the_figure_says(
    house: base.House, boundaries: str
) -> None:
    busy(house)
    review = frozen(house, boundaries=boundaries)
    figures = [figure for figure in codes.figures_of(print_of(review)) if figure.is_people]
    assert len(figures) > 100
    different = [
        (figure.code, figure.words, figure.value, len(found))
        for figure in figures
        if len(found := tracing.asked(review, figure, frozen=True)) != figure.value
    ]
    assert different == []
    assert len({(figure.counts or {})["kind"] for figure in figures if figure.value}) == 10


@HERE
def test_reports_of_a_body_and_of_a_district_lead_to_their_own_people(house: base.House) -> None:
    busy(house)
    phunu = house.organizations["phunu"]
    for scope, prefix in (
        ({"organization": phunu}, "2019.1-PHUNU"),
        ({"unit": house.ba_tri}, f"2019.1-H{house.ba_tri.code}"),
    ):
        review = report(house, **scope)
        paper = print_of(review)
        assert paper.code == prefix
        different = [
            (figure.code, figure.value, len(found))
            for figure in codes.figures_of(paper)
            if figure.is_people and len(found := tracing.asked(review, figure, frozen=True)) != figure.value
        ]
        assert different == []
        found = codes.read(f"{prefix}-B1.9")
        assert found is not None and tracing.review_of(house.access("tinh.mttq"), found) == review


@HERE
def test_a_list_holds_people_once(review: AnnualReview) -> None:
    for figure in codes.figures_of(print_of(review)):
        if figure.is_people and figure.value:
            found = [one.person for one in tracing.asked(review, figure, frozen=True)]
            assert len(found) == len(set(found)), figure.code


@HERE
def test_every_number_of_people_in_the_text_is_a_figure_of_its_part(review: AnnualReview) -> None:
    """But for differences, and for targets and what is missing to them."""
    lines = {
        part.code: " ".join(part.lines)
        for s in sections(review.figures or {}, review.paper, {})
        for part in s.parts
    }
    for code, figures in told(review.figures or {}).items():
        known = {line.value for line in figures}
        text = lines[code].replace("\N{NO-BREAK SPACE}", " ")
        text = re.sub(
            r"(?:tăng|giảm|thiếu|cần thêm|đến|so với chỉ tiêu[^;.]*?|ngày \S+:) [\d.]+ người",
            "",
            text,
            flags=re.IGNORECASE,
        )
        text = re.sub(
            r"chỉ tiêu (?:bắt buộc|kế hoạch|phấn đấu) (?:từ )?[\d.]+ (?:đến [\d.]+ )?người", "", text
        )
        shown = {int(number.replace(".", "")) for number in re.findall(r"([\d.]+) người", text)}
        assert shown <= known, (code, shown - known, text)


def test_every_code_on_paper_and_in_the_workbook_has_its_figure() -> None:
    """The grey codes of heads, feet and parts, and the address behind every figure that can be clicked."""
    review = paper()
    content = pressed(sheets_of(review))
    known = {figure.code: figure for figure in codes.figures_of(review)}
    pages = pypdf.PdfReader(BytesIO(content)).pages
    links = [
        str(a.get_object()["/A"]["/URI"])
        for page in pages
        for a in page.get("/Annots", [])
        if "/A" in a.get_object()
    ]
    book = load_workbook(BytesIO(xlsx(review)))
    clicked = [
        cell.hyperlink.target for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink
    ]
    assert len(clicked) > 300
    assert set(clicked) <= set(links)
    for link in links:
        code = codes.read(link.removesuffix("/").rpartition("/")[2])
        assert code is not None and (code.year, code.edition) == (2019, 1)
        assert (
            code.rest in known
            or tracing.figures_named(review, code.rest)
            or codes.table_of(review, code.rest)
        )
    people = {
        f.code for f in known.values() if f.is_people and f.value and "." in f.code and f.code.startswith("B")
    }
    assert {link.rpartition("-")[2].strip("/") for link in links} >= people
    printed = set(re.findall(r"2019\.1(?:-[\w.]+)?", " ".join(page.extract_text() for page in pages)))
    assert {"2019.1", "2019.1-B1", "2019.1-B9", "2019.1-II.3"} <= printed
    assert all(codes.read(code) for code in printed)


def test_the_numbers_of_columns_keep_their_meaning_for_ever() -> None:
    """They stand in papers that are signed. A new column takes the next number; this list only grows."""
    heads = {
        code: head.head
        for table in paper().tables
        for code, head in zip(table.codes, table.columns, strict=True)
        if head.counts
    }
    assert heads == {
        "B1.6": "Đăng ký", "B1.7": "Trúng tuyển", "B1.8": "Đào tạo", "B1.9": "Tổng số", "B1.10": "Trong đó nữ",
        "B2.3": "Đăng ký", "B2.4": "Năm 2018", "B2.5": "Tổng số", "B2.6": "Trong đó nữ", "B2.8": "Lũy kế từ đầu Kế hoạch",
        "B3.4": "Đăng ký", "B3.5": "Trúng tuyển", "B3.6": "Tổng số", "B3.7": "Đoàn viên, hội viên", "B3.8": "Con, em, cháu",
        "B3.9": "Khác", "B4.3": "Đăng ký", "B4.4": "Trúng tuyển", "B4.5": "Tổng số", "B4.6": "Trong đó nữ",
        "B5.4": "Tổng số", "B5.5": "Nữ", "B5.6": "Hộ nghèo", "B5.7": "Cận nghèo", "B5.8": "DTTS", "B5.9": "TN NCC",
        "B5.10": "Thu hồi đất", "B6.5": "Trúng tuyển", "B6.6": "Tổng số", "B6.7": "Trong đó nữ",
        "B7.3": "Tổng số", "B7.4": "Trong đó nữ",
        "B9.4": "Đăng ký", "B9.5": "Trúng tuyển", "B9.6": "Đào tạo", "B9.7": "Tổng số", "B9.8": "Trong đó nữ",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2019.1-B1.9.4", "2019.1-B1.9.4"),
        (" 2019.1 - b1,9,4 ", "2019.1-B1.9.4"),
        ("2019.1–B1", "2019.1-B1"),
        ("2019.1-ii.3.2", "2019.1-II.3.2"),
        ("2019.1", "2019.1"),
    ],
)
def test_a_code_is_read_as_people_type_it(text: str, code: str) -> None:
    found = codes.read(text)
    assert found is not None
    year, _dash, rest = code.partition("-")
    assert (f"{found.year}.{found.edition}", found.rest) == (year, rest)
    assert (found.body, found.unit) == ("", "")


def test_a_code_says_whose_report_it_stands_in() -> None:
    found = codes.read("2019.2-phunu-h831-b1.9")
    assert found == codes.Code(2019, 2, "phunu", "831", "B1.9")
    assert codes.read("2019.1-H831") == codes.Code(2019, 1, "", "831", "")


@pytest.mark.parametrize(
    "text", ["", "B", "2019", "2019.1-X3", "0912345678", "083098001234", "2019.1-B1.9.4.7", "Nguyễn Thị B1"]
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert codes.read(text) is None


# --- the pages --------------------------------------------------------------------------------------------------------------


def opened(client: Client, code: str, status: int = 200) -> str:
    answer = client.get(reverse("reports:code", args=[code]))
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_a_figure_opens_its_people_for_those_who_may(client_as: ClientAs, review: AnnualReview) -> None:
    page = opened(client_as("tinh.mttq"), "2019.1-B1.9")
    assert (
        page.count('<th scope="row"><a href=') == (review.figures or {})["totals"]["departed"]["people"] == 7
    )
    entry = AuditEntry.objects.filter(action="figure.opened").get()
    assert len(entry.object_ids) == 7
    assert entry.changes == {"code": "2019.1-B1.9"}


def test_a_body_of_the_province_sees_the_own_people_and_how_many_are_elsewhere(
    client_as: ClientAs, review: AnnualReview
) -> None:
    """Who looks after one district is not told how many (test_small_numbers_on_paper.py)."""
    page = opened(client_as("tinh.phunu"), "2019.1-B1.9")
    assert 0 < page.count('<th scope="row"><a href=') < 7
    assert "ngoài địa bàn hoặc tổ chức" in page


def test_who_may_not_see_people_learns_what_the_figure_is_and_whom_to_ask(
    client_as: ClientAs, review: AnnualReview
) -> None:
    page = opened(client_as("lanhdao"), "2019.1-B1.9")
    assert "Xuất cảnh · Tổng số · Tổng cộng" in page
    assert "Nguyễn Thị Số" not in page
    assert "điều phối" in page


def test_the_list_is_that_of_the_freeze_and_says_what_has_changed(
    house: base.House, client_as: ClientAs, review: AnnualReview
) -> None:
    gone = Milestone.objects.filter(kind="departed", on__year=2019).order_by("pk")[0]
    later = timezone.now() + timedelta(seconds=1)
    make.correct(gone, date(2020, 1, 5), at=later)
    went = {"registered": date(2019, 2, 1), "selected": date(2019, 2, 2), "departed": date(2019, 2, 3)}
    make.walk(
        house.campaign,
        house.bao_thanh,
        went,
        bodies=[house.organizations["phunu"]],
        recorded=dict.fromkeys(went, later),
    )
    page = opened(client_as("tinh.mttq"), "2019.1-B1.9")
    assert page.count('<th scope="row"><a href=') == 8  # seven of the print, and who came to it since
    assert "1 người nay không còn được tính" in page
    assert "1 người nay được tính mà khi đó chưa" in page
    assert "không còn tính" in page and "nay mới tính" in page


def test_a_percent_is_explained_and_a_table_leads_to_each_of_its_figures(
    client_as: ClientAs, review: AnnualReview
) -> None:
    client = client_as("tinh.mttq")
    assert "không phải là số người" in opened(client, "2019.1-B1.11.1")
    assert reverse("reports:code", args=["2019.1-B1.9.1"]) in opened(client, "2019.1-B1")
    assert reverse("reports:code", args=["2019.1-II.3.1"]) in opened(client, "2019.1-II.3")


def test_a_review_opens_as_itself_and_an_unknown_code_says_so(
    client_as: ClientAs, review: AnnualReview
) -> None:
    client = client_as("tinh.mttq")
    answer = client.get(reverse("reports:code", args=["2019.1"]))
    assert answer["Location"] == reverse("reports:review-detail", args=[review.pk])
    for code in ("2019.2-B1.9", "2018.1-B1", "2019.1-B1.40", "2019.1-B77", "xyz"):
        assert "2019.1-B1.8.1" in opened(client, code, 404)


def test_the_field_takes_a_code_and_leads_to_its_figure(client_as: ClientAs, review: AnnualReview) -> None:
    client, here = client_as("lanhdao"), reverse("reports:code-search")
    answer = client.get(here, {"ma": "2019.1 - b1.9"})
    assert answer["Location"] == reverse("reports:code", args=["2019.1-B1.9"])
    assert client.get(here, {"ma": "chín"}).status_code == 422
    assert client.get(here).status_code == 200


@HERE
def test_goto_finds_a_figure_by_its_code(house: base.House, review: AnnualReview) -> None:
    groups = {str(group.label): group.hits for group in find(house.access("lanhdao"), "2019.1-b1.9")}
    assert [hit.url for hit in groups["Số liệu"]] == [reverse("reports:code", args=["2019.1-B1.9"])]
    assert "Số liệu" not in {str(group.label) for group in find(house.access("nhcsxh.batri"), "2019.1-b1.9")}
