"""Which unit a written name means. Twin names are asked about, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

from accounts.text import fold, nfc
from campaigns.access import Access
from campaigns.models import Unit, UnitAlias
from campaigns.succession import History, district_of, in_order

_KIND = re.compile(
    r"""^(?:(?P<commune>(?:xã|xa)\b|x\.)
        |(?P<township>(?:thị\ trấn|thi\ tran|ttr?)\b\.?)
        |(?P<ward>(?:phường|phuong)\b|p\.|f\.?(?=\s*\d)|p(?=\s*\d)))\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_DISTRICT = re.compile(r"^(?:huyện|huyen|h\.|thành phố|thanh pho|tp\.?|t\.p\.?)\s*", re.IGNORECASE)
_SHORT_DISTRICTS = {"bt": "ben tre", "tpbt": "ben tre"}
_NEAR = 0.8


class How(StrEnum):
    """On what ground a unit was found, or why nobody may choose but the person who knows."""

    EXACT = "exact"
    OLD_NAME = "old_name"
    ACCENT_FREE = "accent_free"
    NEAR = "near"
    OTHER_DISTRICT = "other_district"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """One unit, or the units to choose from. `unit` is set only when nothing else can be meant."""

    unit: Unit | None
    candidates: list[Unit] = field(default_factory=list)
    how: How = How.NONE

    def or_else(self, other: Found) -> Found:
        """This, or what was found otherwise where this is nothing."""
        return self if self.candidates or self.unit else other


def find_unit(name: str, *, on: date, district: str = "", within: Access | None = None) -> Found:
    """The commune that a name means on a day; for many names make one `Gazetteer` and ask it."""
    return Gazetteer.load().find(name, on=on, district=district, within=within)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names that communes ever had, by their folded form."""

    history: History
    names: dict[str, list[tuple[str, Unit]]]

    @classmethod
    def load(cls) -> Self:
        history = History.load()
        names: dict[str, list[tuple[str, Unit]]] = defaultdict(list)
        for unit in history.units.values():
            if unit.is_commune:
                names[key(unit.name)].append((_bare(unit.name), unit))
        for unit_id, alias in UnitAlias.objects.values_list("unit_id", "name"):
            names[key(alias)].append((_bare(alias), history.units[unit_id]))
        return cls(history, dict(names))

    def find(self, name: str, *, on: date, district: str = "", within: Access | None = None) -> Found:
        found = self._find(nfc(name), on, district)
        if within is None or found.how == How.NONE:
            return found
        reached = [unit for unit in found.candidates if within.reaches(unit.path)]
        if not reached:
            return Found(None)
        unit = reached[0] if len(reached) == 1 and found.how in CERTAIN else None
        return Found(unit, reached, found.how)

    def _find(self, name: str, on: date, district: str) -> Found:
        if not fold(name):
            return Found(None)
        spelt = self.names.get(key(name), [])
        same = [unit for written, unit in spelt if marks(written) == marks(_bare(name))]
        for units, how in ((same, How.EXACT), ([unit for _, unit in spelt], How.ACCENT_FREE)):
            if units:
                return self._choose(name, units, how, on, district)
        near = get_close_matches(key(name), self.names, n=5, cutoff=_NEAR)
        units = self._on([unit for close in near for _, unit in self.names[close]], on)
        return Found(None, units, How.NEAR) if units else Found(None)

    def _choose(self, name: str, units: list[Unit], how: How, on: date, district: str) -> Found:
        """Those in the named district; those in force before those of other days; the named kind before others."""
        here = [unit for unit in units if in_district(unit, district)]
        if not here:
            return Found(None, self._on(units, on), How.OTHER_DISTRICT)
        chosen = self._on(here, on)
        if len(chosen) > 1:
            chosen = _of_kind(name, chosen) or chosen
        if how == How.EXACT and not any(unit.holds_on(on) for unit in here):
            how = How.OLD_NAME
        return Found(chosen[0] if len(chosen) == 1 else None, chosen, how if chosen else How.NONE)

    def _on(self, units: Iterable[Unit], day: date) -> list[Unit]:
        """Those in force on the day; only where there is none, the heirs or forerunners of the others."""
        units = list(units)
        held = {unit.pk: unit for unit in units if unit.holds_on(day)}
        held = held or {now.pk: now for unit in units for now in self.history.on(unit, day)}
        return in_order(held.values())


CERTAIN = frozenset({How.EXACT, How.OLD_NAME, How.ACCENT_FREE})


def key(name: str) -> str:
    """Folded, without the word for the kind; a numbered ward keeps only its number."""
    return fold(_bare(name))


def _bare(name: str) -> str:
    bare = _KIND.sub("", nfc(name))
    return bare.lstrip("0") if bare.isdigit() else bare or nfc(name)


def marks(name: str) -> list[str]:
    """The accents of a name wherever they stand, so that Hòa and Hoà are the same and Thành and Thạnh are not."""
    decomposed = unicodedata.normalize("NFD", nfc(name).lower())
    return sorted(char for char in decomposed if unicodedata.combining(char) or char == "đ")


def in_district(unit: Unit, district: str) -> bool:
    """Whether a unit lies in the district so named; «Mỏ Cày» of old papers is Mỏ Cày Nam or Mỏ Cày Bắc."""
    wanted = fold(_DISTRICT.sub("", nfc(district)))
    wanted = _SHORT_DISTRICTS.get(wanted, wanted)
    if not wanted:
        return True
    own = district_of(unit)
    own_name = fold(own.short_name) if own else ""
    return own_name == wanted or (wanted == "mo cay" and own_name.startswith(wanted))


def _of_kind(name: str, units: list[Unit]) -> list[Unit]:
    match = _KIND.match(nfc(name))
    return [unit for unit in units if match and match.lastgroup == unit.kind]
