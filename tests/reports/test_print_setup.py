"""What lies ready when somebody presses «print» in Word or Excel, and what a black and white printer makes of the drawings."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook
from PIL import Image

from laborexport.templatetags import drawing
from reports.charts.bars import Bar, bars
from reports.documents import word, xlsx
from reports.documents.model import Print
from reports.documents.words import UNKNOWN
from tests.factories.papers import paper

CENTIMETRE, INCH = 360_000, 25.4


@pytest.fixture(scope="module")
def review() -> Print:
    return paper(number="07/BC-MTTQ", issued_on=date(2020, 12, 28))


@pytest.fixture(scope="module")
def document(review: Print) -> Any:
    return docx.Document(BytesIO(word.docx(review)))


@pytest.fixture(scope="module")
def book(review: Print) -> Any:
    return load_workbook(BytesIO(xlsx.xlsx(review)))


# --- Word -----------------------------------------------------------------------------------------------------------------


def test_every_drawing_of_the_paper_is_a_picture_with_words_and_fits_between_the_margins(review, document):
    shown = [
        one
        for found in review.drawings.values()
        for one in (found if isinstance(found, list | tuple) else [found])
    ]
    pictures = document.inline_shapes
    assert len(pictures) == len(shown) > 2
    for picture in pictures:
        words = picture._inline.docPr
        assert words.get("descr") and words.get("title")
        assert 8 * CENTIMETRE < picture.width <= (210 - 30 - 15) / 10 * CENTIMETRE
    pixels = [Image.open(BytesIO(part.blob)) for part in document.part.package.iter_parts() if part.content_type == "image/png"]  # fmt: skip
    assert len(pixels) == len(shown)
    assert all(image.width >= 700 and len(image.convert("L").getcolors(256) or []) > 3 for image in pixels)


def test_each_appendix_has_its_own_sheets_turned_as_on_paper(review, document):
    sections = document.sections
    assert len(sections) == 1 + len(review.tables)
    for section, table in zip(sections[1:], review.tables, strict=True):
        wanted = WD_ORIENT.LANDSCAPE if table.landscape else WD_ORIENT.PORTRAIT
        assert section.orientation == wanted
        assert (section.page_width > section.page_height) == table.landscape
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_page_numbers_stand_in_the_head_and_not_on_first_sheets(document):
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
        assert section.header.paragraphs[0].paragraph_format.tab_stops[0].alignment is not None


def test_heads_of_tables_are_repeated_and_rows_are_not_broken(review, document):
    printed = [table for table in document.tables if table.style is None or "w:tblHeader" in table._tbl.xml]
    assert len(printed) == len(review.tables) + 1  # the months stand in the text
    for table, ours in zip(printed[1:], review.tables, strict=True):
        heads = [row for row in table.rows if row._tr.find(f".//{qn('w:tblHeader')}") is not None]
        assert len(heads) == (3 if ours.is_grouped else 2)
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


# --- Excel ----------------------------------------------------------------------------------------------------------------


def test_numbers_are_numbers_with_the_format_of_their_column(review, book):
    kinds = set()
    for table in review.tables:
        rows = list(book[f"Phụ lục {table.roman}"].iter_rows())
        start = next(n for n, row in enumerate(rows) if row[0].value == table.codes[0]) + 1
        for cells, values in zip(
            rows[start:], [*table.rows, *([table.total] if table.total else [])], strict=False
        ):
            for cell, value, column in zip(cells, values, table.columns, strict=False):
                if isinstance(value, int | float | Fraction) and not isinstance(value, bool):
                    assert isinstance(cell.value, int | float), (table.code, value)
                    assert cell.value == pytest.approx(float(value))
                    wanted = xlsx.FORMATS.get(
                        column.kind, "#,##0.##" if isinstance(cell.value, float) else "#,##0"
                    )
                    assert cell.number_format == wanted
                    kinds.add(column.kind)
                elif value is None:
                    assert cell.value == UNKNOWN
    assert kinds >= {"number", "percent", "change", "money"}


def test_money_is_kept_in_dong_and_shown_in_millions(book, review):
    loans = next(table for table in review.tables if any(column.kind == "money" for column in table.columns))
    at = next(n for n, column in enumerate(loans.columns) if column.kind == "money")
    cells = [
        row[at]
        for row in book[f"Phụ lục {loans.roman}"].iter_rows()
        if isinstance(row[at].value, int | float)
    ]
    assert cells and all(cell.number_format == "#,##0.0,," for cell in cells)
    assert max(cell.value for cell in cells) > 1_000_000


def test_a_sheet_prints_one_page_wide_with_its_head_on_every_page(review, book):
    for table in review.tables:
        sheet = book[f"Phụ lục {table.roman}"]
        codes = next(row[0].row for row in sheet.iter_rows() if row[0].value == table.codes[0])
        first = codes - (2 if table.is_grouped else 1)
        assert sheet.print_title_rows == f"${first}:${codes}"
        assert re.fullmatch(f"[AC]{codes + 1}", sheet.freeze_panes)
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth, setup.fitToHeight) in ((9, 1, 0), ("9", 1, 0))
        assert setup.orientation == ("landscape" if table.landscape else "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_margins.left * INCH == pytest.approx(30, abs=0.5)
        assert "&P" in sheet.HeaderFooter.oddHeader.center.text and sheet.HeaderFooter.differentFirst


# --- grey -----------------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(colour: str) -> float:
    """CIE L*: 0 black, 100 white; equal steps look equal."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def test_classes_of_the_map_are_four_greys_apart_on_a_black_and_white_printer():
    greys = [lightness(shade) for shade in drawing.SHADES]
    assert greys == sorted(greys, reverse=True)
    assert all(light - dark >= 12 for light, dark in pairwise(greys))


def test_names_on_the_map_read_on_every_class():
    for number, shade in enumerate(drawing.SHADES):
        over, under = sorted((luminance(drawing.ink(number)), luminance(shade)), reverse=True)
        assert (over + 0.05) / (under + 0.05) >= 4.5


def test_neighbouring_series_differ_by_lightness_or_by_hatching():
    chart = bars("k", "t", "s", [Bar("a", (1, 2, 3))], ["a", "b", "c"])
    fills = [drawing.fill(series, chart) for series in range(3)]
    assert [fill.startswith("url") for fill in fills] == [False, True, False]
    assert lightness(fills[0]) - lightness(fills[2]) >= 40
