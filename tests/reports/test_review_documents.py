"""What is printed: the same figures in every document, and the shape that Decree 30/2020 gives a paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import pdfplumber
import pypdf
import pytest
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from openpyxl import load_workbook

from reports.documents import press
from reports.documents.annexes import tables
from reports.documents.model import print_of
from reports.documents.pdf import Sheets, pressed, style_of
from reports.documents.tables import Column, Table
from reports.models import AnnualReview
from tests.factories import campaigns as base
from tests.factories import reviews as make_review

pytestmark = pytest.mark.django_db  # so that the database is made

MM = 72 / 25.4
BARE = "aăâeêioôơuưy"
TONES = {"a": "áàảãạ", "ă": "ắằẳẵặ", "â": "ấầẩẫậ", "e": "éèẻẽẹ", "ê": "ếềểễệ", "i": "íìỉĩị", "o": "óòỏõọ"}
TONES |= {"ô": "ốồổỗộ", "ơ": "ớờởỡợ", "u": "úùủũụ", "ư": "ứừửữự", "y": "ýỳỷỹỵ"}
LETTERS = "".join(TONES.values()) + "ăâđêôơư"
LETTERS += LETTERS.upper()
VERBATIM = "{{ figures }} {% now 'Y' %} <script>alert(1)</script> <img src=\"file:///etc/passwd\">"


class Printed:
    def __init__(self, review: AnnualReview, json_of_command: str) -> None:
        self.review = print_of(review)
        self.figures = review.standing.figures
        self.command = json.loads(json_of_command)
        self.files = {file.kind: bytes(file.content) for file in review.files.all()}


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker) -> Printed:
    """Printed once for all tests that look at it; nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        house = base.house()
        make_review.year(house)
        draft = make_review.drafted(house)
        draft.sections["proposals"] = f"{LETTERS}\n{VERBATIM}"
        draft.save()
        review = make_review.worked(house, draft)
        out = StringIO()
        call_command("figures", "2019", "--json", stdout=out)
        found = Printed(review, out.getvalue())
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def sheets(printed) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(BytesIO(printed.files["pdf"])) as pdf:
        yield pdf


def text_of(sheets) -> str:
    """What stands between the margins, for a sentence may go on overleaf."""
    inside = [page.crop((0, 18 * MM, page.width, page.height - 18 * MM)) for page in sheets.pages]
    return "\n".join(page.extract_text() for page in inside)


def annex(sheets, roman) -> list[list[str]]:
    """The rows of an appendix as they are printed."""
    page = next(page for page in sheets.pages if f"Phụ lục {roman}\n" in page.extract_text()[:80])
    return [[(cell or "").replace("\n", " ") for cell in row] for row in page.extract_table()]


def written(page):
    """The letters of a page but for what stands in its margins: page number, marks, the small code."""
    return [c for c in page.chars if c["text"].strip() and 18 * MM < c["top"] < page.height - 18 * MM]


def body_pages(sheets):
    return [page for page in sheets.pages if "Kèm theo Báo cáo" not in page.extract_text()][:-1]


# --- one figure everywhere ------------------------------------------------------------------------------------------------


def test_the_command_and_the_frozen_figures_are_one(printed):
    frozen = {name: value for name, value in printed.figures.items() if name != "as_of"}
    assert {name: value for name, value in printed.command.items() if name != "as_of"} == frozen


def test_the_pdf_shows_the_figures_of_each_district_and_their_total(printed, sheets):
    rows = {row[1]: row for row in annex(sheets, "I")}
    for unit in printed.figures["by_district"]:
        cells = rows[unit["name"]]
        shown = [int(cell.replace(".", "")) for cell in cells[5:10]]
        kinds = ("registered", "selected", "training", "departed", "departed_female")
        assert shown == [unit[kind] for kind in kinds]
    assert rows["Tổng cộng"][5:10] == ["6", "5", "0", "4", "4"]
    assert rows["Huyện Ba Tri"][10] == "60,0"
    assert rows["Huyện Ba Tri"][4] == "1.234"


def test_the_pdf_shows_the_figures_of_each_market(printed, sheets):
    rows = {row[1]: row for row in annex(sheets, "II")}
    assert [rows[row["name"]][4] for row in printed.figures["by_market"]] == [
        str(row["departed"]) for row in printed.figures["by_market"]
    ]
    assert rows["Nhật Bản"][3:7] == ["1", "3", "3", "75,0"]
    assert rows["Hàn Quốc"][3:7] == ["0", "1", "1", "25,0"]


