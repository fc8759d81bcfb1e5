"""How a paper is laid out, by the day it is issued and by who issues it. One declaration a rule set; nothing else asks for dates.

Millimetres and points. The decree allows ranges (top and bottom 20–25 mm, left 30–35, right 15–20, text 13–14 pt); one value of each is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Rule:
    """A set of rules on the shape of papers."""

    name: str
    source: str
    since: date
    number_place: Literal[
        "top-center", "bottom-right"
    ]  # of the page number, hidden on the first page of each part
    number_size: float = 13
    top: int = 20
    right: int = 15
    bottom: int = 20
    left: int = 30
    text_size: float = 14
    motto: tuple[str, ...] = MOTTO
    numbered: str = "Số: {}"
    deputy: str = "KT."  # signs for the head
    collective: str = "TM."  # signs for a body that decides together
    bodies: frozenset[str] = frozenset()  # lead bodies that follow rules of their own; empty: the state's

    @property
    def margins(self) -> tuple[int, int, int, int]:
        return self.top, self.right, self.bottom, self.left

    def authority(self, words: str) -> str:
        """«KT. CHỦ TỊCH» as this rule writes it: party papers have K/T and T/M."""
        for mark, own in (("KT.", self.deputy), ("TM.", self.collective)):
            if words.startswith(mark):
                return own + words.removeprefix(mark)
        return words


RULES = (
    Rule("tt01", "Thông tư 01/2011/TT-BNV", since=date(2011, 3, 5), number_place="bottom-right"),
    Rule("nd30", "Nghị định 30/2020/NĐ-CP, Phụ lục I", since=date(2020, 3, 5), number_place="top-center"),
    Rule(
        "hd36",
        "Hướng dẫn 36-HD/VPTW",
        since=date(2018, 4, 3),
        number_place="top-center",
        motto=("ĐẢNG CỘNG SẢN VIỆT NAM",),
        numbered="Số {}",
        deputy="K/T",
        collective="T/M",
        bodies=frozenset({"tinhuy", "bdvtu", "btgtu"}),
    ),
)  # fmt: skip


def rule_of(issued_on: date, lead: str = "") -> Rule:
    """The newest rule in force on the day of issue, of the lead body's own rules where it has any; the oldest rule for older papers."""
    own = [rule for rule in RULES if lead in rule.bodies]
    known = sorted(own or [rule for rule in RULES if not rule.bodies], key=lambda rule: rule.since)
    return next((rule for rule in reversed(known) if rule.since <= issued_on), known[0])
