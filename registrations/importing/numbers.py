"""Identity and telephone numbers of candidate lists, as spreadsheets leave them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.dates import PartialDate
from imports.readings import Reading, Severity
from registrations import identity, phones

ASK, ERROR = Severity.ASK, Severity.ERROR
EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
CUT_OFF = "00000"  # what is left of a number after it was shown with six digits and read again
REPAIRS = {
    "country_code": gettext_lazy("The country code was replaced by 0."),
    "lost_zero": gettext_lazy("The spreadsheet had dropped the leading 0; it was put back."),
    "converted": gettext_lazy("The 11-digit number was changed to its 10-digit form of 2018."),
}


def identity_number(reading: Reading) -> str:
    words = reading.words.get("identity", "")
    number = identity.normalise(words)
    if identity.kind_of(number) is not None or not words:
        return number
    restored = identity.restore_leading_zeros(number)
    if EXPONENT.fullmatch(words) or (restored and restored.endswith(CUT_OFF)):
        _precision_lost(reading, "identity")
        return ""
    if restored and reading.repair("identity", "lost_zero", str(REPAIRS["lost_zero"]), restored):
        return restored
    for finding in identity.check_identity(number):
        reading.add("identity", ERROR, f"identity_{finding.code}", finding.message)
    return number


def _precision_lost(reading: Reading, key: str) -> None:
    message = _("The spreadsheet kept only part of the number. Type all digits, with the cell set to text.")
    reading.add(key, ASK, "precision_lost", message)


def check_identity(reading: Reading, number: str, its_sex: str, its_birth: PartialDate) -> None:
    """Contradictions between the number and the row are errors; another province is none."""
    if not number or identity.kind_of(number) is None:
        return
    for finding in identity.check_identity(number, its_sex, its_birth):
        if finding.severity == identity.Severity.ERROR:
            reading.add("identity", ERROR, f"identity_{finding.code}", finding.message)


def phone_numbers(reading: Reading) -> list[str]:
    words = reading.words.get("phone", "")
    if EXPONENT.fullmatch(words):
        _precision_lost(reading, "phone")
        return []
    return [number for found in phones.read(words) if (number := _phone(reading, found))]


def _phone(reading: Reading, found: phones.PhoneReading) -> str:
    """A number as dialled today; one repair turned back, it must be written as it is dialled."""
    refused = any(reading.is_refused("phone", f"phone_{repair}") for repair in found.repairs)
    if refused or not found.is_valid:
        message = _(
            "This is not a phone number in use. Write 10 digits, for example 0912 345 678, or leave it empty."
        )
        reading.add("phone", ERROR, "phone_unreadable", message, found.raw if refused else found.number)
        return ""
    for repair in found.repairs:
        reading.repair("phone", f"phone_{repair}", str(REPAIRS[repair]), found.number)
    if words := beside(found.raw):
        message = _("The words beside the number went to the note.")
        reading.repair("phone", "phone_words", message, found.number, words)
    return found.number


def beside(text: str) -> str:
    """Words that stand beside a number, such as «(mẹ)»."""
    return text.strip() if re.search(r"[^\W\d_]", text) else ""
