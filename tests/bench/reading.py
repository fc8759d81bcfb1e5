"""A large workbook opened by our reader, in its process with limits, and by python-calamine alone: seconds of the processor and on the clock.

`python -m tests.bench.reading [ROWS]`, 100,000 rows of 25 columns unless said. No list may be that long: the limits are lifted.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from imports import sheet
from tests.bench import table
from tests.bench.clock import Row, busy, in_turns, load
from tests.bench.scene import FAMILY, GIVEN, MIDDLE

CALAMINE = "python-calamine alone"
HEAD = [
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Ngày cấp", "Nơi cấp", "Ấp", "Xã", "Huyện", "SĐT", "Dân tộc", "Trình độ",
    "CMKT", "Đối tượng", "Hội viên", "Họ tên hội viên", "Thị trường", "Ngày đăng ký", "Ghi chú", "Nghề", "Hộ", "Email", "Ngành", "Khác",
]  # fmt: skip
COMMUNES = ["An Thạnh", "Bình Hòa", "Tân Thành Bình", "Phú Lễ", "An Hiệp", "Lương Hòa"]
LIFTED = """
from imports import child, parsing
parsing.MOST_ROWS, parsing.MOST_BYTES, parsing.MOST_UNPACKED = 10**6, 10**9, 10**9
child.SECONDS, child.BYTES = 600, 4 * 2**30
child.main()
"""


def measure(rows: int, *, rounds: int, clock: Callable[[], float] = busy) -> Row:
    content = workbook(rows)
    lifted = {"CHILD": (sys.executable, "-c", LIFTED), "MOST_BYTES": 10**9, "PATIENCE": 600}
    with patch.multiple(sheet, **lifted):
        times = in_turns(
            {"bare": lambda: bare(content), "read": lambda: ours(content)}, rounds=rounds, clock=clock
        )
    return times["read"].beside(
        times["bare"],
        group="Lists",
        subject=f"open an .xlsx of {rows:,} × {len(HEAD)}, {'processor' if clock is busy else 'wall'}",
        floor=CALAMINE,
        rows=rows,
    )


def bare(content: bytes) -> int:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def ours(content: bytes) -> int:
    return sum(len(one.rows) for one in sheet.read(content, "ds.xlsx"))


def workbook(rows: int) -> bytes:
    out, chance = io.BytesIO(), random.Random(4)
    book = Workbook(out, {"constant_memory": True})
    page = book.add_worksheet("DS")
    page.write_row(0, 0, HEAD)
    for number in range(1, rows + 1):
        page.write_row(number, 0, list(candidate(number, chance)))
    book.close()
    return out.getvalue()


def candidate(number: int, chance: random.Random) -> Iterator[object]:
    """Texts as lists have them: some that every row repeats, some that no other row has."""
    one = chance.choice
    yield from (number, name(chance), f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/1996")
    yield from (one(["Nam", "Nữ"]), f"083{chance.randrange(10**9):09d}", "12/05/2016", "CA tỉnh Bến Tre")
    yield from (f"Ấp {chance.randint(1, 9)}", one(COMMUNES), one(["Ba Tri", "Bình Đại", "Mỏ Cày Nam"]))
    yield from (f"09{chance.randrange(10**8):08d}", "Kinh", "12/12", "Sơ cấp", one(["hộ nghèo", "không"]))
    yield from ("hội viên", name(chance), one(["Nhật Bản", "Đài Loan"]), "15/06/2020", "đã tư vấn")
    yield from ("làm vườn", "khá", f"a{number}@example.vn", "cơ khí", one(["x", "-", "có"]))


def name(chance: random.Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    asked = parser.parse_args().rows
    found = [measure(asked, rounds=3, clock=clock) for clock in (busy, time.perf_counter)]
    print(table.markdown(found, {"load": load()}), flush=True)


if __name__ == "__main__":
    main()
