"""What is taken as a spreadsheet, and the one sentence with which anything else is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils.translation import override

from imports import layout
from imports.parsing import AT_HAND, BESIDE
from imports.sheet import MOST_ROWS, Unreadable, read, text_of
from tests.factories.sheets import xlsx

CSV = "Họ và tên;Xã\nNguyễn Thị Ẫm;Bảo Thạnh\n"


def refused(content: bytes, filename: str = "ds.xlsx") -> str:
    with override("en"), pytest.raises(Unreadable) as problem:
        read(content, filename)
    return str(problem.value)


def test_rows_keep_the_number_the_sheet_shows_and_blank_ones_are_left_out() -> None:
    (sheet,) = read(xlsx(["a"], [], ["b"]), "ds.xlsx")
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(1, "a"), (3, "b")]


def test_every_sheet_of_a_book_is_read() -> None:
    sheets = read(xlsx(["a"], more={"Xã hai": [["b"]]}), "ds.xlsx")
    assert [sheet.name for sheet in sheets] == ["DS", "Xã hai"]


def test_whole_numbers_are_read_without_a_point() -> None:
    (sheet,) = read(xlsx([83198000001, 1.5]), "ds.xlsx")
    assert [text_of(value) for value in sheet.rows[0].cells] == ["83198000001", "1.5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_files_are_read_in_the_encodings_of_excel(encoding: str, separator: str) -> None:
    (sheet,) = read(CSV.replace(";", separator).encode(encoding), "ds.csv")
    assert sheet.rows[1].cells == ("Nguyễn Thị Ẫm", "Bảo Thạnh")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1258"])
def test_text_files_without_a_mark_are_read_too(encoding: str) -> None:
    text = "Ho va ten;Xa;Ngay sinh\nTran Van Mau;An Binh;05/03/1998\n"
    (sheet,) = read(text.encode(encoding), "ds.csv")
    assert sheet.rows[1].cells == ("Tran Van Mau", "An Binh", "05/03/1998")


def test_commas_inside_addresses_do_not_split_a_table_of_semicolons() -> None:
    text = "Họ và tên;Địa chỉ\nLê Thị Mẫu;ấp 1, xã Bảo Thạnh, huyện Ba Tri\nTrần Văn Mẫu;ấp 2, xã Bảo Thạnh, huyện Ba Tri\n"
    (sheet,) = read(text.encode(), "ds.csv")
    assert [len(row.cells) for row in sheet.rows] == [2, 2, 2]


def test_a_text_file_may_say_its_separator_and_guard_its_digits() -> None:
    text = 'sep=|\nHọ và tên|Số CCCD|SĐT\nLê Thị Mẫu|="083198000001"|\'0912345678\n'
    (sheet,) = read(text.encode(), "ds.csv")
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.rows[1].cells == ("Lê Thị Mẫu", "083198000001", "0912345678")


def test_a_text_file_in_no_known_encoding_is_refused() -> None:
    assert "CSV UTF-8" in refused(b"\x00\xd8\x00\x00abc\x00", "ds.csv")


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refused(b"")


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "5 MB" in refused(b"x" * (5 * 1024 * 1024 + 1))


def test_something_that_is_no_spreadsheet_is_refused() -> None:
    assert "cannot be read" in refused(b"%PDF-1.7 nothing here")


def test_a_file_cut_off_on_the_way_is_refused() -> None:
    assert "damaged" in refused(xlsx(["a"])[:400])


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(out.getvalue()) < 100_000
    assert "unpacks" in refused(out.getvalue())


def test_macros_are_refused() -> None:
    content = io.BytesIO(xlsx(["a"]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refused(content.getvalue())


def test_a_password_is_refused_by_its_name() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refused(locked)


def test_a_full_list_is_read_with_its_headings() -> None:
    content = "HỘI PHỤ NỮ\nDANH SÁCH\nHọ và tên\n" + "Nguyễn Thị Lan\n" * MOST_ROWS + "Tổng cộng\n"
    (sheet,) = read(content.encode(), "ds.csv")
    assert len(sheet.rows) == MOST_ROWS + 4


def test_too_many_rows_are_refused_with_their_number() -> None:
    content = "Họ và tên\n" + "Nguyễn Thị Lan\n" * (MOST_ROWS + BESIDE)
    assert str(MOST_ROWS + BESIDE + 1) in refused(content.encode(), "ds.csv")


def test_a_column_that_begins_far_below_or_far_right_stays_in_its_place() -> None:
    """Rows are turned into columns a portion at a time; what comes late or repeats itself comes back where it stood."""
    names = [f"Người {nth}" for nth in range(3 * AT_HAND)]
    rows: list[list[object]] = [["", "", name, "Nam" if nth % 2 else "Nữ"] for nth, name in enumerate(names)]
    rows[2 * AT_HAND] += ["", "muộn"]
    rows[2 * AT_HAND + 1][3] = 7
    (sheet,) = read(xlsx([], *rows), "ds.xlsx")
    assert [row.number for row in sheet.rows] == [*range(2, len(names) + 2)]
    late, mixed, plain = (sheet.rows[2 * AT_HAND + nth].cells for nth in range(3))
    assert late == (None, None, names[2 * AT_HAND], "Nữ", None, "muộn")
    assert mixed == (None, None, names[2 * AT_HAND + 1], 7, None, None)
    assert plain == (None, None, names[2 * AT_HAND + 2], "Nữ", None, None)
    assert [row.cells[3] for row in sheet.rows[:4]] == ["Nữ", "Nam", "Nữ", "Nam"]


def test_equal_words_and_numbers_of_a_column_stay_what_each_of_them_is() -> None:
    (sheet,) = read(xlsx(*([[one] for one in (1, "1", True, 1.5)] * 400)), "ds.xlsx")
    assert [(type(row.cells[0]), row.cells[0]) for row in sheet.rows[:4]] == [
        (float, 1.0),
        (str, "1"),
        (bool, True),
        (float, 1.5),
    ]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_hidden_row_is_found_far_down_however_the_book_is_packed(packing: int) -> None:
    plain = xlsx(*([nth, f"Nguyễn Thị {nth}"] for nth in range(6000)))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as was, zipfile.ZipFile(out, "w", packing) as book:
        for part in was.infolist():
            words = was.read(part)
            book.writestr(part.filename, words.replace(b'<row r="5998"', b'<row r="5998" hidden="1"'))
    assert layout.hidden(out.getvalue())["DS"].rows == {5998}
    assert layout.hidden(plain)["DS"].rows == set()
