"""Which cells of an .xlsx are set in a font of the years before Unicode; nothing is read when the book names no such font."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from imports.legacy import of_font

Fonts = dict[tuple[int, int], str]  # row number and position → name of the font
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def legacy_fonts(content: bytes) -> dict[str, Fonts]:
    """By sheet name. A book that cannot be read so has none; whether it can be read at all is said elsewhere."""
    if content[:2] != b"PK":
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            styles = _styles(book)
            return {name: _cells(book, part, styles) for name, part in sheets_of(book)} if styles else {}
    except (KeyError, ValueError, ParseError, DefusedXmlException, zipfile.BadZipFile):
        return {}


def _styles(book: zipfile.ZipFile) -> dict[str, str]:
    """Style number → font, for fonts that tell an encoding."""
    root = fromstring(book.read("xl/styles.xml"))
    fonts = [_name(font) for font in root.findall(f"{MAIN}fonts/{MAIN}font")]
    formats = root.findall(f"{MAIN}cellXfs/{MAIN}xf")
    named = {str(n): fonts[int(one.get("fontId", "0"))] for n, one in enumerate(formats)}
    return {number: font for number, font in named.items() if of_font(font)}


def _name(font: Element) -> str:
    name = font.find(f"{MAIN}name")
    return name.get("val", "") if name is not None else ""


def sheets_of(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name and part of every sheet."""
    targets = {
        one.get("Id"): one.get("Target", "") for one in fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = fromstring(book.read("xl/workbook.xml")).findall(f"{MAIN}sheets/{MAIN}sheet")
    return [
        (
            one.get("name", ""),
            posixpath.normpath(posixpath.join("/xl", targets[one.get(RELATION)])).lstrip("/"),
        )
        for one in sheets
    ]


def _cells(book: zipfile.ZipFile, part: str, styles: dict[str, str]) -> Fonts:
    found: Fonts = {}
    with book.open(part) as stream:
        for _event, cell in iterparse(stream):
            if cell.tag == f"{MAIN}c" and (font := styles.get(cell.get("s", ""))):
                found[place_of(cell.get("r", ""))] = font
            if cell.tag == f"{MAIN}row":
                cell.clear()
    return found


def place_of(reference: str) -> tuple[int, int]:
    """«C7» is row 7, position 2."""
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", reference)
    if found is None:
        raise ValueError(reference)
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - 64
    return int(found[2]), place - 1
