"""WeasyPrint, with the steps that a long table repeats most done in fewer strokes. What is printed stays the same.

Called in the process of the press alone. `tests/reports/test_swift_press.py` compares every page with WeasyPrint's own, so that a
new version of it cannot change papers unseen.
"""

from __future__ import annotations

import gc
import zlib
from typing import Any

import pydyf
import weasyprint.draw
from weasyprint.draw.border import SIDES
from weasyprint.draw.color import get_color

PACKING = 6  # of zlib: its last effort, which pydyf asks for, takes three times as long for a hundredth
CORNERS, SQUARE = ("top_left", "top_right", "bottom_right", "bottom_left"), (0, 0)
KIDS = 3  # objects that pydyf notes for a page: number, generation, R

their_border = weasyprint.draw.draw_border


def make_swift() -> None:
    """For the rest of this process, which lays out one paper and ends: there is no garbage worth looking for."""
    gc.disable()
    pydyf.Stream.data = property(packed)
    pydyf.PDF.page_references = property(page_references)
    weasyprint.draw.draw_border = draw_border


def packed(stream: Any) -> bytes:
    """A stream as pydyf writes it, packed with less effort."""
    content = b"\n".join(line if isinstance(line, bytes) else pydyf._to_bytes(line) for line in stream.stream)
    extra = pydyf.Dictionary(stream.extra)
    if stream.compress:
        content = zlib.compress(content, PACKING)
        extra = pydyf.Dictionary({**stream.extra, "Filter": "/FlateDecode"})
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """Worked out once, not for every tag: of a thousand rows there are a hundred thousand tags."""
    kids = pdf.pages["Kids"]
    known: tuple[bytes, ...] = pdf.__dict__.get("known_pages", ())
    if len(known) * KIDS != len(kids):
        known = tuple(f"{number} 0 R".encode("ascii") for number in kids[::KIDS])
        pdf.__dict__["known_pages"] = known
    return known


def draw_border(stream: Any, box: Any) -> None:
    """Straight lines of one colour as rectangles; anything else as WeasyPrint does it, each side behind a mask of its own."""
    widths = [getattr(box, f"border_{side}_width") for side in SIDES]
    drawn = [side for side, width in zip(SIDES, widths, strict=True) if width]
    colours = {get_color(box.style, f"border_{side}_color") for side in drawn}
    if len(colours) != 1 or not is_plain(box, drawn):
        their_border(stream, box)
        return
    with stream.artifact(), stream.stacked():
        stream.set_color(colours.pop())
        for place in lines(box, *widths):
            stream.rectangle(*place)
        stream.fill()


def is_plain(box: Any, drawn: list[str]) -> bool:
    style = box.style
    return (
        all(style[f"border_{side}_style"] == "solid" for side in drawn)
        and all(getattr(box, f"border_{corner}_radius") == SQUARE for corner in CORNERS)
        and style["visibility"] == "visible"
        and style["border_image_source"][0] == "none"
        and style["column_width"] == style["column_count"] == "auto"
    )


def lines(box: Any, top: float, right: float, bottom: float, left: float) -> list[tuple[float, ...]]:
    """Where each side lies that has a width: x, y, width, height."""
    x, y, width, height = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    sides = (
        (top, (x, y, width, top)),
        (right, (x + width - right, y, right, height)),
        (bottom, (x, y + height - bottom, width, bottom)),
        (left, (x, y, left, height)),
    )
    return [place for thick, place in sides if thick]
