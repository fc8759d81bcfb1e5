"""Identity numbers: what a number says about its holder, and where that contradicts what was entered."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.dates import PartialDate, today_vn

PROVINCES_FILE = Path(__file__).parent / "data" / "cccd_provinces.csv"
HOME_PROVINCE = "083"
HIDDEN = "•••••"


class IdentityKind(TextChoices):
    CCCD = "cccd", _("Citizen identity card (12 digits)")
    CMND = "cmnd", _("Old identity card (9 digits)")
    PASSPORT = "passport", _("Passport")


_SHAPES = {
    IdentityKind.CCCD: re.compile(r"\d{12}"),
    IdentityKind.CMND: re.compile(r"\d{9}"),
    IdentityKind.PASSPORT: re.compile(r"[A-Z]\d{7,8}"),
}


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Not known")


class Severity(TextChoices):
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CccdFacts:
    """What the twelve digits say; the province is where the birth was registered, not where the person lives."""

    province_code: str
    province_name: str
    sex: Sex
    birth_year: int


def normalise(number: str) -> str:
    """Digits and capital letters only: no spaces, dots, hyphens or quotes."""
    if number.isascii() and number.isdigit():
        return number
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())


def kind_of(number: str) -> IdentityKind | None:
    """The kind a normalised number can be; None when it is none of them."""
    return next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(number)), None)


@cache
def provinces() -> dict[str, str]:
    """Name by the first three digits (Circular 07/2016/TT-BCA)."""
    with PROVINCES_FILE.open(encoding="utf-8", newline="") as lines:
        return {row["cccd_prefix"]: row["name"] for row in csv.DictReader(lines)}


def read_cccd(number: str) -> CccdFacts:
    """Province, century and sex, year of birth (Decree 137/2015/ND-CP, article 13); the rest is random."""
    number = normalise(number)
    if kind_of(number) != IdentityKind.CCCD:
        raise ValueError(gettext("A citizen identity number has 12 digits."))
    century, is_female = divmod(int(number[3]), 2)
    return CccdFacts(
        province_code=number[:3],
        province_name=provinces().get(number[:3], ""),
        sex=Sex.FEMALE if is_female else Sex.MALE,
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def restore_leading_zeros(number: str) -> str | None:
    """The number as it was before a spreadsheet took its zeros; None when that gives no sensible number."""
    digits = normalise(number)
    if not re.fullmatch(r"[1-9]\d{9,10}", digits):  # a number that still begins with 0 has lost none
        return None
    restored = digits.zfill(12)
    facts = read_cccd(restored)
    return restored if facts.province_name and facts.birth_year <= today_vn().year else None


def check_identity(number: str, sex: str = Sex.UNKNOWN, birth: PartialDate | None = None) -> list[Finding]:
    """Every contradiction between a number and the person; empty when there is none."""
    number = normalise(number)
    kind = kind_of(number)
    if kind is None:
        return [_error("length", _shape_message(number))]
    if kind != IdentityKind.CCCD:
        return []
    facts = read_cccd(number)
    return [*_contradictions(facts, sex, birth), *_province_warnings(facts)]


def mask(number: str) -> str:
    """`083•••••234`; of a shorter number only the last three, for its first three would leave too little hidden."""
    number = normalise(number)
    if not number:
        return ""
    if kind_of(number) == IdentityKind.CCCD:
        return f"{number[:3]}{HIDDEN}{number[-3:]}"
    return f"{HIDDEN}{number[-3:]}" if len(number) >= 8 else HIDDEN


def _error(code: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, message)


def _warning(code: str, message: str) -> Finding:
    return Finding(Severity.WARNING, code, message)


def _shape_message(number: str) -> str:
    if number.isdigit():
        return gettext(
            "The number has %(count)s digits. A citizen identity card has 12, the old card 9; count them again."
        ) % {"count": len(number)}
    return gettext("Enter 12 digits, the 9 digits of the old card, or a passport number such as C1234567.")


def _contradictions(facts: CccdFacts, sex: str, birth: PartialDate | None) -> list[Finding]:
    if facts.birth_year > today_vn().year:
        message = gettext(
            "The fourth digit puts the birth in %(year)s. Check the fourth, fifth and sixth digits."
        )
        return [_error("century", message % {"year": facts.birth_year})]
    findings = []
    if sex in {Sex.FEMALE, Sex.MALE} and sex != facts.sex:
        message = gettext(
            "The number belongs to a person whose sex is “%(sex)s”. Check the number or the sex."
        )
        findings.append(_error("sex", message % {"sex": facts.sex.label}))
    if birth is not None and birth.on is not None and birth.on.year != facts.birth_year:
        message = gettext(
            "The number belongs to a person born in %(read)s, but the date entered is in %(entered)s."
            " Check the number or the date."
        )
        findings.append(_error("birth_year", message % {"read": facts.birth_year, "entered": birth.on.year}))
    return findings


def _province_warnings(facts: CccdFacts) -> list[Finding]:
    if not facts.province_name:
        message = gettext("No province has the code %(code)s. Check the first three digits.")
        return [_warning("province_unknown", message % {"code": facts.province_code})]
    if facts.province_code != HOME_PROVINCE:
        message = gettext(
            "The birth was registered in %(province)s, not in Bến Tre. This is only a reminder."
        )
        return [_warning("province_other", message % {"province": facts.province_name})]
    return []
