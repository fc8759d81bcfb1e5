"""Short names for every kind of repair and problem, to count and decide them over a whole list; and what each column accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports import prints
from registrations.importing.decisions import SETTLES
from registrations.models import Milestone

REPAIRS: dict[str, Any] = {
    "tcvn3": _("TCVN3 letters to Unicode"),
    "vni": _("VNI letters to Unicode"),
    "utf8": _("broken letters mended"),
    "as_above": _("“as above” filled in"),
    "joined": _("joined cells filled in"),
    "from_sheet": _("commune from the sheet's name"),
    "from_section": _("commune from the line above"),
    "chosen": _("words chosen for all such rows"),
    "composed": _("accents put on their letters"),
    "eth": _("false Đ replaced"),
    "full_width": _("wide letters replaced"),
    "unseen": _("invisible characters taken out"),
    "spaces": _("needless spaces taken out"),
    "name_case": _("capital letters of names"),
    "lost_zero": _("identity numbers: leading 0 put back"),
    "phone_lost_zero": _("telephones: leading 0 put back"),
    "phone_country_code": _("telephones: country code replaced"),
    "phone_converted": _("telephones: 11 digits to 10"),
    "phone_words": _("words beside a telephone to the note"),
    "excel_serial": _("day numbers read as dates"),
    "year_in_date_cell": _("years read from date cells"),
    "month_first": _("day and month changed back"),
    "year_first": _("year and day changed back"),
    "short_year": _("years of two digits"),
    "commune_old_name": _("old names of communes"),
    "commune_by_area": _("communes of the same name"),
    "commune_spelling": _("communes written another way"),
    "birth_from_identity": _("year of birth from the number"),
    "sex_from_identity": _("sex from the number"),
    "relation_words": _("ties to a member from words"),
    "relation_from_note": _("ties to a member from the note"),
    "organization_words": _("organisations from words"),
    "event_words": _("events by a part of their name"),
    "kept": _("rows that stayed"),
}
# Problems that can be settled for all rows at once: what stands there, and what the buttons offer.
DECIDED: dict[str, Any] = {
    "already_ours": _("registered by your organisation already"),
    "known_elsewhere": _("registered by another body"),
    "known_by_name": _("somebody of the same name is registered"),
    "double_in_file": _("twice in this file"),
    "double_by_name": _("the same name twice in this file"),
    "written_before": _("written from an earlier list"),
    "day_or_month": _("day and month perhaps changed places"),
    "later": _("to be decided later"),
} | {
    f"step_{kind}": label for kind, label in Milestone.Kind.choices if f"step_{kind}" in SETTLES["note_only"]
}
# A list that is sent again is all «written before»: one click must not make everybody a second person.
ONE_BY_ONE = {("other", prints.SEEN_BEFORE)}
ACTS: dict[str, Any] = {
    "skip": _("Skip"),
    "later": _("Decide later"),
    "again": _("Decide anew"),
    "together": _("Mobilised together"),
    "update": _("Add what is new"),
    "other": _("Somebody else"),
    "note_only": _("Only a note"),
}
ACCEPTED: dict[str, Any] = {
    "full_name": _("letters only, family name first: Nguyễn Thị Lan"),
    "birth": _("05/03/1998, 03/1998 or 1998"),
    "birth_male": _("05/03/1998, 03/1998 or 1998"),
    "birth_female": _("05/03/1998, 03/1998 or 1998"),
    "registered_on": _("05/03/2018 or 03/2018, within the campaign"),
    "departed_on": _("05/03/2018 or 03/2018"),
    "sex": _("Nam or Nữ"),
    "identity": _("12 digits, the 9 digits of the old card, or a passport such as C1234567"),
    "phone": _("10 digits beginning with 0; several with a comma between them"),
    "commune": _("the name of a commune of the province, today's or an older one"),
    "address": _("ấp, xã, huyện with commas between them"),
    "market": _("the name of a country, for example Nhật Bản, Hàn Quốc or Đài Loan"),
    "household": _("hộ nghèo, cận nghèo, …; empty for other households"),
    "organization": _("Hội Phụ nữ, Hội Nông dân, Đoàn Thanh niên, …; empty: your own"),
    "event": _("the name of an event of your area, with its date where there are several"),
    "relation": _("hội viên, con hội viên, em hội viên, cháu hội viên; empty for others"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of repair or problem in a list: how often, and what can be decided for all of it."""

    code: str
    label: str
    count: int
    acts: tuple[str, ...] = ()
    choices: int = 0
    is_step: bool = False


def repairs(counts: Mapping[str, int]) -> list[Kind]:
    """What was repaired, most first."""
    found = [Kind(code, str(REPAIRS[code]), n) for code, n in counts.items() if code in REPAIRS]
    return sorted(found, key=lambda kind: (-kind.count, kind.label))


def decidable(counts: Mapping[str, int]) -> list[Kind]:
    """Problems that one decision may settle for all rows."""
    return [
        Kind(
            code,
            str(label),
            counts[code],
            acts=(
                *(act for act, codes in SETTLES.items() if code in codes and (act, code) not in ONE_BY_ONE),
                "skip",
            ),
            choices=2 if code == "day_or_month" else 0,
            is_step=code in SETTLES["note_only"],
        )
        for code, label in DECIDED.items()
        if counts.get(code)
    ]
