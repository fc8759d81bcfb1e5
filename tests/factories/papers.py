"""A review as it lies on paper, without a database: the figures of the demonstration year 2019 as they were frozen, shortened."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reports.documents.model import Print

FROZEN = json.loads((Path(__file__).parents[1] / "data" / "review_2019.json").read_text(encoding="utf-8"))
FIGURES: dict[str, Any] = FROZEN["figures"]


def party(code: str, head: str, line: str, title: str, authority: str = "", name: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "head": head,
        "line": line,
        "title": title,
        "authority": authority,
        "name": name,
        "is_lead": False,
    }


# The bodies of the plan in the order of its head, as they signed it in 2017, and an eighth.
PARTIES = [
    party("mttq", "ỦY BAN MTTQ VIỆT NAM", "MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH", "PHÓ CHỦ TỊCH", "TM. BAN THƯỜNG TRỰC", "Nguyễn Văn Đàm"),
    party("sldtbxh", "SỞ LAO ĐỘNG - TB&XH", "SỞ LAO ĐỘNG - TB&XH", "GIÁM ĐỐC"),
    party("ccb", "HỘI CỰU CHIẾN BINH", "HỘI CỰU CHIẾN BINH TỈNH", "CHỦ TỊCH", name="Lê Công Trường"),
    party("phunu", "HỘI LH PHỤ NỮ", "HỘI LH PHỤ NỮ TỈNH", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", "Nguyễn Thị Kim Choa"),
    party("nongdan", "HỘI NÔNG DÂN", "HỘI NÔNG DÂN TỈNH", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", "Bùi Quang Tạo"),
    party("ldld", "LIÊN ĐOÀN LAO ĐỘNG", "LIÊN ĐOÀN LAO ĐỘNG TỈNH", "CHỦ TỊCH", name="Lê Văn Duyên"),
    party("doan", "ĐOÀN TNCS HỒ CHÍ MINH", "ĐOÀN TNCS HỒ CHÍ MINH", "PHÓ BÍ THƯ", "TM. BAN THƯỜNG VỤ", "Nguyễn Phúc Linh"),
    party("nhcsxh", "NGÂN HÀNG CHÍNH SÁCH XÃ HỘI", "NGÂN HÀNG CHÍNH SÁCH XÃ HỘI TỈNH", "GIÁM ĐỐC"),
]  # fmt: skip


def paper(
    *,
    parties: int = 7,
    number: str = "",
    issued_on: date | None = None,
    lead: str = "mttq",
    written: dict[str, str] | None = None,
    figures: dict[str, Any] | None = None,
) -> Print:
    """With the first bodies of the list; the first leads."""
    first, *others = PARTIES[:parties]
    leading = {**first, "code": lead, "is_lead": True}
    if lead != "mttq":
        leading["authority"] = "KT. CHỦ TỊCH"
    return Print(
        paper={
            **FROZEN["paper"],
            "header": [body["head"] for body in PARTIES[:parties]] + ["TỈNH BẾN TRE"],
            "symbol": "BC-MTTQ-SLĐ-TB&XH-CCB-HPN-HND-LĐLĐ-ĐTN",
            "parties": [*others, leading],
        },
        figures=figures or FIGURES,
        written=written or {"proposals": "Đề nghị cấp ủy, chính quyền tiếp tục quan tâm."},
        number=number,
        issued_on=issued_on,
        as_of=datetime(2019, 12, 31, 8, tzinfo=UTC),
        sha256="9" * 64,
        code="2019.1",
    )
