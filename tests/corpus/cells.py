"""What stands in single cells of real lists: numbers, dates, names, communes and notes, as spreadsheets and people leave them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.corpus.lists import Draft, Styled, defect
from tests.factories.legacy import tcvn3, vni

NAME, BIRTH, SEX, NUMBER, COMMUNE, PHONE = "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Xã", "SĐT"

# What is typed under a heading of the next person, what is told of it, and what is read; `None`: the row still waits.
CELLS: dict[str, tuple[str, Any, str, dict[str, Any], str]] = {
    "eth_letter": (NAME, "Ðỗ Thị Hồng", "eth", {"full_name": "Đỗ Thị Hồng"}, "ready"),
    "zero_width_letters": (NAME, "Lê\u200b Thị\ufeff Hồng", "unseen", {"full_name": "Lê Thị Hồng"}, "ready"),
    "no_break_spaces": (NAME, "Lê\u00a0Thị\u00a0Hồng", "unseen", {"full_name": "Lê Thị Hồng"}, "ready"),
    "wide_letters": (NAME, "Ｌê Thị Hồng", "full_width", {"full_name": "Lê Thị Hồng"}, "ready"),
    "double_spaces": (NAME, "Lê  Thị   Hồng", "spaces", {"full_name": "Lê Thị Hồng"}, "ready"),
    "name_in_small_letters": (NAME, "lê thị hồng", "name_case", {"full_name": "Lê Thị Hồng"}, "ready"),
    "letters_of_tcvn3": (NAME, tcvn3("Lê Thị Hưởng"), "tcvn3", {"full_name": "Lê Thị Hưởng"}, "ready"),
    "letters_of_vni": (NAME, vni("Lê Thị Hưởng"), "vni", {"full_name": "Lê Thị Hưởng"}, "ready"),
    "broken_letters": (NAME, "NguyÃªn Há»“ng", "utf8", {"full_name": "Nguyên Hồng"}, "ready"),
    "name_missing": (NAME, None, "name_missing", {"full_name": ""}, "error"),
    "number_for_a_name": (NAME, "0912345678", "name_with_digits", {"full_name": "0912345678"}, "error"),
    "lost_letters": (NAME, "Lê Th? Hồng", "name_with_signs", {"full_name": "Lê Th? Hồng"}, "error"),
    "exponent": (NUMBER, "8.3198E+10", "precision_lost", {"identity": ""}, "ask"),
    "cut_off_number": (NUMBER, 83198000000, "precision_lost", {"identity": ""}, "ask"),
    "digit_missing": (NUMBER, "08319800012", "identity_length", {"identity": "08319800012"}, "error"),
    "number_of_a_man": (NUMBER, "083098000777", "identity_sex", {"identity": "083098000777"}, "error"),
    "number_of_another_year": (NUMBER, "083190000777", "identity_birth_year", {"identity": "083190000777"}, "error"),
    "phone_as_number": (PHONE, 912345678, "phone_lost_zero", {"phones": ["0912345678"]}, "ready"),
    "phone_with_country": (PHONE, "+84 912 345 678", "phone_country_code", {"phones": ["0912345678"]}, "ready"),
    "phone_of_eleven_digits": (PHONE, "01653456789", "phone_converted", {"phones": ["0353456789"]}, "ready"),
    "phone_with_words": (PHONE, "0912345678 (mẹ)", "phone_words", {"phones": ["0912345678"]}, "ready"),
    "old_landline": (PHONE, "0753822111", "phone_unreadable", {"phones": []}, "error"),
    "phone_of_nonsense": (PHONE, "12345", "phone_unreadable", {"phones": []}, "error"),
    "phone_exponent": (PHONE, "9.12E+08", "precision_lost", {"phones": []}, "ask"),
    "day_number": (BIRTH, 35859, "excel_serial", {"birth": "05/03/1998"}, "ready"),
    "year_of_two_digits": (BIRTH, "5-3-98", "short_year", {"birth": "05/03/1998"}, "ready"),
    "year_first": (BIRTH, "98/03/25", "year_first", {"birth": "25/03/1998"}, "ready"),
    "no_such_day": (BIRTH, "31/02/1998", "date_unreadable", {"birth": ""}, "error"),
    "year_of_five_digits": (BIRTH, "05/03/21019", "date_unreadable", {"birth": ""}, "error"),
    "no_birth": (BIRTH, None, "birth_from_identity", {"birth": "1998"}, "ready"),
    "too_young": (BIRTH, "05/03/2012", "identity_birth_year refused", {"birth": "05/03/2012"}, "error"),
    "no_sex": (SEX, None, "sex_from_identity", {"sex": "female"}, "ready"),
    "word_for_a_sex": (SEX, "gái", "sex_unknown_word sex_from_identity", {"sex": "female"}, "ask"),
    "commune_without_accents": (COMMUNE, "bao thanh", "commune_spelling", {"commune": "Bảo Thạnh"}, "ready"),
    "twin_of_the_area": (COMMUNE, "An Hiệp", "commune_by_area", {"commune": "An Hiệp"}, "ready"),
    "commune_of_other_accents": (COMMUNE, "Bảo Thành", "commune_ambiguous", {"commune": None}, "ask"),
    "commune_nearly": (COMMUNE, "Bảo Thạnk", "commune_ambiguous", {"commune": None}, "ask"),
    "commune_of_another_area": (COMMUNE, "Tân Thạch", "commune_outside", {"commune": None}, "outside"),
    "no_commune": (COMMUNE, None, "commune_missing", {"commune": None}, "error"),
    "unknown_market": ("Thị trường", "Sao Hỏa", "market_unknown", {"market": ""}, "ask"),
}  # fmt: skip
# Other ways to write the same: read without a word.
PLAIN: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "month_and_year": (BIRTH, "03/1998", {"birth": "03/1998"}),
    "year_only": (BIRTH, 1998, {"birth": "1998"}),
    "dots_in_a_date": (BIRTH, "25.03.1998", {"birth": "25/03/1998"}),
    "spaces_in_a_phone": (PHONE, "0912 345 678", {"phones": ["0912345678"]}),
    "two_phones": (PHONE, "0912345678 - 0987654321", {"phones": ["0912345678", "0987654321"]}),
    "no_phone": (PHONE, None, {"phones": []}),
    "no_number": (NUMBER, None, {"identity": ""}),
    "spaces_in_a_number": (NUMBER, "083 198 000 777", {"identity": "083198000777"}),
    "kind_of_commune": (COMMUNE, "Xã Bảo Thạnh", {"commune": "Bảo Thạnh"}),
}
# Notes that say how far somebody has come.
STANDINGS = {
    "note_departed": ("đã bay 12/05/2018", "step_departed"),
    "note_not_selected": ("rớt PV", "step_withdrawn"),
    "note_learning": ("đang học tiếng", "step_training"),
    "note_visa": ("có visa rồi", "step_visa"),
}


def cell(heading: str, value: Any, told: str, read: dict[str, Any], state: str) -> Any:
    def seed(draft: Draft) -> None:
        line = draft.someone()
        draft.page.put(line, heading, value)
        draft.page.says(line, *told.split(), state=state, **read)

    return seed


def noted(note: str, told: str) -> Any:
    def seed(draft: Draft) -> None:
        draft.page.add_column("Ghi chú", None, note, None)
        draft.page.says(draft.page.people[1], told, state="ask", note=note)

    return seed


def enter(name: str, seed: Any, **how: bool) -> None:
    seed.__name__ = name
    defect(**how)(seed)


for name, (heading, value, told, read, state) in CELLS.items():
    enter(name, cell(heading, value, told, read, state))
for name, (heading, value, read) in PLAIN.items():
    enter(name, cell(heading, value, "", read, "ready"))
for name, (note, told) in STANDINGS.items():
    enter(name, noted(note, told), alone=True)


@defect()
def lost_zero(draft: Draft) -> None:
    line = draft.someone()
    assert line.truth is not None
    draft.page.put(line, NUMBER, int(line.truth.values["identity"]))
    draft.page.says(line, "lost_zero")


@defect(book=True)
def date_cell(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, BIRTH, date(1998, 3, 25))
    draft.page.says(line, birth="25/03/1998")


@defect(book=True)
def year_in_a_date_cell(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, BIRTH, date(1905, 6, 20))
    draft.page.says(line, "year_in_date_cell", birth="1998")


@defect(book=True)
def font_of_tcvn3(draft: Draft) -> None:
    line = draft.someone()
    draft.page.put(line, NAME, Styled(tcvn3("lê thị hưởng"), font=".VnTimeH"))
    draft.page.says(line, "tcvn3", "name_case", full_name="Lê Thị Hưởng")


@defect()
def month_first(draft: Draft) -> None:
    """Beside somebody whose 25/03 shows that the others write the day first."""
    usual, other = draft.someone(), draft.someone()
    draft.page.put(usual, BIRTH, "25/03/1998")
    draft.page.says(usual, birth="25/03/1998")
    draft.page.put(other, BIRTH, "03/25/1998")
    draft.page.says(other, "month_first", birth="25/03/1998")


@defect(book=True, alone=True)
def american_dates(draft: Draft) -> None:
    """25/03 stayed text, 05/03 became the 3rd of May."""
    for nth, line in enumerate(draft.page.people):
        draft.page.put(line, BIRTH, "25/03/1998" if nth % 2 else date(1998, 5, 3))
        if nth % 2:
            draft.page.says(line, birth="25/03/1998")
        else:
            draft.page.says(line, "day_or_month", state="ask", birth="")


@defect(alone=True)
def years_of_men_and_women(draft: Draft) -> None:
    head = draft.page.head[-1]
    head.cells[draft.page.place(BIRTH)], head.cells[draft.page.place(SEX)] = "Năm sinh nam", "Năm sinh nữ"
    for line in draft.page.people:
        draft.page.put(line, "Năm sinh nam", None)
        draft.page.put(line, "Năm sinh nữ", 1998)
        draft.page.says(line, birth="1998", sex="female")


@defect()
def twice_by_number(draft: Draft) -> None:
    first, second = draft.someone(), draft.someone()
    assert first.truth is not None
    for heading, key in ((NAME, "full_name"), (NUMBER, "identity")):
        draft.page.put(second, heading, first.truth.values[key])
        draft.page.says(second, "double_in_file", state="duplicate", **{key: first.truth.values[key]})


@defect()
def twice_by_name(draft: Draft) -> None:
    first, second = draft.someone(), draft.someone()
    assert first.truth is not None
    draft.page.put(second, NAME, first.truth.values["full_name"])
    draft.page.put(second, NUMBER, None)
    told = {"full_name": first.truth.values["full_name"], "identity": ""}
    draft.page.says(second, "double_by_name", state="duplicate", **told)


@defect(alone=True)
def member_in_a_note(draft: Draft) -> None:
    draft.page.add_column("Ghi chú", None, "con hội viên Nguyễn Văn Ba", None)
    line = draft.page.people[1]
    draft.page.says(line, "relation_from_note", relation="child", member_name="Nguyễn Văn Ba")
