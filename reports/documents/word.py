"""The review as a Word document: the same words, tables and drawings, for those who go on writing by hand."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from reports.documents.model import Print
from reports.documents.pictures import Picture, pictures
from reports.documents.tables import Table
from reports.documents.word_sheets import CENTRE, line_below, new_sheet, plain_styles, write
from reports.documents.word_tables import table_of

JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
GREY = RGBColor(0x6B, 0x6B, 0x6B)
ROOM_TO_SIGN = 3  # empty lines for hand and seal


def docx(review: Print) -> bytes:
    document = Document()
    plain_styles(document, review.rule)
    about(document, review)
    new_sheet(document, review, landscape=False, trace=review.code, first=True)
    head(document, review)
    body(document, review)
    signatures(document, review)
    for table in review.tables:
        annex(document, review, table)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def about(document: Any, review: Print) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.language = (
        f"Báo cáo {review.subject}"[:255],
        review.author[:255],
        "vi-VN",
    )
    facts.comments, facts.subject = "", review.full_number[:255]


def say(place: Any, text: str, *, align: Any = JUSTIFY, indent: bool = True, **look: Any) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    if indent and align == JUSTIFY:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.space_before = Pt(6)
    write(paragraph, text, **look)
    return paragraph


def heading(document: Any, text: str, level: int, code: str = "") -> None:
    paragraph = document.add_paragraph(style=f"Heading {level}")
    write(paragraph, text, bold=True)
    if code:
        write(paragraph, f" {code}", size=6.5, colour=GREY)


def fill(cell: Any, lines: Sequence[tuple[str, dict[str, Any]]], align: Any = CENTRE) -> None:
    """Lines into a cell, the first one into the paragraph it has; they stay with what follows."""
    for n, (text, look) in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, text, **look)


def head(document: Any, review: Print) -> None:
    table = grid(document, [70, 95], rows=2)
    upper, lower = table.rows[0].cells, table.rows[1].cells
    bold = {"bold": True, "size": 12}
    fill(upper[0], [(line, bold) for line in review.paper["header"]])
    line_below(upper[0].paragraphs[-1], 24)
    fill(upper[1], [(line, {"bold": True, "size": 12 + n}) for n, line in enumerate(review.motto)])
    line_below(upper[1].paragraphs[-1], 19)
    draft = [("DỰ THẢO", {"bold": True, "size": 13})] if review.is_draft else []
    fill(lower[0], [(review.number_line, {"size": 13}), *draft])
    fill(lower[1], [(review.place_and_day, {"italic": True, "size": 13})])
    heading(document, "BÁO CÁO", 1)
    line_below(say(document, review.subject, align=CENTRE, bold=True), 50)


def body(document: Any, review: Print) -> None:
    drawn = pictures(review)
    for line in review.bases:
        say(document, line, italic=True)
    say(document, review.lead_in)
    for section in review.sections:
        heading(document, section.title, 2)
        for part in section.parts:
            if part.title:
                heading(document, part.title, 3, f"{review.code}-{part.code}" if part.code else "")
            for line in part.lines:
                say(document, line)
            for picture in drawn.get(part.show, ()):
                show(document, picture)
            if part.show == "months":
                caption(document, review.months.title)
                put(document, review.months, size=10)


def show(document: Any, picture: Picture) -> None:
    """A drawing below its title, with words for those who do not see it."""
    caption(document, picture.title, bold=True, italic=False)
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRE
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=Mm(picture.millimetres))
    shape._inline.docPr.set("descr", picture.words)
    shape._inline.docPr.set("title", picture.title)


def caption(document: Any, text: str, *, bold: bool = False, italic: bool = True) -> None:
    paragraph = say(document, text, align=CENTRE, bold=bold, italic=italic, size=12)
    paragraph.paragraph_format.keep_with_next = True


def put(document: Any, table: Table, *, size: float) -> None:
    document.element.body._insert_tbl(table_of(table, size=size))


def signatures(document: Any, review: Print) -> None:
    """Two by two, the lead body last beside the recipients; every line stays with the next, so that the grid stays on one sheet."""
    count = (len(review.signers) + 1) // 2
    document.paragraphs[
        -1
    ].paragraph_format.keep_with_next = True  # the grid never stands without a word of the text
    say(document, "").paragraph_format.keep_with_next = True
    table = grid(document, [82, 83], rows=count)
    for n, party in enumerate(review.signers):
        sign(table.cell(n // 2, n % 2), party, 13)
    if len(review.signers) % 2:
        fill(table.cell(count - 1, 1), [("", {})])  # an empty place lets the sheet break there, too
    recipients = [(line, {"size": 11}) for line in review.recipients]
    left, right = grid(document, [68, 97], rows=1).rows[0].cells
    fill(left, [("Nơi nhận:", {"bold": True, "italic": True, "size": 12}), *recipients], LEFT)
    sign(right, review.signing_lead, 14)


def sign(cell: Any, party: Any, size: int) -> None:
    lines = [line for line in (party["line"], party["authority"], party["title"]) if line]
    look = {"bold": True, "size": size}
    fill(cell, [(text, look) for text in (*lines, *[""] * ROOM_TO_SIGN, party["name"], "")])


def annex(document: Any, review: Print, table: Table) -> None:
    new_sheet(document, review, landscape=table.landscape, trace=f"{review.code}-{table.code}")
    heading(document, f"Phụ lục {table.roman}", 1)
    say(document, f"{table.title} NĂM {review.year}", align=CENTRE, bold=True)
    say(document, review.attached, align=CENTRE, italic=True).paragraph_format.space_after = Pt(8)
    put(document, table, size=11)
    trace = [review.how_to_trace] if table.number == 1 else []
    for note in (*table.notes, review.source, *trace):
        say(document, note, indent=False, italic=True, size=11)


def grid(document: Any, widths: Sequence[float], *, rows: int) -> Any:
    """Columns without lines; rows are not broken."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table
