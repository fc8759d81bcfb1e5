"""The review as PDF: the only file that knows WeasyPrint. Nothing is fetched: no file, no network."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.documents.model import Print

STYLE = "static/css/document.css"
FACE = '<svg font-family="Tinos, Liberation Serif, serif" '  # drawings do not inherit the face of the sheet


def pdf(review: Print) -> bytes:
    """The review and each appendix are laid out alone, so that every one counts its own pages, and bound together."""
    with translation.override("vi"):
        sheets = [render_to_string("reports/documents/review.html", {"print": review})]
        sheets += [
            render_to_string("reports/documents/annex.html", {"print": review, "table": table})
            for table in review.tables
        ]
    return bind([lay_out(sheet) for sheet in sheets])


def sheets(pages: list[str]) -> bytes:
    """A small paper of its own, laid out like the review."""
    return bind([lay_out(page) for page in pages])


def lay_out(html: str) -> Document:
    fonts = FontConfiguration()
    style = CSS(filename=settings.BASE_DIR / STYLE, font_config=fonts, url_fetcher=no_fetching())
    sheet = html.replace("<svg ", FACE)
    return HTML(string=sheet, url_fetcher=no_fetching()).render(stylesheets=[style], font_config=fonts)


def no_fetching() -> URLFetcher:
    """Data that stands in the document itself may be read; everything else is refused."""
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def bind(documents: list[Document]) -> bytes:
    pages = [page for document in documents for page in document.pages]
    printed: bytes = documents[0].copy(pages).write_pdf(pdf_version="1.7")
    return printed
