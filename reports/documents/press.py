"""`python -m reports.documents.press`: lays sheets of HTML out and binds them into one PDF, in a process of its own, under limits.

No Django, no database, no keys; nothing is fetched, neither file nor network. A paper too heavy for the limits ends this process only.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import pydyf
from pypdfium2 import PdfDocument
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.documents.swift import make_swift

SECONDS = 150  # of the processor
BYTES = 1024 * 1024 * 1024  # of address space, of which libraries and fonts map 400 MB they never touch
VARIANT = "pdf/a-3a"  # tagged, all fonts inside, no script, no encryption: what archives ask for
POINTS = 0.75  # a CSS pixel in points
CELLS = ("td", "th")
PRINTED = 1 << 2  # annotation flag: also on paper
SIGNATURES_EXIST = 1  # AcroForm /SigFlags


def no_fetching() -> URLFetcher:
    """Data that stands in the document itself may be read; everything else is refused."""
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def lay_out(html: str, style: CSS, fonts: FontConfiguration) -> Document:
    return HTML(string=html, url_fetcher=no_fetching()).render(stylesheets=[style], font_config=fonts)


def bind(sheets: list[str], style: str, link: str = "") -> bytes:
    """Each sheet is laid out alone, so that every one counts its own pages; title, author and language are those of the first."""
    fonts = FontConfiguration()
    css = CSS(string=style, font_config=fonts, url_fetcher=no_fetching())
    documents = [lay_out(sheet, css, fonts) for sheet in sheets]
    pages = [page for document in documents for page in document.pages]
    whole = documents[0].copy(pages)
    printed: bytes = whole.write_pdf(
        pdf_variant=VARIANT, finisher=lambda _doc, pdf: Finish(whole, pdf, link).run()
    )
    return printed


class Written(pydyf.Object):  # type: ignore[misc]
    """An object in the language of PDF; ASCII, no brackets in its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    @property
    def data(self) -> bytes:
        return self.text.encode("ascii")


def plain(cell: pydyf.Dictionary, *, is_head: bool) -> None:
    """A head says that it heads its column; that is enough, and shorter than a list of its heads in every cell."""
    cell["A"].pop("Headers", None)
    cell.pop("ID", None)
    if is_head:
        cell["A"]["Scope"] = "/Column"
    elif len(cell["A"]) == 1:
        del cell["A"]


class Ready(pydyf.Object):  # type: ignore[misc]
    """An object as bytes. Written once: an identifier, which PDF/A wants, would have everything written and packed twice."""

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.packs: bool = made.compressible
        self.content: bytes = made.data

    @property
    def data(self) -> bytes:
        return self.content

    @property
    def compressible(self) -> bool:
        return self.packs


