"""Text of the years before Unicode comes back as it was meant, and Unicode is never touched."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from accounts.text import nfc
from imports.legacy import (
    TCVN3,
    VNI,
    Conversion,
    Encoding,
    Place,
    convert,
    decode,
    from_utf8,
    recognise,
)
from imports.sheet import read
from imports.syllables import is_syllable, is_vietnamese
from laborexport.local.places import BASE
from tests.factories.legacy import WRITERS, tcvn3, vni

NAMES = [
    "Nguyễn Thị Ngọc Hưởng",
    "Trần Văn Đường",
    "Lê Hoàng Phúc",
    "Võ Thị Bích Thủy",
    "Huỳnh Tấn Kiệt",
    "Phạm Thị Mỹ Duyên",
    "Đặng Quốc Khương",
    "Bùi Thị Ái Quỳnh",
]


def places() -> list[str]:
    """Names of every unit of the province."""
    with (BASE / "campaigns" / "data" / "units_history.csv").open(encoding="utf-8") as file:
        return sorted(
            {row["name"] for row in csv.DictReader(line for line in file if not line.startswith("#"))}
        )


def converted(*columns: Sequence[str]) -> dict[Place, Conversion]:
    """A sheet of these columns, its rows numbered from 1."""
    return convert(columns, range(1, len(columns[0]) + 1), {})


@pytest.mark.parametrize("letter", sorted({*TCVN3.values(), *VNI.values()}))
def test_every_letter_of_both_tables_comes_back(letter: str) -> None:
    assert decode(vni(letter), Encoding.VNI) == letter
    assert decode(tcvn3(letter), Encoding.TCVN3).lower() == letter.lower()


def test_both_tables_are_complete() -> None:
    """67 small letters and 7 capitals; 134 letters in 250 ways of writing them."""
    assert (len(TCVN3), len(VNI), len(set(VNI.values()))) == (74, 250, 134)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_column_of_names_and_communes_comes_back_whole(encoding: Encoding) -> None:
    texts = NAMES + places()
    written = [WRITERS[encoding](text) for text in texts]

    made = converted(written)

    read_as = [
        made[number, 0].text if (number, 0) in made else text for number, text in enumerate(written, 1)
    ]
    assert read_as == texts
    assert {one.encoding for one in made.values()} == {encoding}
    assert all(one.original == written[place[0] - 1] for place, one in made.items())


@pytest.mark.parametrize(
    "text", [*NAMES, "hoà", "hoá", "toà nhà", "khoá học", "lúa", "quý", "TP. HCM", "Zoë", "m²", "café"]
)
def test_unicode_is_never_touched(text: str) -> None:
    assert recognise(text) is None
    assert converted([*NAMES, text]) == {}


def test_unicode_stays_unicode_beside_a_column_of_vni() -> None:
    made = converted([vni(name) for name in NAMES], NAMES)
    assert {place[1] for place in made} == {0}


def test_a_doubtful_cell_follows_its_column_and_is_left_where_the_column_is_mixed() -> None:
    assert vni("Bình") == "Bình"
    doubtful = vni("Tâm")
    assert recognise(doubtful) is None
    assert converted([vni("Trần Thị Hạnh"), doubtful])[2, 0].text == "Tâm"
    assert (2, 0) not in converted([vni("Trần Thị Hạnh"), doubtful, "Phạm Thị Lượm"])


def test_capitals_without_a_tone_of_their_own_are_told_by_their_neighbours() -> None:
    assert decode("BÕN TRE", Encoding.TCVN3) == "BẾN TRE"
    assert decode("BÕn Tre", Encoding.TCVN3) == "Bến Tre"
    assert decode("Bïi ThÞ ¸i", Encoding.TCVN3) == "Bùi Thị Ái"
    assert decode("häc nghÒ, ¸o dµi", Encoding.TCVN3) == "học nghề, áo dài"


def test_the_font_of_a_cell_decides_also_where_the_letters_do_not() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Hä vµ tªn", "Xã"])
    sheet.append(["lª", "Bảo Thạnh"])
    sheet.append(["nguyÔn thÞ b\xadëi", "Bảo Thạnh"])
    sheet["A2"].font = Font(name=".VnTimeH")
    sheet["A3"].font = Font(name=".VnTimeH")
    out = io.BytesIO()
    book.save(out)

    (found,) = read(out.getvalue(), "ds.xlsx")

    assert [row.cells[0] for row in found.rows] == ["Họ và tên", "LÊ", "NGUYỄN THỊ BƯỞI"]
    assert [row.cells[1] for row in found.rows] == ["Xã", "Bảo Thạnh", "Bảo Thạnh"]


@pytest.mark.parametrize("write", [tcvn3, vni])
def test_a_text_file_of_single_bytes_is_read_too(write: type[str]) -> None:
    text = "\r\n".join(["Họ và tên;Xã", *(f"{name};Bảo Thạnh" for name in NAMES)])
    (sheet,) = read(write(text).encode("latin-1"), "ds.csv")
    assert [row.cells[0] for row in sheet.rows[1:]] == NAMES


def test_a_text_file_of_vietnamese_windows_is_read() -> None:
    """Windows-1258 writes most tones as marks of their own behind the letter."""
    content = "Ho\u0323 va\u0300 tên;Xa\u0303\r\nTrâ\u0300n Văn Kiê\u0323t;An Thu\u0309y\r\n"
    (sheet,) = read(content.encode("cp1258"), "ds.csv")
    assert [nfc(str(cell)) for cell in sheet.rows[1].cells] == ["Trần Văn Kiệt", "An Thủy"]


def test_what_is_no_vietnamese_is_not_made_of_broken_bytes() -> None:
    assert from_utf8("Ã©tudiant") is None
    assert from_utf8("Nguyá»…n") == "Nguyễn"


@pytest.mark.parametrize(
    "word", ["nghiêng", "Quỳnh", "ƯỚC", "giường", "Thuý", "Thúy", "y", "ĐƯỜNG", "khuỷu", "oanh"]
)
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Nguyeãn", "huyÖn", "bz", "strong", "tệế", "đượć"])
def test_what_is_no_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)
    assert not is_vietnamese(f"Lê {word}")


def test_every_unit_of_the_province_is_made_of_syllables() -> None:
    assert [name for name in places() if not is_vietnamese(name)] == []