def test_the_workbook_holds_the_same_numbers_as_numbers(printed):
    book = load_workbook(BytesIO(printed.files["xlsx"]))
    assert len(book.sheetnames) == 9
    for table in tables(printed.figures):
        rows = list(book[f"Phụ lục {table.roman}"].values)
        start = next(n for n, row in enumerate(rows) if row[0] == table.codes[0]) + 1
        expected = [*table.rows, *([table.total] if table.total else [])]
        for row, wanted in zip(rows[start:], expected, strict=False):
            for shown, value in zip(row, wanted, strict=False):
                wanted_cell = "–" if value is None else value if isinstance(value, str) else float(value)
                assert (shown or "") == wanted_cell or shown == value, (table.code, shown, value)


def test_a_name_that_looks_like_a_formula_stays_text(printed):
    figures = json.loads(json.dumps(printed.figures))
    figures["by_market"][0]["name"] = "=1+1"
    file = printing_xlsx(replace(printed.review, figures=figures))
    cell = next(
        c for row in load_workbook(BytesIO(file))["Phụ lục II"].iter_rows() for c in row if c.value == "=1+1"
    )
    assert cell.data_type == "s"


def printing_xlsx(review) -> bytes:
    from reports.documents.xlsx import xlsx  # noqa: PLC0415 - beside its only use

    return xlsx(review)


def test_word_has_the_same_tables_and_the_same_sentences(printed, sheets):
    document = docx.Document(BytesIO(printed.files["docx"]))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    for table in tables(printed.figures):
        for line in [*table.printed, *([table.printed_total] if table.total else [])]:
            assert [words for words, _kind in line] in cells
    words = [paragraph.text for paragraph in document.paragraphs]
    for section in printed.review.sections:
        for part in section.parts:
            assert set(part.lines) <= set(words)
    assert document.sections[0].left_margin.mm == pytest.approx(30, abs=0.1)
    for section in document.sections:
        tags = [child.tag.rpartition("}")[2] for child in section._sectPr]
        assert tags.count("pgNumType") == 1
        assert tags[tags.index("pgMar") + 1] == "pgNumType"


def test_the_sentences_speak_of_targets_and_of_last_year(printed, sheets):
    text = " ".join(text_of(sheets).replace("\N{NO-BREAK SPACE}", " ").split())
    assert (
        "Có 4 người xuất cảnh (nữ 4 người), đạt 0,8 % chỉ tiêu, tăng 3 người (gấp 4 lần) so cùng kỳ." in text
    )
    assert "đạt 0,8 % chỉ tiêu, còn thiếu 496 người" in text
    assert "Lũy kế từ ngày 29/11/2017 đến ngày 31/12/2019: 5 người" in text


def test_unknown_and_zero_are_printed_differently(sheets):
    rows = {row[1]: row for row in annex(sheets, "I")}
    assert rows["Huyện Ba Tri"][11] == "+2"
    assert rows["Huyện Châu Thành"][2:5] == ["–", "0", "–"]
    assert rows["Cấp tỉnh"][5] == "x"


# --- the shape ------------------------------------------------------------------------------------------------------------


def test_the_paper_is_a4_with_the_margins_of_the_decree(sheets):
    for page in body_pages(sheets):
        assert (page.width, page.height) == (pytest.approx(210 * MM, abs=1), pytest.approx(297 * MM, abs=1))
        chars = written(page)
        assert min(c["x0"] for c in chars) >= (30 - 0.5) * MM
        assert max(c["x1"] for c in chars) <= (210 - 15 + 0.5) * MM
        assert min(c["top"] for c in chars) >= (20 - 0.5) * MM
        assert max(c["bottom"] for c in chars) <= (297 - 20 + 0.5) * MM
    lines = [min(c["x0"] for c in page.chars if c["top"] > 100 * MM) for page in body_pages(sheets)[:1]]
    assert lines[0] == pytest.approx(30 * MM, abs=0.5 * MM)


def page_numbers(sheets):
    heads = [page.crop((95 * MM, 0, 130 * MM, 18 * MM)) for page in sheets.pages if page.width < page.height]
    return [head.extract_text().strip() for head in heads]


def test_the_first_page_has_no_number_and_the_others_stand_in_the_middle_of_the_head(sheets):
    count = len(body_pages(sheets))
    assert page_numbers(sheets)[:count] == ["", *map(str, range(2, count + 1))]
    number = next(c for c in sheets.pages[1].chars if c["top"] < 18 * MM and c["text"] == "2")
    assert (number["x0"] + number["x1"]) / 2 == pytest.approx((30 + 195) / 2 * MM, abs=MM)
    assert round(number["size"], 1) in (13, 14)


