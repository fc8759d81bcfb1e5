"""What a thing is called in law, by the last day of the year a paper speaks of: reprints keep the words of their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Terms:
    since: date
    go: str  # what people do
    course: str  # before they go


TERMS = (
    # Law 72/2006/QH11; plans of 2017 say «xuất khẩu lao động».
    Terms(date(2007, 7, 1), "tham gia xuất khẩu lao động", "bồi dưỡng kiến thức cần thiết"),
    # Law 69/2020/QH14, in force from 01/01/2022.
    Terms(date(2022, 1, 1), "đi làm việc ở nước ngoài theo hợp đồng", "giáo dục định hướng"),
)


def terms_of(on: date) -> Terms:
    return next((terms for terms in reversed(TERMS) if terms.since <= on), TERMS[0])
