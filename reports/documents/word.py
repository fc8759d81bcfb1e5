"""The review as a Word document: the same words and tables, for those who go on writing by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents.model import Print
from reports.documents.tables import Table

FACE = "Times New Roman"
CENTRE, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def docx(review: Print) -> bytes:
    document = Document()
    plain_style(document)
    sheet(document.sections[0], landscape=False)
    number_pages(document.sections[0], review.marks)
    head(document, review)
    body(document, review)
    signatures(document, review)
    for table in review.tables:
        annex(document, review, table)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def plain_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(0), Pt(0)


def sheet(section: Any, *, landscape: bool) -> None:
    """Decree 30/2020/NĐ-CP, annex I: A4, margins 20 20 30 15 mm."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)


def number_pages(section: Any, marks: str) -> None:
    """Each part counts from 1 and hides the number of its first page."""
    section.different_first_page_header_footer = True
    for copied in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(copied)  # a new section is a copy of the one before
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(start)  # the schema wants it right there
    for header, numbered in ((section.header, True), (section.first_page_header, False)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = CENTRE
        if numbered:
            page_field(paragraph)
        if marks:
            write(paragraph, f"{'   ' * numbered}{marks}", bold=True, size=10)


def page_field(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def write(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: float = 14) -> None:
    run = paragraph.add_run(UNWRITABLE.sub("", text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def say(place: Any, text: str, *, align: Any = JUSTIFY, indent: bool = True, **look: Any) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    if indent and align == JUSTIFY:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    if place.__class__.__name__ != "_Cell":
        paragraph.paragraph_format.space_before = Pt(6)
    write(paragraph, text, **look)
    return paragraph


def fill(cell: Any, lines: Sequence[tuple[str, dict[str, Any]]], align: Any = CENTRE) -> None:
    """Lines into a cell, the first one into the paragraph it has."""
    for n, (text, look) in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.alignment = align
        write(paragraph, text, **look)


def head(document: Any, review: Print) -> None:
    table = grid(document, 2, [70, 95], framed=False)
    upper, lower = table.rows[0].cells, table.add_row().cells
    bold = {"bold": True, "size": 12}
    fill(upper[0], [(line, bold) for line in review.paper["header"]])
    fill(upper[1], [(review.motto[0], bold), (review.motto[1], {"bold": True, "size": 13})])
    draft = [("DỰ THẢO", {"bold": True, "size": 13})] if review.is_draft else []
    fill(lower[0], [(f"Số: {review.full_number}", {"size": 13}), *draft])
    fill(lower[1], [(review.place_and_day, {"italic": True, "size": 13})])
    say(document, "BÁO CÁO", align=CENTRE, bold=True)
    say(document, review.subject, align=CENTRE, bold=True)


def body(document: Any, review: Print) -> None:
    for line in review.bases:
        say(document, line, italic=True)
    say(document, review.lead_in)
    for section in review.sections:
        say(document, section.title, bold=True)
        for part in section.parts:
            if part.title:
                say(document, part.title, bold=True)
            for line in part.lines:
                say(document, line)
            if part.show == "months":
                put(document, review.months, size=10)


def signatures(document: Any, review: Print) -> None:
    """Two by two, the lead body last beside the recipients."""
    say(document, "")
    rows = (len(review.signers) + 1) // 2
    table = grid(document, 2, [82, 83], framed=False)
    cells = [table.rows[0].cells, *(table.add_row().cells for _row in range(rows))]
    for n, party in enumerate(review.signers):
        sign(cells[n // 2][n % 2], party, 13)
    recipients = [(line, {"size": 11}) for line in review.recipients]
    fill(cells[-1][0], [("Nơi nhận:", {"bold": True, "italic": True, "size": 12}), *recipients], None)
    sign(cells[-1][1], review.lead, 14)


def sign(cell: Any, party: Any, size: int) -> None:
    lines = [line for line in (party["line"], party["authority"], party["title"]) if line]
    look = {"bold": True, "size": size}
    fill(cell, [(text, look) for text in (*lines, "", "", "", party["name"], "")])


def annex(document: Any, review: Print, table: Table) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    sheet(section, landscape=table.landscape)
    number_pages(section, review.marks)
    say(document, f"Phụ lục {table.roman}", align=CENTRE, bold=True)
    say(document, f"{table.title} NĂM {review.year}", align=CENTRE, bold=True)
    say(document, review.attached, align=CENTRE, italic=True)
    put(document, table, size=11)
    for note in (*table.notes, review.source):
        say(document, note, indent=False, italic=True, size=11)


def grid(document: Any, columns: int, widths: Sequence[float], *, framed: bool = True) -> Any:
    table = document.add_table(rows=1, cols=columns)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    if framed:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def put(document: Any, table: Table, *, size: int) -> None:
    """A table whose head repeats on every page and whose rows stay whole."""
    room = 252 if table.landscape else 165
    framed = grid(document, len(table.columns), [width * room / 100 for width in table.widths])
    heads = [f"{c.group}: {c.head}" if c.group else c.head for c in table.columns]
    bold = {"bold": True, "size": size}
    for cell, words in zip(framed.rows[0].cells, heads, strict=True):
        fill(cell, [(words, bold)])
    keep_whole(framed.rows[0], head=True)
    if table.number:
        row = framed.add_row()
        for cell, code in zip(row.cells, table.codes, strict=True):
            fill(cell, [(code, {"italic": True, "size": 8})])
        keep_whole(row, head=True)
    total = [table.printed_total] if table.total else []
    for n, line in enumerate([*table.printed, *total]):
        row = framed.add_row()
        keep_whole(row)
        look = bold if n == len(table.rows) else {"size": size}
        for cell, (words, kind) in zip(row.cells, line, strict=True):
            fill(cell, [(words, look)], {"text": None, "ordinal": CENTRE}.get(kind, RIGHT))


def keep_whole(row: Any, *, head: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