def test_every_appendix_begins_on_a_page_of_its_own_and_counts_anew(sheets):
    firsts = [
        page
        for page in sheets.pages
        if page.extract_text().split("\n")[1:2] and "Phụ lục" in page.extract_text()[:60]
    ]
    assert len(firsts) == 9
    for page in firsts:
        middle = page.width / 2 + 7.5 * MM
        assert not page.crop((middle - 20, 0, middle + 20, 18 * MM)).extract_text().strip()


def test_body_text_is_13_or_14_points(sheets):
    sizes = {round(c["size"], 1) for c in sheets.pages[2].chars if c["top"] > 18 * MM and c["top"] < 60 * MM}
    assert sizes <= {13.0, 14.0}


def test_all_134_vietnamese_letters_are_printed_in_one_embedded_face(printed, sheets):
    assert len(set(LETTERS)) == 134
    page = next(page for page in sheets.pages if "V. KIẾN NGHỊ" in page.extract_text())
    shown = "".join(c["text"] for c in page.chars)
    assert LETTERS in shown
    assert {name.split("+")[1].split("-")[0] for name in fonts(printed.files["pdf"])} == {"Tinos"}


def fonts(content: bytes) -> set[str]:
    """The names of all fonts; each must be in the file."""
    found = set()
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())
            found.add(str(descendant["/BaseFont"]))
    return found


def test_the_lead_body_heads_the_paper_and_signs_last(printed, sheets):
    left = sheets.pages[0].crop((30 * MM, 18 * MM, 99 * MM, 120 * MM)).extract_text()
    left, text = " ".join(left.split()), text_of(sheets)
    header = printed.review.paper["header"]
    assert left.startswith(" ".join(header))
    assert header[0].startswith("ỦY BAN MẶT TRẬN")
    signing = text[text.index("./.") :]
    parties = [*printed.review.signers, printed.review.lead]
    assert [party["code"] for party in parties] == ["sldtbxh", "phunu", "nongdan", "doan", "mttq"]
    places = [signing.index(" ".join(party["line"].split()[:3])) for party in parties]
    assert places == sorted(places)
    assert signing.index("Nơi nhận:") > places[-2]


def test_a_draft_says_so_on_every_page_until_it_has_its_number(printed, sheets):
    assert all("DỰ THẢO" in page.extract_text() for page in sheets.pages)
    assert "Số: …/BC-MTTQ" in text_of(sheets)
    final = replace(
        printed.review, number="07/BC-MTTQ", issued_on=printed.review.as_of.date().replace(month=2, day=3)
    )
    sheet = render_to_string("reports/documents/review.html", {"print": final})
    assert "DỰ THẢO" not in sheet
    assert "Số: 07/BC-MTTQ" in sheet
    assert "ngày 03 tháng 02 năm" in sheet


def test_demo_data_say_so_on_every_page(printed):
    demo = replace(printed.review, paper={**printed.review.paper, "is_demo": True})
    assert demo.marks.startswith("DỮ LIỆU MẪU")
    assert "DỮ LIỆU MẪU" not in printed.review.marks


def test_heads_are_repeated_and_rows_stay_whole(printed):
    long = Table(
        number=1,
        title="DÀI",
        columns=(Column("TT", 5), Column("Đơn vị", 95, "text")),
        rows=tuple((n, f"đầu {n} " + "chữ " * 60 + f"cuối {n}") for n in range(1, 41)),
    )
    sheet = render_to_string("reports/documents/annex.html", {"print": printed.review, "table": long})
    with pdfplumber.open(BytesIO(pressed(Sheets([sheet], style_of(printed.review.rule))))) as pdf:
        assert len(pdf.pages) > 2
        texts = [page.extract_text() for page in pdf.pages]
    for text in texts:
        assert "B1.2" in text
    for n in range(1, 41):
        page = next(text for text in texts if f"đầu {n} " in text)
        assert f"cuối {n}" in page


# --- what is typed and what is fetched -------------------------------------------------------------------------------------


def test_what_looks_like_a_template_or_a_script_is_printed_as_it_was_typed(sheets):
    text = " ".join(text_of(sheets).split())
    assert "{{ figures }} {% now 'Y' %} <script>alert(1)</script>" in text


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/x", "ftp://x/y"]
)
def test_nothing_is_fetched(address):
    with pytest.raises(ValueError, match="disallowed"):
        press.no_fetching().fetch(address)


def test_no_local_byte_gets_into_the_pdf(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("khong duoc vao day")
    sheet = f'<link rel="attachment" href="file://{secret}"><img src="file://{secret}"><p>chữ</p>'
    content = pressed(Sheets([sheet], ""))
    assert not pypdf.PdfReader(BytesIO(content)).attachments
    assert b"khong duoc" not in content
