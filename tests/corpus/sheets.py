"""Defects of the sheet: what stands above, between and below the rows, what the columns are called, what is hidden, joined or elsewhere."""

from __future__ import annotations

from tests.corpus.lists import Draft, Line, Page, defect, good


@defect()
def title_lines(draft: Draft) -> None:
    titles = ["HỘI LHPN XÃ BẢO THẠNH", "DANH SÁCH NGƯỜI ĐĂNG KÝ ĐI LÀM VIỆC Ở NƯỚC NGOÀI NĂM 2018"]
    draft.page.lines[:0] = [*(Line([text], left_out="title") for text in titles), Line([])]


@defect()
def totals_row(draft: Draft) -> None:
    draft.page.lines.append(Line([None, "Tổng cộng: 6 người"], left_out="total"))


@defect()
def totals_in_between(draft: Draft) -> None:
    _after(draft.page, 2, Line(["Cộng", None, None, None, 3], left_out="total"))


@defect()
def blank_rows(draft: Draft) -> None:
    _after(draft.page, 1, Line([]), Line([None, " "]))


@defect()
def numbers_of_columns(draft: Draft) -> None:
    head = draft.page.head[-1]
    numbers = [f"({nth})" for nth in range(1, len(draft.page.head[0].cells) + 1)]
    draft.page.lines.insert(draft.page.lines.index(head) + 1, Line([*numbers], left_out="numbering"))


@defect()
def header_again(draft: Draft) -> None:
    _after(draft.page, 2, Line(list(draft.page.head[0].cells), left_out="header_again"))


@defect()
def parts_of_the_list(draft: Draft) -> None:
    _after(draft.page, 1, Line(["II", "Xã Bảo Thạnh"], left_out="section"))


@defect()
def part_names_the_commune(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, "Xã", None)
    above, below = Line(["Xã Bảo Thuận"], left_out="section"), Line(["Xã Bảo Thạnh"], left_out="section")
    where = draft.page.lines.index(line)
    draft.page.lines[where : where + 1] = [above, line, below]
    draft.page.says(line, "from_section", commune="Bảo Thuận")


@defect()
def signatures_below(draft: Draft) -> None:
    rows = (["", "", "", "Bảo Thạnh, ngày 05 tháng 11 năm 2018"], ["", "Người lập biểu", "", "Chủ tịch"])
    below = [Line([*row], left_out="foot") for row in rows]
    draft.page.lines += [*below, Line([]), Line([None, "Nguyễn Thị Sen"], left_out="foot")]


@defect()
def remark_below(draft: Draft) -> None:
    draft.page.lines.append(Line([None, "Ghi chú: danh sách còn bổ sung"], left_out="foot"))


@defect()
def numbers_without_people(draft: Draft) -> None:
    draft.page.lines += [Line([nth], left_out="number_only") for nth in range(7, 12)]


@defect()
def number_leaps(draft: Draft) -> None:
    last = draft.page.people[-1]
    draft.page.put(last, "STT", 60)
    draft.told.add("gap")


@defect()
def headings_in_capitals_over_two_lines(draft: Draft) -> None:
    for line in draft.page.head:
        line.cells = [text and text.upper().replace(" ", "\n", 1) for text in line.cells]


@defect()
def other_headings(draft: Draft) -> None:
    """As other bodies write them."""
    words = {"Họ và tên": "Họ tên người lao động", "Số CCCD": "Số CMND/CCCD", "SĐT": "Điện thoại"}
    words |= {"Ngày sinh": "Ngày, tháng, năm sinh", "Xã": "Xã/phường/thị trấn"}
    for line in draft.page.head:
        line.cells = [words.get(str(text), text) for text in line.cells]


@defect()
def begins_further_right(draft: Draft) -> None:
    draft.page.shift += 2
    for line in draft.page.lines:
        line.cells = [None, None, *line.cells] if line.cells else []
    draft.page.hidden = {place + 2 for place in draft.page.hidden}
    draft.page.merged = [(a, left + 2, b, right + 2) for a, left, b, right in draft.page.merged]


@defect()
def unknown_column(draft: Draft) -> None:
    draft.page.add_column("Màu tóc", "đen")
    draft.told.add("unmapped: Màu tóc")