@dataclass
class Finish:
    """What is laid over the pages when they are drawn: room to sign, and the way from a figure to its people."""

    document: Document
    pdf: pydyf.PDF
    link: str  # address of a figure, up to its code; empty: figures lead nowhere
    fields: list[str] = field(default_factory=list)

    def run(self) -> None:
        for number, page in enumerate(self.document.pages):
            for box in page._page_box.descendants():
                if box.element is None:
                    continue
                if box.element_tag in CELLS and (cell := getattr(box, "mark", None)) is not None:
                    plain(cell, is_head=box.element_tag == "th")
                if who := box.element.get("data-sign"):
                    self.sign(number, box, who)
                elif self.link and (code := box.element.get("data-code")) and box.element_tag != "html":
                    self.lead(number, box, code)
        if self.fields:
            form = self.add({"Fields": pydyf.Array(self.fields), "SigFlags": SIGNATURES_EXIST})
            self.pdf.catalog["AcroForm"] = form.reference
        self.pdf.objects[1:] = [Ready(made) for made in self.pdf.objects[1:]]

    def sign(self, page: int, box: Any, who: str) -> None:
        """An empty signature field: a reader offers to sign there, a printer shows nothing. PDF/A asks for an appearance."""
        left, bottom, right, top = self.corners(page, box)
        drawn = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, right - left, top - bottom]),
        }
        nothing = pydyf.Stream([], drawn)
        self.pdf.add_object(nothing)
        words = pydyf.String(box.element.get("data-words", who))
        widget = {
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(who),
            "TU": words,
            "AP": pydyf.Dictionary({"N": nothing.reference}),
        }
        annotation = self.annotate(page, box, widget)
        self.tag(page, annotation, {"S": "/Form", "Alt": words}, self.whole)
        self.fields.append(annotation.reference)

    def lead(self, page: int, box: Any, code: str) -> None:
        """A link over the figure. There are thousands: each is written at once."""
        parent, of = getattr(box, "mark", None) or self.whole, self.pdf.page_references[page].decode()
        key = self.mapping["Nums"][-2] + 1
        corners = " ".join(map(str, self.corners(page, box)))
        link = self.written(
            f"<</Type/Annot/Subtype/Link/F {PRINTED}/Border[0 0 0]/Rect[{corners}]/P {of}/StructParent {key}"
            f"/Contents({code})/A<</Type/Action/S/URI/URI({self.link}{code}/)>>>>"
        )
        seen = f"<</Type/OBJR/Obj {link.number} 0 R/Pg {of}>>"
        element = self.written(f"<</Type/StructElem/S/Link/P {parent.number} 0 R/Pg {of}/K[{seen}]>>")
        self.sheets[page].setdefault("Annots", pydyf.Array()).append(link.reference)
        parent["K"].append(element.reference)
        self.mapping["Nums"].extend([key, element.reference])

    def written(self, text: str) -> Written:
        made = Written(text)
        self.pdf.add_object(made)
        return made

    def annotate(self, page: int, box: Any, what: dict[str, Any]) -> pydyf.Dictionary:
        place = {"Rect": pydyf.Array(self.corners(page, box)), "P": self.pdf.page_references[page]}
        annotation = self.add({"Type": "/Annot", "F": PRINTED, **place, **what})
        self.sheets[page].setdefault("Annots", pydyf.Array()).append(annotation.reference)
        return annotation

    def tag(
        self, page: int, annotation: pydyf.Dictionary, what: dict[str, Any], parent: pydyf.Dictionary
    ) -> None:
        """In the tree of tags, so that screen readers come to it."""
        of = {"Pg": self.pdf.page_references[page]}
        seen = self.add({"Type": "/OBJR", "Obj": annotation.reference, **of})
        kids = pydyf.Array([seen.reference])
        element = self.add({"Type": "/StructElem", "K": kids, "P": parent.reference, **of, **what})
        parent["K"].append(element.reference)
        key = self.mapping["Nums"][-2] + 1
        self.mapping["Nums"].extend([key, element.reference])
        annotation["StructParent"] = key

    def add(self, entries: dict[str, Any]) -> pydyf.Dictionary:
        made = pydyf.Dictionary(entries)
        self.pdf.add_object(made)
        return made

    def corners(self, page: int, box: Any) -> list[float]:
        """Left, bottom, right, top of a box in points from the lower left corner of the sheet."""
        height = self.document.pages[page].height
        left, top = box.border_box_x(), box.border_box_y()
        right, bottom = left + box.border_width(), top + box.border_height()
        return [round(side * POINTS, 2) for side in (left, height - bottom, right, height - top)]

    @cached_property
    def sheets(self) -> list[Any]:
        return [self.pdf.objects[int(reference.split()[0])] for reference in self.pdf.page_references]

    @cached_property
    def root(self) -> Any:
        return self.pdf.objects[int(self.pdf.catalog["StructTreeRoot"].split()[0])]

    @cached_property
    def whole(self) -> Any:
        return self.pdf.objects[int(self.root["K"][0].split()[0])]

    @cached_property
    def mapping(self) -> Any:
        return self.pdf.objects[int(self.root["ParentTree"].split()[0])]


def drawn(pictures: list[dict[str, Any]], style: str) -> str:
    """Each sheet as a PNG of twice its size in pixels, in base64 one after the other."""
    fonts = FontConfiguration()
    found = []
    for one in pictures:
        width, height = one["size"]
        page = f"@page {{ size: {width}px {height}px; margin: 0; @top-right {{ content: none; }} @bottom-left {{ content: none; }} }}"
        css = CSS(string=f"{style}{page}", font_config=fonts, url_fetcher=no_fetching())
        sheet = PdfDocument(lay_out(one["html"], css, fonts).write_pdf())
        out = BytesIO()
        sheet[0].render(scale=2 / POINTS).to_pil().quantize(64).save(out, "PNG", optimize=True)
        found.append(base64.b64encode(out.getvalue()).decode())
    return json.dumps(found)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    make_swift()
    asked = json.load(sys.stdin.buffer)
    made = drawn(**asked).encode() if "pictures" in asked else bind(**asked)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
