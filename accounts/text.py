"""Vietnamese text: one form at every door, accent-free search, order by given name, masking."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps

# Eth looks like Đ in many fonts and is what old keyboards and converters leave behind;
# full-width letters and digits come from East Asian keyboards.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}) | _FULL_WIDTH

# Base letter and mark; "{" and "|" stand after "z" in ASCII, so «ăn» comes after «az» and before «b».
_LETTER_MARKS = {"\u0306": "{", "\u0302": "{", "\u031b": "|"}
_AFTER_BREVE = "|"
# Dictionary order of the tones: none, huyền, hỏi, ngã, sắc, nặng (CLDR vi).
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# «y» that may also be written «i»: Mỹ/Mĩ, Lý/Lí, Quy/Qui, Quỳnh/Quình, Ý/Í; never the one in Thúy or Tây.
_Y_AS_I = re.compile(r"(?<=[bcdghklmnprstvx])y\b|(?<=\bqu)y|\by\b")
_FIRST_LETTERS = re.compile(r"(?:ngh|ng|nh|th|tr|ph|ch|kh|gh|gi|qu)(?=\w)|.", re.IGNORECASE)
_MOST_TERMS = 10
LONGEST_SORT_KEY = 240
REMEMBERED = 80  # letters


def remembered(work: Callable[[str], str]) -> Callable[[str], str]:
    """A row of a list asks twenty times for the same few words; no more than some pages of short ones are kept in mind."""
    known = lru_cache(maxsize=2048)(work)

    @wraps(work)
    def answer(text: str) -> str:
        return known(text) if len(text) <= REMEMBERED else work(text)

    return answer


@remembered
def nfc(text: str) -> str:
    """One line, composed (NFC), without invisible characters, single spaces, Đ instead of eth."""
    return " ".join(_composed(text).split())


def nfc_lines(text: str) -> str:
    """As `nfc`, keeping the line breaks of a longer note."""
    return "\n".join(nfc(line) for line in text.splitlines()).strip("\n")


def _composed(text: str) -> str:
    visible = text if text.isprintable() else "".join(_visible(text))
    return unicodedata.normalize("NFC", visible.translate(_LOOKALIKES))


def _visible(text: str) -> Iterator[str]:
    return (" " if char.isspace() else char for char in text if char.isspace() or not _is_invisible(char))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}


def _bare(text: str) -> str:
    """Lower-case letters without marks; đ is d."""
    marked = unicodedata.normalize("NFD", nfc(text)).lower()
    return "".join(char for char in marked if not unicodedata.combining(char)).replace("đ", "d")


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’`]", "", _bare(text))).split()


@remembered
def fold(text: str) -> str:
    """What search and matching compare: no accents, no tone position, no y/i choice, lower ASCII."""
    return _Y_AS_I.sub("i", " ".join(_words(text)))


def search_terms(query: str) -> list[str]:
    """Folded words of a query, each the beginning of a word of the name, in any order."""
    return list(dict.fromkeys(fold(query).split()))[:_MOST_TERMS]


Term = tuple[
    tuple[str, bool], ...
]  # readings of one typed word, any of which will do: its letters, whether more may follow


def terms(query: str) -> list[Term]:
    """What each typed word means, all of which a name must hold.

    A word typed with its final y is complete: «My» finds Mỹ and Mĩ, not every Minh; «Y» still finds Yến.
    """
    return list(dict.fromkeys(_term(word) for word in _words(query)))[:_MOST_TERMS]


def tsquery(query: str) -> str:
    """The query for `SearchQuery(…, search_type="raw", config="simple")`; empty when there is nothing to search."""
    return " & ".join(_written(term) for term in terms(query))


def _term(word: str) -> Term:
    folded = fold(word)
    ended_in_y = word.endswith("y") and folded.endswith("i") and not folded.startswith("qu")
    return ((folded, False), (word, True)) if ended_in_y else ((folded, True),)


def _written(term: Term) -> str:
    readings = [f"{letters}{':*' if goes_on else ''}" for letters, goes_on in term]
    return f"({' | '.join(readings)})" if len(readings) > 1 else readings[0]


@remembered
def sort_key(full_name: str) -> str:
    """Vietnamese order by given name, then family and middle names; sorts right under COLLATE "C"."""
    words = nfc(full_name).lower().split()
    return "".join(_word_key(word) for word in words[-1:] + words[:-1])[:LONGEST_SORT_KEY]


def _word_key(word: str) -> str:
    """Letters in the order a ă â b … o ô ơ …, then the tone as a digit, which stands before every letter."""
    letters, tones, base = [], [], ""
    for char in unicodedata.normalize("NFD", word).replace("đ", "d{"):
        if char in _TONES:
            tones.append(_TONES[char])
        elif char in _LETTER_MARKS:
            letters.append(_AFTER_BREVE if (base, char) == ("a", "\u0302") else _LETTER_MARKS[char])
        elif char == "{" or char.isalnum():
            letters.append(char)
            base = char
    return "".join(letters) + ("".join(tones) or "0")


@remembered
def title_case(name: str) -> str:
    """«NGUYỄN THỊ ẪM» and «nguyễn thị ẫm» are Nguyễn Thị Ẫm."""
    return re.sub(r"[^\s'’-]+", lambda word: word[0][0].upper() + word[0][1:].lower(), nfc(name))


def mask_name(full_name: str) -> str:
    """«Trần Minh Khang» is shown as «Tr. M. K***»."""
    words = nfc(full_name).split()
    if not words:
        return ""
    given = f"{words[-1][0]}***"
    if len(words) == 1:
        return given
    family = _FIRST_LETTERS.match(words[0])
    initials = [f"{family[0] if family else words[0][0]}.", *(f"{word[0]}." for word in words[1:-1])]
    return " ".join([*initials, given])
