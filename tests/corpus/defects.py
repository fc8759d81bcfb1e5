"""What goes wrong with lists, one function each: it seeds the defect and says what must be told about it. Enter yours here or beside it.

A defect of values takes the next person (`draft.someone()`); one of the sheet changes the lines. `book=True`: a text file cannot hold it.
"""

from __future__ import annotations

from tests.corpus.lists import Draft, Line, defect


@defect()
def title_lines(draft: Draft) -> None:
    titles = ["HỘI LHPN XÃ BẢO THẠNH", "DANH SÁCH NGƯỜI ĐĂNG KÝ ĐI LÀM VIỆC Ở NƯỚC NGOÀI NĂM 2018"]
    draft.page.lines[:0] = [*(Line([text], left_out="title") for text in titles), Line([])]


@defect()
def totals_row(draft: Draft) -> None:
    draft.page.lines.append(Line([None, "Tổng cộng: 6 người"], left_out="total"))


@defect()
def blank_rows(draft: Draft) -> None:
    draft.page.lines[3:3] = [Line([]), Line([None, " "])]


@defect()
def as_above(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", "nt")
    draft.page.says(line, "as_above")


@defect()
def name_in_capitals(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Họ và tên", "NGUYỄN THỊ ẪM")
    draft.page.says(line, "name_case", full_name="Nguyễn Thị Ẫm")
