"""Tables of a Word document, written as the markup they are: cell by cell through python-docx would take most of the job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.documents.tables import Column, Table

GREY = "6B6B6B"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
ROOM = {True: 252, False: 165}  # millimetres between the margins of a sheet on its long and on its short side
TWIPS = 56.6929  # in a millimetre
SIDES = {"text": "left", "ordinal": "center", "head": "center"}
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_of(table: Table, *, size: float) -> Any:
    """The head repeats on every page, rows stay whole, figures stand at the right."""
    room = ROOM[table.landscape] * TWIPS
    whole = sum(column.width for column in table.columns)
    widths = [round(column.width * room / whole) for column in table.columns]
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in EDGES)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [*head(table, widths, size), *body(table, widths, size)]
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:firstColumn="0" w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def head(table: Table, widths: Sequence[int], size: float) -> Iterable[str]:
    columns = table.columns
    if table.is_grouped:
        yield row(grouped(columns, widths, size), repeated=True)
        cells = [
            cell(column.head, width, "head", size, bold=True)
            if column.group
            else cell("", width, "head", size, merge="<w:vMerge/>")
            for column, width in zip(columns, widths, strict=True)
        ]
        yield row(cells, repeated=True)
    else:
        pairs = zip(columns, widths, strict=True)
        yield row([cell(c.head, width, "head", size, bold=True) for c, width in pairs], repeated=True)
    codes = zip(table.codes, widths, strict=True)
    yield row([cell(code, width, "head", 6.5, grey=True) for code, width in codes], repeated=True)


def grouped(columns: Sequence[Column], widths: Sequence[int], size: float) -> list[str]:
    """The upper line of a head: one cell above the columns of a group, a cell as high as both lines above each other one."""
    spans: list[tuple[Column, int, int]] = []
    for column, width in zip(columns, widths, strict=True):
        if column.group and spans and spans[-1][0].group == column.group:
            first, span, room = spans.pop()
            spans.append((first, span + 1, room + width))
        else:
            spans.append((column, 1, width))
    return [
        cell(
            column.group or column.head,
            room,
            "head",
            size,
            bold=True,
            merge=f'<w:gridSpan w:val="{span}"/>' if column.group else '<w:vMerge w:val="restart"/>',
        )
        for column, span, room in spans
    ]


def body(table: Table, widths: Sequence[int], size: float) -> Iterable[str]:
    for line in table.printed:
        yield row([cell(words, w, kind, size) for (words, kind), w in zip(line, widths, strict=True)])
    if not table.printed:
        span = f'<w:gridSpan w:val="{len(widths)}"/>'
        yield row([cell(table.instead, sum(widths), "text", size, merge=span)])
    if table.total:
        total = zip(table.printed_total, widths, strict=True)
        yield row([cell(words, width, kind, size, bold=True) for (words, kind), width in total])


def row(cells: Iterable[str], *, repeated: bool = False) -> str:
    head_mark = "<w:tblHeader/>" if repeated else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head_mark}</w:trPr>{''.join(cells)}</w:tr>"


def cell(
    words: str, width: int, kind: str, size: float, *, bold: bool = False, grey: bool = False, merge: str = ""
) -> str:
    look = f'{"<w:b/>" * bold}{f"""<w:color w:val="{GREY}"/>""" * grey}<w:sz w:val="{round(size * 2)}"/>'
    text = escape(UNWRITABLE.sub("", words))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{SIDES.get(kind, "right")}"/></w:pPr>'
        f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
    )
