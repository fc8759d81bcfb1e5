"""The press does some steps of WeasyPrint in its own way: what comes out is what WeasyPrint prints by itself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from PIL import Image, ImageChops
from weasyprint import CSS, HTML

from reports.documents.pdf import Sheets, pressed, style_of
from reports.documents.rules import RULES

ROWS = "".join(
    f'<tr><td class="text">Xã {n}</td><td data-code="B9.2.{n}">{n}</td></tr>' for n in range(1, 90)
)
TABLE = f"""<table class="grid"><colgroup><col class="w60"><col class="w40"></colgroup>
<thead><tr><th>Đơn vị</th><th>Số người</th></tr></thead><tbody>{ROWS}</tbody></table>"""
# Lines that the press leaves to WeasyPrint: of two colours, dashed, double, round, none at all.
ODD = "".join(
    f'<p style="margin: 12pt; padding: 6pt; {line}">Khung</p>'
    for line in (
        "border: 2pt solid #000; border-left-color: #c00",
        "border: 2pt dashed #000",
        "border-bottom: 4pt double #000",
        "border: 2pt solid #000; border-radius: 6pt",
        "border: 3pt solid rgba(0, 0, 0, .4)",
        "border: 2pt solid #000; visibility: hidden",
        "border-width: 0",
    )
)
SHEET = f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bảng</title></head><body>{ODD}{TABLE}</body></html>'
SCALE = 4


@pytest.fixture(scope="module")
def both() -> tuple[bytes, bytes]:
    """The press, and WeasyPrint as it is."""
    style = style_of(RULES[0])
    plain: bytes = HTML(string=SHEET).write_pdf(stylesheets=[CSS(string=style)])
    return pressed(Sheets([SHEET], style, link="https://example.test/ma/2019.1-")), plain


def seen(content: bytes) -> list[Any]:
    """Pages as an eye sees them: thin lines are as dark as they are wide, however a program smooths their edges."""
    drawn = [page.render(scale=SCALE).to_pil().convert("L") for page in pypdfium2.PdfDocument(content)]
    return [page.resize((page.width // 8, page.height // 8), Image.Resampling.BOX) for page in drawn]


def test_every_page_looks_as_weasyprint_draws_it(both):
    ours, theirs = map(seen, both)
    assert len(ours) == len(theirs) > 1
    for mine, other in zip(ours, theirs, strict=True):
        assert max(ImageChops.difference(mine, other).getextrema()) < 40


def test_every_word_stands_where_weasyprint_puts_it(both):
    words = []
    for content in both:
        with pdfplumber.open(BytesIO(content)) as pdf:
            words.append([[(w["text"], w["x0"], w["top"]) for w in p.extract_words()] for p in pdf.pages])
    assert words[0] == words[1]
    assert len([word for page in words[0] for word in page]) > 180
