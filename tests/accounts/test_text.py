"""Vietnamese text: one form, accent-free search, order by given name, masking."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.text import (
    LONGEST_SORT_KEY,
    fold,
    mask_name,
    nfc,
    nfc_lines,
    search_terms,
    sort_key,
    title_case,
    tsquery,
)

# fmt: off
GIVEN_IN_ORDER = [
    "An", "Ánh", "Ăn", "Ân", "Bảo", "Bích", "Cẩm", "Cúc", "Dung", "Duy", "Đào",
    "Đạt", "Đức", "Em", "Ên", "Giang", "Hà", "Hạ", "Hương", "Hường", "Khang", "Lan",
    "Ly", "Mai", "Mỹ", "Nhung", "Oanh", "Ôn", "Ơn", "Phúc", "Quý", "Quỳnh", "Sơn",
    "Thảo", "Thơ", "Thư", "Uyên", "Ưng", "Vân", "Xuân", "Ý", "Yến",
]
# fmt: on
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


def found(query: str, name: str) -> bool:
    """What the full-text index answers to `tsquery`."""
    tokens = fold(name).split()

    def holds(term: str) -> bool:
        options = term.strip("()").split(" | ")
        return any(
            token.startswith(option[:-2]) if option.endswith(":*") else token == option
            for option in options
            for token in tokens
        )

    return all(holds(term) for term in tsquery(query).split(" & "))


def test_a_name_is_composed_trimmed_and_spaced_once() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ẫm")
    assert nfc(f"\u00a0 \ufeff{decomposed.replace(' ', chr(0x200B) + '  ')}\t") == "Nguyễn Thị Ẫm"


def test_eth_becomes_the_vietnamese_letter() -> None:
    assert nfc("Ðặng Thị ðào") == "Đặng Thị đào"


def test_full_width_letters_become_plain_ones() -> None:
    assert nfc("Ｎguyễn　Ａn") == "Nguyễn An"
    assert fold("０９１２") == "0912"


def test_what_the_database_refuses_is_taken_out() -> None:
    assert nfc("Lê\x00 Văn\ud800 An\x07") == "Lê Văn An"


def test_a_note_keeps_its_lines() -> None:
    assert nfc_lines("  đã bay \r\n\n nt\u00a0 ") == "đã bay\n\nnt"


@given(st.text())
def test_composing_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_plain_ascii(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()
    assert folded == folded.lower()
    assert len(folded) <= len(nfc(text)), "the column of the name holds its folded form too"


@given(names)
def test_folding_ignores_how_the_letters_were_typed(name: str) -> None:
    assert fold(unicodedata.normalize("NFD", name)) == fold(name) == fold(name.upper())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Thủy", "Thuỷ"),
        ("Khỏe", "Khoẻ"),
        ("Quy", "Qui"),
        ("Quỳnh", "Quình"),
        ("Mỹ", "Mĩ"),
        ("Lý", "Lí"),
        ("Ý Nhi", "Í Nhi"),
        ("Ðặng", "Đặng"),
        ("K'Brông", "KBrông"),
    ],
)
def test_two_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Thúy", "Thúi"), ("Tây", "Tai"), ("Duy", "Dui"), ("Mây", "Mai")])
def test_two_different_sounds_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(names)
def test_every_name_is_found_without_its_accents(name: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    assert found(bare.replace("đ", "d"), name)
    assert found(" ".join(reversed(name.split())), name)


def test_the_beginning_of_each_word_is_enough_in_any_order() -> None:
    assert found("hong ngu", "Nguyễn Thị Hồng")
    assert not found("hong le", "Nguyễn Thị Hồng")
    assert search_terms("Thị  HỒNG thi") == ["thi", "hong"]


def test_a_whole_word_in_y_does_not_find_longer_words_in_i() -> None:
    assert found("My", "Lê Thị Mĩ")
    assert not found("My", "Lê Văn Minh")
    assert found("mi", "Lê Văn Minh")
    assert found("y", "Lê Thị Yến")


def test_a_query_of_signs_asks_for_nothing() -> None:
    assert tsquery(" !&|:*() ") == ""
    assert search_terms("—") == []


def test_a_very_long_query_is_cut() -> None:
    assert len(search_terms(" ".join(f"tu{number}" for number in range(50)))) == 10


@given(st.permutations(GIVEN_IN_ORDER))
def test_given_names_stand_in_vietnamese_order(shuffled: list[str]) -> None:
    assert sorted(shuffled, key=lambda name: sort_key(name).encode()) == GIVEN_IN_ORDER


def test_tones_follow_the_dictionary() -> None:
    tones = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"]
    reversed_tones = tones[::-1]
    assert sorted(reversed_tones, key=sort_key) == tones


def test_the_given_name_decides_before_family_and_middle_names() -> None:
    people = [
        "Trần Thị Hương",
        "Lê Thị Hường",
        "Nguyễn Văn Bình",
        "Đặng Văn Bình",
        "Bùi Văn Bình",
        "Ân",
        "Lê Ân",
    ]
    assert sorted(people, key=sort_key) == [
        "Ân",
        "Lê Ân",
        "Bùi Văn Bình",
        "Đặng Văn Bình",
        "Nguyễn Văn Bình",
        "Trần Thị Hương",
        "Lê Thị Hường",
    ]


@given(names)
def test_the_sort_key_is_the_same_however_the_name_was_typed(name: str) -> None:
    assert sort_key(name.upper()) == sort_key(unicodedata.normalize("NFD", name)) == sort_key(name)
    assert sort_key(name).isascii()


def test_the_sort_key_of_the_longest_name_fits_its_column() -> None:
    assert len(sort_key("Ợ" * 120)) == LONGEST_SORT_KEY


@pytest.mark.parametrize("typed", ["nguyễn thị ẫm", "NGUYỄN THỊ ẪM", "  Nguyễn thị ẪM "])
def test_a_name_gets_its_capitals(typed: str) -> None:
    assert title_case(typed) == "Nguyễn Thị Ẫm"


def test_capitals_follow_hyphens_and_apostrophes() -> None:
    assert title_case("k'brông ĐINH-THỊ đào") == "K'Brông Đinh-Thị Đào"


@given(names)
def test_capitals_are_set_once(name: str) -> None:
    assert title_case(title_case(name)) == title_case(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Trần Minh Khang", "Tr. M. K***"),
        ("Nguyễn Thị Hồng Nhung", "Ng. T. H. N***"),
        ("Âu Ánh", "Â. Á***"),
        ("Khang", "K***"),
        ("", ""),
    ],
)
def test_a_masked_name_shows_initials_only(name: str, shown: str) -> None:
    assert mask_name(name) == shown
