"""Files made to hurt: each is refused with one sentence, or read as far as it is a list, in a process that may fall alone."""

from __future__ import annotations

import io
import pickle
import resource
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.utils.translation import override

from imports import child, sheet
from imports.child import received
from imports.sheet import Unreadable, read
from tests.factories.sheets import HEAD, someone, xlsx

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PATIENCE = 5.0  # seconds a refusal may take


def book(rows: str, *, before: str = "", more: dict[str, bytes] | None = None, head: str = "") -> bytes:
    """A workbook whose sheet is this XML."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(["x"]))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in good.namelist():
            if name == "xl/worksheets/sheet1.xml":
                made.writestr(
                    name, f"{head}<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData></worksheet>"
                )
            else:
                made.writestr(name, good.read(name))
        for name, content in (more or {}).items():
            made.writestr(name, content)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def first_cell(content: bytes, name: str = "ds.xlsx") -> object:
    found = read(content, name)
    return found[0].rows[0].cells[0]


def refused(content: bytes, name: str = "ds.xlsx") -> str:
    with override("en"), pytest.raises(Unreadable) as problem:
        read(content, name)
    return str(problem.value)


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Whatever comes, the answer is there at once; what the child used is the measure, not who else was at work."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2 * PATIENCE


ONE = f'<row r="1">{cell("A1", "Họ và tên")}</row>'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(book(ONE, before='<dimension ref="A1:XFD1048576"/>'), id="a dimension that is not true"),
        pytest.param(book(ONE + "<row/>" * 200_000), id="empty rows without end"),
        pytest.param(book(ONE + '<row r="1048576"></row>'), id="a last row far below"),
        pytest.param(
            book(ONE, more={"xl/externalLinks/externalLink1.xml": b"<x>http://example.org</x>"}),
            id="links to elsewhere",
        ),
        pytest.param(
            book(ONE, head='<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'),
            id="entities that are not used",
        ),
    ],
)
def test_what_is_only_strange_is_read(content: bytes) -> None:
    assert first_cell(content) == "Họ và tên"


def test_columns_beyond_those_of_any_list_are_left_out() -> None:
    (found,) = read(book(f'<row r="1">{cell("A1", "Họ và tên")}{cell("XFD1", "xa")}</row>'), "ds.xlsx")
    assert len(found.rows[0].cells) <= 200


def test_a_sheet_as_wide_as_a_sheet_can_be_is_cut() -> None:
    cells = "".join(f"<c><v>{place * 7919 % 16_384}</v></c>" for place in range(16_384))
    (found,) = read(book(ONE + "".join(f'<row r="{n}">{cells}</row>' for n in range(2, 102))), "ds.xlsx")
    assert [len(found.rows), len(found.rows[50].cells)] == [101, 200]


def test_every_row_a_sheet_can_have_may_be_empty() -> None:
    rows = "".join(f'<row r="{n}" ht="15"/>' for n in range(2, 1_048_577))
    assert first_cell(book(ONE + rows)) == "Họ và tên"


def wide() -> bytes:
    """Few bytes that claim seventeen thousand million cells."""
    return book(ONE + f'<row r="1048576">{cell("XFD1048576", "x")}</row>')


def billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return book(f'<row r="1">{cell("A1", "&l9;")}</row>', head=f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>')


def long_strings() -> bytes:
    """A shared text of forty million letters."""
    return book(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200)),
        more={"xl/sharedStrings.xml": f"<sst {MAIN}><si><t>{'x' * 40_000_000}</t></si></sst>".encode()},
    )


def many_parts() -> bytes:
    return book(ONE, more={f"xl/worksheets/more{n}.xml": b"<a/>" for n in range(300)})


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (wide, "new file"),
        (long_strings, "new file"),
        (many_parts, "new file"),
        (billion_laughs, "cannot be read"),
        (lambda: xlsx(["x"])[:-200], "damaged"),
        (lambda: b"PK\x03\x04" + b"\0" * 2000, "damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "cannot be read"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000, "cannot be read"),
        (lambda: b"<html><table><tr><td>x</td></tr></table></html>", "cannot be read"),
    ],
    ids=[
        "wide",
        "long strings",
        "many parts",
        "laughs",
        "truncated",
        "only a head",
        "a picture",
        "old and empty",
        "a web page",
    ],
)
def test_what_would_hurt_is_refused_with_what_to_do(make: Callable[[], bytes], word: str) -> None:
    content = make()
    begun = time.monotonic()
    assert word in refused(content)
    assert time.monotonic() - begun < 4 * PATIENCE


def test_a_hundred_thousand_rows_are_refused_with_their_number() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 100_001))
    assert "100000" in refused(book(rows))


def test_a_book_under_the_name_of_a_text_file_is_read_as_what_it_is() -> None:
    assert first_cell(xlsx(["Họ và tên"]), "ds.csv") == "Họ và tên"


def test_a_text_file_under_the_name_of_a_book_is_refused_with_what_to_do() -> None:
    assert "save it as .xlsx" in refused("Họ và tên;Xã\nLê Thị Mai;Bảo Thạnh\n".encode(), "ds.xlsx")


def test_a_picture_named_as_a_text_file_is_no_list() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "ds.csv")


def test_a_child_that_falls_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "PATIENCE", 0.001)
    assert "too much time" in refused(xlsx(HEAD, someone()))
    monkeypatch.undo()
    assert first_cell(xlsx(["Họ và tên"])) == "Họ và tên"


def test_an_answer_with_anything_but_rows_is_not_opened() -> None:
    with pytest.raises(pickle.UnpicklingError):
        received(pickle.dumps(child.main))
    with pytest.raises(pickle.UnpicklingError):
        received(pickle.dumps(zipfile.ZipFile))


def test_the_child_knows_neither_our_keys_nor_our_database(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    run = sheet.subprocess.run
    monkeypatch.setenv("SECRET_KEY", "khóa")
    monkeypatch.setattr(
        sheet.subprocess,
        "run",
        lambda *words, **given: (seen.update(given, words=words), run(*words, **given))[1],
    )
    read(xlsx(["x"]), "Danh sách bà Nguyễn Thị Mẫu.xlsx")
    assert "SECRET_KEY" not in str(seen["env"])
    assert "Mẫu" not in str(seen["words"])
