"""What goes wrong with lists, one function each: it seeds the defect and says what must be told about it. Importing this module enters them all.

A defect of values takes the next person (`draft.someone()`); one of the sheet changes the lines. `book=True`: a text file cannot hold it;
`alone=True`: it changes columns that others need.
"""

from __future__ import annotations

from unicodedata import normalize

from tests.corpus import cells, sheets
from tests.corpus.lists import DEFECTS, Draft, defect

assert cells
assert sheets


@defect()
def as_above(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", "nt")
    draft.page.says(line, "as_above")


@defect()
def ditto_marks(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", "//")
    draft.page.says(line, "as_above")


@defect()
def name_in_capitals(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Họ và tên", "NGUYỄN THỊ ẪM")
    draft.page.says(line, "name_case", full_name="Nguyễn Thị Ẫm")


@defect()
def commune_nobody_knows(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", "Xã Không Có Thật")
    draft.page.says(line, "commune_unknown", state="error", commune=None)


@defect()
def accents_apart(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Họ và tên", normalize("NFD", "Nguyễn Thị Hồng"))
    draft.page.says(line, "composed", full_name="Nguyễn Thị Hồng")


@defect()
def commune_with_its_district(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", "An Hiệp - Ba Tri")
    draft.page.says(line, "commune_spelling", commune="An Hiệp")


__all__ = ["DEFECTS"]
