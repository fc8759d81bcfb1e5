"""Spreadsheets as offices send them, built in memory."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Xã", "SĐT", "Thị trường"]


def xlsx(
    *rows: Sequence[Any], title: str = "DS", more: dict[str, Sequence[Sequence[Any]]] | None = None
) -> bytes:
    """One sheet with these rows; `more` adds further sheets by name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, others in (more or {}).items():
        extra = book.create_sheet(name)
        for row in others:
            extra.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def someone(nth: int = 1, **given: Any) -> list[Any]:
    """A good row under `HEAD`."""
    values = {
        "STT": nth,
        "Họ và tên": f"Nguyễn Thị Lan {chr(64 + nth)}",
        "Ngày sinh": "05/03/1998",
        "Giới tính": "Nữ",
        "Số CCCD": f"083198{nth:06d}",
        "Xã": "Bảo Thạnh",
        "SĐT": "0912345678",
        "Thị trường": "",
        **given,
    }
    return [values[name] for name in HEAD]
