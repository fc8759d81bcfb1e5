"""Which rows and columns of a book are hidden: calamine reads them like all others, and whoever sent the list does not see them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from imports.fonts import sheets_of

MOST_HIDDEN = 100_000
_TAG = re.compile(rb"<row\b[^>]*>|<col\b[^>]*>")
_ODS_TAG = re.compile(rb"<table:table(?=[ >])[^>]*>|<table:table-(?:row|column)\b[^>]*>")
_ODS_HIDDEN = (b'table:visibility="collapse"', b'table:visibility="filter"')


@dataclass(frozen=True, slots=True)
class Hidden:
    rows: frozenset[int] = frozenset()  # by number
    columns: frozenset[int] = frozenset()  # by position


def hidden(content: bytes) -> dict[str, Hidden]:
    """By sheet name, of .xlsx and .ods. A book that cannot be looked at so hides nothing; whether it can be read is said elsewhere."""
    if content[:2] != b"PK":
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if "content.xml" in book.namelist():
                return dict(_ods(book.read("content.xml")))
            return {name: _xlsx(book.read(part)) for name, part in sheets_of(book)}
    except (KeyError, ValueError, ParseError, DefusedXmlException, zipfile.BadZipFile):
        return {}


def _xlsx(part: bytes) -> Hidden:
    if b"hidden=" not in part:
        return Hidden()
    rows: set[int] = set()
    columns: set[int] = set()
    for tag in _TAG.findall(part):
        if _attribute(tag, b"hidden") not in {b"1", b"true"}:
            continue
        if tag.startswith(b"<row"):
            rows.add(int(_attribute(tag, b"r")))
        else:
            first, last = int(_attribute(tag, b"min")), int(_attribute(tag, b"max"))
            columns.update(range(first - 1, min(last, first + MOST_HIDDEN)))
    return Hidden(frozenset(rows), frozenset(columns))


def _ods(part: bytes) -> Iterator[tuple[str, Hidden]]:
    if not any(mark in part for mark in _ODS_HIDDEN):
        return
    name, row, column = "", 0, 0
    rows: set[int] = set()
    columns: set[int] = set()
    for tag in (*_ODS_TAG.findall(part), b"<table:table >"):
        many = min(int(_attribute(tag, rb"table:number-(?:rows|columns)-repeated") or 1), MOST_HIDDEN)
        away = any(mark in tag for mark in _ODS_HIDDEN)
        if tag.startswith(b"<table:table-row"):
            rows.update(range(row + 1, row + 1 + many) if away else ())
            row += many
        elif tag.startswith(b"<table:table-column"):
            columns.update(range(column, column + many) if away else ())
            column += many
        else:
            if rows or columns:
                yield name, Hidden(frozenset(rows), frozenset(columns))
            name, row, column = unescape(_attribute(tag, b"table:name").decode()), 0, 0
            rows, columns = set(), set()


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1] if found else b""