@defect()
def column_twice(draft: Draft) -> None:
    draft.page.add_column("Họ tên", "Trần Thị Mai")
    draft.told.add("doubled: Họ tên")


@defect()
def column_without_a_heading(draft: Draft) -> None:
    draft.page.add_column(None, None, "gọi lại")
    draft.told.add("unmapped: ")


@defect()
def words_elsewhere(draft: Draft) -> None:
    place = draft.page.add_column("Cỡ giày", 38)
    draft.told.add("unmapped: Cỡ giày")
    draft.page.lines.append(Line([*[None] * place, "xem tờ sau"], left_out="elsewhere"))


@defect(alone=True)
def missing_column(draft: Draft) -> None:
    place = draft.page.place("SĐT")
    for line in draft.page.lines:
        del line.cells[place]
    for line in draft.page.people:
        draft.page.says(line, phones=[])
    draft.told.add("missing: phone")


@defect()
def group_of_two_columns(draft: Draft) -> None:
    """«Thuộc hộ» over «Nghèo | Cận nghèo», marked with an x."""
    line = draft.someone()
    left = draft.page.add_column("Thuộc hộ")
    right = draft.page.add_column(None)
    lower = Line([*[None] * left, "Nghèo", "Cận nghèo"])
    upper = draft.page.head[0]
    draft.page.lines.insert(draft.page.lines.index(upper) + 1, lower)
    draft.page.head = [upper, lower]
    draft.page.merged += [(upper, left, upper, right)]
    line.cells[right] = "x"
    draft.page.says(line, groups=["near_poor"])


@defect(book=True, alone=True)
def header_joined_over_two_rows(draft: Draft) -> None:
    group_of_two_columns(draft)
    upper, lower = draft.page.head
    draft.page.merged += [
        (upper, place, lower, place)
        for place in range(draft.page.place("STT"), draft.page.place("Thị trường") + 1)
    ]


@defect(alone=True)
def year_columns_of_men_and_women(draft: Draft) -> None:
    page = draft.page
    birth, sex = page.place("Ngày sinh"), page.place("Giới tính")
    upper, lower = page.head[0], Line([])
    lower.cells = [None] * len(upper.cells)
    upper.cells[birth], upper.cells[sex] = "Năm sinh", None
    lower.cells[birth], lower.cells[sex] = "Nam", "Nữ"
    page.lines.insert(page.lines.index(upper) + 1, lower)
    page.head = [upper, lower]
    for line in page.people:
        line.cells[birth], line.cells[sex] = None, 1998
        page.says(line, birth="1998")


@defect(book=True)
def hidden_row(draft: Draft) -> None:
    line = draft.someone()
    line.hidden = True
    draft.told.add("hidden row")


@defect(book=True)
def hidden_column(draft: Draft) -> None:
    draft.page.hidden.add(draft.page.place("SĐT"))
    draft.told.add("hidden column")


@defect(book=True)
def communes_joined_downwards(draft: Draft) -> None:
    first, second = draft.someone(), draft.someone()
    place = draft.page.place("Xã")
    second.cells[place] = None
    draft.page.merged.append((first, place, second, place))
    draft.page.says(second, "joined")


@defect(book=True)
def further_sheet(draft: Draft) -> None:
    draft.pages.append(good(first=11, people=2, name="Đợt 2"))


@defect(book=True)
def hidden_sheet(draft: Draft) -> None:
    page = good(first=14, people=1, name="Cũ")
    page.state = "hidden"
    draft.pages.append(page)
    draft.told.add("hidden sheet: Cũ")


@defect(book=True)
def sheet_that_is_no_list(draft: Draft) -> None:
    draft.pages.append(Page("Ghi nhớ", [Line(["gọi lại"]), Line(["thứ hai", 5])], read=False))
    draft.told.add("no_header: Ghi nhớ")


@defect(book=True)
def sheet_named_by_its_commune(draft: Draft) -> None:
    page = good(first=17, people=2, name="Xã Bảo Thuận")
    for line in page.people:
        page.put(line, "Xã", None)
        page.says(line, "from_sheet", commune="Bảo Thuận")
    draft.pages.append(page)


def _after(page: Page, nth: int, *lines: Line) -> None:
    """Behind the person with this number."""
    where = page.lines.index(page.people[nth]) + 1
    page.lines[where:where] = lines
