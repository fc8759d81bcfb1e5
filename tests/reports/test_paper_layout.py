"""The shape of the paper, read back from the file: to the millimetre, on every page, by the rule of the day it is issued."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import takewhile
from operator import itemgetter
from typing import Any

import pdfplumber
import pypdf
import pytest
from docx import Document

from reports.documents import word
from reports.documents.model import Print
from reports.documents.pdf import pressed, sheets_of
from reports.documents.rules import RULES, rule_of
from reports.documents.tables import MOST_ROWS, Column, Table
from reports.documents.terms import terms_of
from reports.documents.words import long_day
from tests.factories.papers import FIGURES, PARTIES, paper

MM = 72 / 25.4
TOLERANCE = 0.5 * MM


def printed(review: Print, *html: str) -> bytes:
    """By the press itself, as the worker has it done."""
    made = sheets_of(review)
    return pressed(replace(made, html=list(html) or made.html))


def short(html: str) -> str:
    """The head, the last section and the signatures: what lies between is not asked about."""
    first, last = html.index("<h2>"), html.rindex("<h2>")
    return html[:first] + html[last:]


def apart(pages: Any) -> list[list[Any]]:
    """Reviews bound one after the other."""
    found: list[list[Any]] = []
    for page in pages:
        found = (
            [*found, [page]] if "\nBÁO CÁO\n" in page.extract_text() else [*found[:-1], [*found[-1], page]]
        )
    return found


@pytest.fixture(scope="module")
def content() -> bytes:
    return printed(paper(parties=8, number="07/BC-MTTQ", issued_on=date(2020, 12, 28)))


@pytest.fixture(scope="module")
def reader(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(content))


@pytest.fixture(scope="module")
def pages(content: bytes) -> Any:
    with pdfplumber.open(BytesIO(content)) as pdf:
        yield pdf.pages


def written(page: Any) -> list[Any]:
    """What stands between the margins: the numbers of pages, marks and small codes stand in them."""
    inside = (18 * MM, page.height - 18 * MM)
    return [c for c in page.chars if c["text"].strip() and inside[0] < c["top"] < inside[1]]


def margin_text(page: Any, *, top: bool) -> list[Any]:
    return [
        c for c in page.chars
        if c["text"].strip() and c["size"] > 10.5 and (c["top"] < 18 * MM if top else c["top"] > page.height - 18 * MM)
    ]  # fmt: skip


def test_every_sheet_is_a4_and_nothing_crosses_its_margins(pages: Any) -> None:
    for page in pages:
        sides = sorted((page.width / MM, page.height / MM))
        assert sides == [pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1)]
        chars = written(page)
        lines = [line for line in [*page.lines, *page.rects] if line["width"] < page.width - MM]
        left, right = min(c["x0"] for c in chars), max(c["x1"] for c in chars)
        assert left >= 30 * MM - TOLERANCE
        assert right <= page.width - 15 * MM + TOLERANCE, page.page_number
        assert max([line["x1"] for line in lines] or [0]) <= page.width - 15 * MM + TOLERANCE
        assert min(c["top"] for c in chars) >= 20 * MM - TOLERANCE
        assert max(c["bottom"] for c in chars) <= page.height - 20 * MM + TOLERANCE


def test_the_text_fills_the_room_between_the_margins(pages: Any) -> None:
    page = pages[1]
    assert min(c["x0"] for c in written(page)) == pytest.approx(30 * MM, abs=TOLERANCE)
    assert max(c["x1"] for c in written(page)) == pytest.approx(195 * MM, abs=TOLERANCE)


def test_no_word_of_a_cell_runs_into_the_next(pages: Any) -> None:
    """Words of one line that overlap are words clipped or crossed."""
    for page in pages:
        words = sorted(page.extract_words(keep_blank_chars=False, use_text_flow=False), key=itemgetter("top"))
        for nth, one in enumerate(words, start=1):
            for other in takewhile(lambda word, top=one["top"]: word["top"] - top < 1, words[nth:]):
                left, right = sorted((one, other), key=itemgetter("x0"))
                assert not (left["x0"] + 1 < right["x0"] < left["x1"] - 1), (left["text"], right["text"])


def parts(pages: Any) -> list[list[Any]]:
    """The review, then each appendix."""
    found: list[list[Any]] = []
    for page in pages:
        begins = not found or re.search(r"^Phụ lục [IVX]+$", page.extract_text(), re.MULTILINE)
        found = [*found, [page]] if begins else [*found[:-1], [*found[-1], page]]
    return found


def numbers(page: Any, *, top: bool) -> str:
    return "".join(c["text"] for c in margin_text(page, top=top))


def test_the_number_of_a_page_stands_in_the_middle_of_its_head_and_not_on_the_first(pages: Any) -> None:
    for part in parts(pages):
        for n, page in enumerate(part, start=1):
            assert numbers(page, top=True) == ("" if n == 1 else str(n))
            assert numbers(page, top=False) == ""
            if found := margin_text(page, top=True):
                assert 13 <= round(found[0]["size"], 2) <= 14
                middle = (found[0]["x0"] + found[-1]["x1"]) / 2
                assert middle == pytest.approx((30 * MM + page.width - 15 * MM) / 2, abs=MM)


def test_under_the_rule_of_2011_it_stood_at_the_right_of_the_foot() -> None:
    review = paper(number="07/BC", issued_on=date(2018, 12, 20))
    table = review.tables[1]
    content = printed(review, sheet_of(review, replace(table, rows=table.rows * 9, cuts=table.cuts * 9)))
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) > 1
        for n, page in enumerate(pdf.pages, start=1):
            assert numbers(page, top=False) == ("" if n == 1 else str(n))
            assert numbers(page, top=True) == ""
            if found := margin_text(page, top=False):
                assert found[-1]["x1"] == pytest.approx(page.width - 15 * MM, abs=MM)


def test_each_rule_names_its_source_and_all_keep_the_ranges_of_the_law() -> None:
    for rule in RULES:
        assert 20 <= rule.top <= 25 and 20 <= rule.bottom <= 25
        assert 30 <= rule.left <= 35 and 15 <= rule.right <= 20
        assert 13 <= rule.number_size <= 14 and 13 <= rule.text_size <= 14
        assert rule.source


@pytest.mark.parametrize(
    ("day", "lead", "name"),
    [
        (date(2017, 11, 29), "mttq", "tt01"),
        (date(2020, 3, 4), "mttq", "tt01"),
        (date(2020, 3, 5), "mttq", "nd30"),
        (date(2030, 1, 1), "mttq", "nd30"),
        (date(2020, 12, 31), "tinhuy", "hd36"),
        (date(2009, 1, 1), "mttq", "tt01"),
    ],
)
def test_the_rule_is_that_of_the_day_of_issue_and_of_the_lead_body(day: date, lead: str, name: str) -> None:
    assert rule_of(day, lead).name == name


def test_a_body_outside_the_rules_of_the_state_keeps_its_own_head() -> None:
    review = paper(parties=3, number="12-BC/TU", issued_on=date(2021, 1, 5), lead="tinhuy")
    sheet = sheets_of(review).html[0]
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in sheet
    assert "CỘNG HÒA XÃ HỘI" not in sheet
    assert "Số 12-BC/TU" in sheet
    assert "K/T CHỦ TỊCH" in sheet and "KT." not in sheet


def test_old_papers_keep_the_words_of_their_time() -> None:
    assert "xuất khẩu lao động" in paper().subject
    new = paper(figures={**FIGURES, "year": 2026, "window": {"start": "2026-01-01", "end": "2026-12-31"}})
    assert "đi làm việc ở nước ngoài theo hợp đồng" in new.subject
    assert "xuất khẩu lao động" not in new.subject
    assert terms_of(date(2021, 12, 31)).course == "bồi dưỡng kiến thức cần thiết"
    assert terms_of(date(2022, 12, 31)).course == "giáo dục định hướng"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020"),
        (date(2020, 3, 9), "ngày 09 tháng 3 năm 2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020"),
    ],
)
def test_days_under_ten_and_the_first_two_months_carry_a_zero(day: date, words: str) -> None:
    assert long_day(day) == words


def test_any_number_of_bodies_stand_in_head_and_grid_and_the_lead_signs_last_and_largest() -> None:
    counts = (5, 6, 7, 8)
    sheets = [short(sheets_of(paper(parties=count)).html[0]) for count in counts]
    with pdfplumber.open(BytesIO(printed(paper(), *sheets))) as pdf:
        for count, (first, *_others, last) in zip(counts, apart(pdf.pages), strict=True):
            text = last.extract_text()
            head = " ".join(first.crop((30 * MM, 18 * MM, 99 * MM, 120 * MM)).extract_text().split())
            assert [body["head"] for body in PARTIES[:count] if body["head"] not in head] == []
            assert head.startswith(PARTIES[0]["head"]) and "TỈNH BẾN TRE" in head
            names = [" ".join(body["line"].split()[:3]) for body in [*PARTIES[1:count], PARTIES[0]]]
            places = [text.index(name) for name in names]
            assert places == sorted(places)
            assert text.index("Nơi nhận:") > places[-2]
            sizes = [
                max(line["chars"], key=lambda c: c["x0"])["size"]
                for name in names
                for line in last.extract_text_lines()
                if name in line["text"]
            ]
            assert sizes[-1] == max(sizes) > min(sizes)


def test_the_grid_of_signatures_is_never_broken_and_never_stands_alone() -> None:
    """However far down the sheet the text ends."""
    texts = [
        "\n".join(f"Kiến nghị thứ {n} của các tổ chức." for n in range(lines)) or "Không."
        for lines in range(0, 33, 4)
    ]
    sheets = [short(sheets_of(paper(written={"proposals": text})).html[0]) for text in texts]
    with pdfplumber.open(BytesIO(printed(paper(), *sheets))) as pdf:
        reviews = apart(pdf.pages)
        assert len(reviews) == len(texts)
        for review in reviews:
            last = review[-1].extract_text()
            assert [body["line"] for body in PARTIES[:7] if body["line"] not in last] == []
            assert "Nơi nhận:" in last and "./." in last


@pytest.mark.parametrize("parties", [5, 6, 7, 8])
def test_in_word_every_place_of_the_grid_stays_with_the_next(parties: int) -> None:
    """One empty cell that does not, and the signature of the lead body stands alone on a sheet."""
    document = Document()
    document.add_paragraph("Không.")
    word.signatures(document, paper(parties=parties))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    assert len(cells) == 2 * (parties // 2) + 2
    loose = [p.text for cell in cells for p in cell.paragraphs if not p.paragraph_format.keep_with_next]
    assert loose == []
    assert document.paragraphs[0].paragraph_format.keep_with_next


def test_long_titles_of_two_signers_do_not_read_as_one_line() -> None:
    """Two bodies side by side, as wide as their halves of the sheet."""
    review = paper(parties=3)
    wide = "PHÓ CHỦ TỊCH KIÊM TRƯỞNG BAN TUYÊN GIÁO - DÂN TỘC - TÔN GIÁO " * 2
    parties = [
        {**party, "title": party["title"] if party["is_lead"] else wide} for party in review.paper["parties"]
    ]
    review = replace(review, paper={**review.paper, "parties": parties})
    with pdfplumber.open(BytesIO(printed(review, short(sheets_of(review).html[0])))) as pdf:
        words = [word for page in pdf.pages for word in page.extract_words() if "PHÓ" in page.extract_text()]
    middle = (30 + 165 / 2) * MM
    left = max(word["x1"] for word in words if word["x0"] < middle and word["text"] in wide)
    right = min(word["x0"] for word in words if word["x0"] > middle and word["text"] in wide)
    assert right - left > 3 * MM


def test_every_signer_has_an_empty_field_under_the_title(reader: pypdf.PdfReader) -> None:
    fields = reader.get_fields() or {}
    assert set(fields) == {party["code"] for party in PARTIES[:8]}
    assert {field["/FT"] for field in fields.values()} == {"/Sig"}
    assert not any("/V" in field for field in fields.values())
    places = [
        annotation for page in reader.pages for annotation in (a.get_object() for a in page.get("/Annots", []))
        if annotation["/Subtype"] == "/Widget"
    ]  # fmt: skip
    for place in places:
        left, bottom, right, top = (float(side) / MM for side in place["/Rect"])
        assert right - left > 40 and 15 < top - bottom < 30
        assert left >= 29 and right <= 196
        assert place["/AP"]["/N"]
        assert str(place["/TU"]).startswith("Chữ ký: ")


def long_table(rows: int) -> Table:
    return Table(
        number=9,
        title="DÀI",
        columns=(Column("TT", 5, "ordinal"), Column("Đơn vị", 80, "text"), Column("Người", 15, counts={"kind": "departed"})),
        rows=tuple((n, f"Đơn vị {n}", n) for n in range(1, rows + 1)),
        total=("", "Tổng cộng", rows * (rows + 1) // 2),
    )  # fmt: skip


def test_a_table_too_long_for_paper_says_where_its_rows_are_and_still_gives_the_total() -> None:
    table = long_table(10_000)
    assert table.is_too_long and table.printed == []
    assert "10.000 dòng" in table.instead and "tệp Excel kèm theo" in table.instead
    assert table.printed_total[1][0] == "Tổng cộng"
    assert not long_table(MOST_ROWS).is_too_long
    review = paper()
    assert "50.005.000" in sheet_of(review, table)
    assert "tệp Excel kèm theo" in sheet_of(review, table)


def sheet_of(review: Print, table: Table) -> str:
    from django.template.loader import render_to_string  # noqa: PLC0415 - beside its only use

    return render_to_string("reports/documents/annex.html", {"print": review, "table": table})


def test_the_head_of_a_table_is_on_each_of_its_pages_and_the_total_is_its_last_row() -> None:
    review = paper()
    content = printed(review, sheet_of(review, long_table(120)))
    with pdfplumber.open(BytesIO(content)) as pdf:
        tables = [page.extract_table() for page in pdf.pages]
    assert len(tables) > 2
    assert all(table[0] == ["TT", "Đơn vị", "Người"] for table in tables)
    assert tables[-1][-1][1] == "Tổng cộng"
    rows = [row for table in tables for row in table if row[0].isdigit()]
    assert [int(row[0]) for row in rows] == list(range(1, 121))


# --- archives and readers --------------------------------------------------------------------------------------------------


def test_the_file_is_pdf_a_and_tagged(reader: pypdf.PdfReader) -> None:
    """What PDF/A-3a (ISO 19005-3) asks of structure, as far as a file can be asked without its validator."""
    root: Any = reader.trailer["/Root"]
    intents = root["/OutputIntents"]
    assert [intent.get_object()["/S"] for intent in intents] == ["/GTS_PDFA1"]
    assert intents[0].get_object()["/DestOutputProfile"].get_object().get_data()
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in xmp and 'pdfaid:conformance="A"' in xmp
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert not reader.is_encrypted
    assert reader.trailer["/ID"]
    for forbidden in ("/OpenAction", "/AA", "/JavaScript", "/EmbeddedFiles"):
        assert forbidden not in root and forbidden not in root.get("/Names", {})
    assert "NeedAppearances" not in str(root["/AcroForm"])


def test_title_author_and_language_are_those_of_the_review(reader: pypdf.PdfReader) -> None:
    found = reader.metadata
    assert found is not None
    assert found.title == f"Báo cáo {paper().subject}"
    assert (found.author or "").startswith("ỦY BAN MTTQ VIỆT NAM, SỞ LAO ĐỘNG")


def test_all_fonts_are_in_the_file_and_every_letter_can_be_read_out(reader: pypdf.PdfReader) -> None:
    names = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            font = font.get_object()
            descendant = font["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())
            assert "/ToUnicode" in font
            names.add(str(descendant["/BaseFont"]).split("+")[1].split("-")[0])
    assert names == {"Tinos"}


def tags(reader: pypdf.PdfReader) -> list[Any]:
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]  # type: ignore[index]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict) and "/S" in one:
            found.append(one)
            waiting.append(one.get("/K", []))
    return found


def test_headings_tables_drawings_and_fields_are_told_to_a_screen_reader(
    reader: pypdf.PdfReader, pages: Any
) -> None:
    found = tags(reader)
    kinds = [tag["/S"] for tag in found]
    assert kinds.count("/H1") == 1 + 9
    assert kinds.count("/H2") == 5
    assert kinds.count("/Form") == 8
    assert {"/Table", "/TH", "/TD", "/THead", "/P", "/Figure", "/Link"} <= set(kinds)
    drawings = [tag for tag in found if tag["/S"] == "/Figure" and "/Alt" in tag]
    assert len(drawings) >= 4
    assert all(str(tag["/Alt"]) for tag in drawings)
    # Head and signatures are laid out in columns without being tables of data.
    goes_on = sum(len(part) - 1 for part in parts(pages)[1:])  # tagged once for each further sheet
    assert kinds.count("/Table") == len(paper().tables) + 1 + goes_on


def test_every_annotation_is_printed_and_has_its_place_in_the_tree(reader: pypdf.PdfReader) -> None:
    found = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])]
    assert found
    assert all(annotation["/F"] == 4 for annotation in found)
    keys = [annotation["/StructParent"] for annotation in found]
    assert len(keys) == len(set(keys))


def test_a_paper_that_asks_for_too_much_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.jobs import JobError  # noqa: PLC0415 - beside its only use
    from reports.documents import pdf  # noqa: PLC0415

    monkeypatch.setattr(pdf, "PATIENCE", 0.05)
    with pytest.raises(JobError, match="Excel"):
        pdf.pdf(replace(paper(), paper={**paper().paper}))
