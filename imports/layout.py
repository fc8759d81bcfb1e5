"""What calamine does not tell of a book: which rows and columns are hidden, though they are read; which cells of an .ods are joined."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from imports.fonts import sheets_of

MOST_HIDDEN = 100_000
PIECE, PACKED = 256 * 1024, 16 * 1024  # bytes
HEADER = 30  # bytes of a zip's header in front of a part, before the part's name
_HIDDEN = b"hidden="
_TAG = re.compile(rb"<row\b[^>]*>|<col\b[^>]*>")
_ODS_TAG = re.compile(
    rb"<table:table(?=[ >])[^>]*>|<table:table-(?:row|column)\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>"
)
_ODS_JOINED = b"-spanned="
_ODS_HIDDEN = (b'table:visibility="collapse"', b'table:visibility="filter"')


Joined = tuple[tuple[int, int], tuple[int, int]]  # row number and position of the first and of the last cell


@dataclass(frozen=True, slots=True)
class Hidden:
    """What calamine does not tell of a sheet."""

    rows: frozenset[int] = frozenset()  # by number
    columns: frozenset[int] = frozenset()  # by position
    joined: tuple[Joined, ...] = ()  # of .ods; of other books calamine knows them


def hidden(content: bytes) -> dict[str, Hidden]:
    """By sheet name, of .xlsx and .ods. A book that cannot be looked at so hides nothing; whether it can be read is said elsewhere."""
    if content[:2] != b"PK":
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if "content.xml" in book.namelist():
                return dict(_ods(book.read("content.xml")))
            return {
                name: _xlsx(book.read(part)) if _speaks_of_hiding(content, book.getinfo(part)) else Hidden()
                for name, part in sheets_of(book)
            }
    except (
        KeyError,
        ValueError,
        ParseError,
        DefusedXmlException,
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
    ):
        return {}


def _speaks_of_hiding(content: bytes, part: zipfile.ZipInfo) -> bool:
    """Read in pieces: of most lists nothing has to be kept."""
    end = b""
    for piece in _pieces(content, part):
        if _HIDDEN in piece or _HIDDEN in end + piece[: len(_HIDDEN)]:
            return True
        end = piece[-len(_HIDDEN) :]
    return False


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part unpacked without its checksum, which is a quarter of the work and is compared where the cells are read."""
    lengths = content[
        part.header_offset + 26 : part.header_offset + HEADER
    ]  # of the name and of what else is told
    start = part.header_offset + HEADER + sum(struct.unpack("<HH", lengths))
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type != zipfile.ZIP_DEFLATED:
        yield bytes(packed)
        return
    unpacking, left = zlib.decompressobj(-zlib.MAX_WBITS), part.file_size
    for place in range(0, len(packed), PACKED):
        waiting: bytes | memoryview = packed[place : place + PACKED]
        while waiting and left > 0:  # a part that is larger than it says is not followed
            piece = unpacking.decompress(waiting, PIECE)
            waiting, left = unpacking.unconsumed_tail, left - len(piece)
            yield piece


def _xlsx(part: bytes) -> Hidden:
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
    if not any(mark in part for mark in (*_ODS_HIDDEN, _ODS_JOINED)):
        return
    name, row, place = "", 0, 0
    found = _Found()
    for tag in (*_ODS_TAG.findall(part), b"<table:table >"):
        many = min(int(_attribute(tag, rb"table:number-(?:rows|columns)-repeated") or 1), MOST_HIDDEN)
        away = any(mark in tag for mark in _ODS_HIDDEN)
        if tag.startswith(b"<table:table-row"):
            found.rows.update(range(row + 1, row + 1 + many) if away else ())
            row, place = row + many, 0
        elif tag.startswith(b"<table:table-column"):
            found.columns.update(range(place, place + many) if away else ())
            place += many
        elif b"table-cell" in tag:
            found.join(tag, row, place)
            place += many
        else:
            yield name, found.told()
            name, row, place, found = unescape(_attribute(tag, b"table:name").decode()), 0, 0, _Found()


@dataclass
class _Found:
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    joined: list[Joined] = field(default_factory=list)

    def join(self, tag: bytes, row: int, place: int) -> None:
        down = int(_attribute(tag, b"table:number-rows-spanned") or 1)
        across = int(_attribute(tag, b"table:number-columns-spanned") or 1)
        if down > 1 or across > 1:
            self.joined.append(((row, place), (row + down - 1, place + across - 1)))

    def told(self) -> Hidden:
        return Hidden(frozenset(self.rows), frozenset(self.columns), tuple(self.joined))


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1] if found else b""
