"""Sheets of a Word document: size, margins, page numbers, styles; and runs of words."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from reports.documents.model import Print
from reports.documents.rules import Rule
from reports.documents.word_tables import GREY, UNWRITABLE

FACE = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
BLACK = RGBColor(0, 0, 0)
LONG, SHORT = 297, 210  # A4


def plain_styles(document: Any, rule: Rule) -> None:
    """Text and headings of one face and one size, as the rule has them; headings are still headings to a reader's navigation."""
    normal = document.styles["Normal"]
    for style in (normal, *(document.styles[f"Heading {n}"] for n in (1, 2, 3))):
        style.font.name, style.font.size, style.font.color.rgb = FACE, Pt(rule.text_size), BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for slot in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[slot]
        for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), FACE)
        spacing = style.paragraph_format
        spacing.space_after, spacing.space_before, spacing.line_spacing = Pt(0), Pt(0), 1.0
    for n, above in ((1, 12), (2, 12), (3, 8)):
        spacing = document.styles[f"Heading {n}"].paragraph_format
        spacing.space_before, spacing.keep_with_next = Pt(above), True
        if n > 1:
            spacing.first_line_indent = Mm(12.7)
    document.styles["Heading 1"].paragraph_format.alignment = CENTRE
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)


def new_sheet(document: Any, review: Print, *, landscape: bool, trace: str, first: bool = False) -> None:
    """A part of the document with sheets and page numbers of its own."""
    section = document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE)
    rule = review.rule
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    wide, high = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
        Mm, rule.margins
    )
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    count_anew(section)
    room = wide - rule.left - rule.right
    on_top = rule.number_place == "top-center"
    for place, is_first in ((section.header, False), (section.first_page_header, True)):
        line(place, ("", "middle" if on_top and not is_first else "", review.marks), room, rule)
    for place, is_first in ((section.footer, False), (section.first_page_footer, True)):
        line(place, (trace, "", "right" if not on_top and not is_first else ""), room, rule)


def count_anew(section: Any) -> None:
    for copied in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(copied)  # a new section is a copy of the one before
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(start)  # the schema wants it right there


def line(place: Any, parts: tuple[str, str, str], room: int, rule: Rule) -> None:
    """Left, middle and right of the head or foot of a sheet; «middle» and «right» stand for the page number."""
    place.is_linked_to_previous = False
    paragraph = place.paragraphs[0]
    tabs = paragraph.paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(room / 2), WD_TAB_ALIGNMENT.CENTER)
    tabs.add_tab_stop(Mm(room), WD_TAB_ALIGNMENT.RIGHT)
    left, middle, right = parts
    write(paragraph, left, size=6.5, colour=RGBColor.from_string(GREY))
    for words in (middle, right):
        paragraph.add_run("\t")
        if words in ("middle", "right"):
            page_field(paragraph, rule.number_size)
        else:
            write(paragraph, words, bold=True, size=10)


def page_field(paragraph: Any, size: float) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def write(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    colour: Any = None,
) -> None:
    run = paragraph.add_run(UNWRITABLE.sub("", text))
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def line_below(paragraph: Any, inset: float) -> None:
    """A thin line under the words, shorter than their room: the border of a low paragraph, drawn in on both sides."""
    side = round(inset * 56.6929)
    paragraph._p.addnext(
        parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:keepNext/><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
            f'<w:spacing w:before="40" w:after="0" w:line="60" w:lineRule="exact"/><w:ind w:left="{side}" w:right="{side}"/>'
            '<w:rPr><w:sz w:val="4"/></w:rPr></w:pPr></w:p>'
        )
    )
