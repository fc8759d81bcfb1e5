"""The commune a row means, within the officer's area or outside it; each spelling is looked up once per batch."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from accounts.text import fold, nfc
from campaigns.access import Access
from campaigns.lookups import Found, Gazetteer, How
from campaigns.models import Unit

_DISTRICT = re.compile(r"(?:huyen|h|thanh pho|tp)\b")
_BETWEEN = re.compile(r"[,;\-–]")
PROVINCE = "ben tre"  # behind a commune its province is meant rather than its city
_COMMUNE = re.compile(r"(?:xa|phuong|thi tran|tt|p|x)\b")


class Places:
    """Looks communes up for one batch. Ask, never guess: a twin name decides only when one twin lies in reach."""

    def __init__(self, access: Access, day: date) -> None:
        self.access = access
        self.day = day
        self.gazetteer = Gazetteer.load()
        self.known: dict[tuple[str, str], Found] = {}

    def find(self, name: str, district: str = "") -> Found:
        question = (nfc(name), nfc(district))
        if question not in self.known:
            self.known[question] = self._find(*question)
        return self.known[question]

    def _find(self, name: str, district: str) -> Found:
        found = self.gazetteer.find(name, on=self.day, district=district)
        if found.unit is None and found.candidates:
            reached = self.gazetteer.find(name, on=self.day, district=district, within=self.access)
            return Found(reached.unit, found.candidates, reached.how) if reached.unit else found
        return found

    def in_cell(self, words: str, district: str = "") -> Found:
        """The commune a cell names, be it with its district: «An Hiệp, Ba Tri»."""
        found = self.find(words, district)
        apart = found.unit is None and found.how in {How.NONE, How.NEAR} and _BETWEEN.search(words)
        return (self.in_address(words, district) if apart else Found(None)).or_else(found)

    def in_address(self, address: str, district: str = "") -> Found:
        """The commune named in a free address such as «ấp 3, xã An Thủy, huyện Ba Tri»."""
        parts = [part.strip() for part in _BETWEEN.split(nfc(address)) if part.strip()]
        district = district or next((part for part in parts if _DISTRICT.match(fold(part))), "")
        for part, after in pairwise(parts):  # «An Hiệp, Ba Tri»: no word tells the kinds
            found = Found(None) if district or fold(after) == PROVINCE else self.find(part, after)
            if found.unit:
                return found
        named = [part for part in parts if _COMMUNE.match(fold(part))]
        for part in named or [part for part in parts if part != district]:
            found = self.find(part, district)
            if found.how not in {How.NONE, How.NEAR}:
                return found
        return Found(None)

    def inside(self, unit: Unit) -> bool:
        return self.access.reaches(unit.path)

    def own_commune(self) -> Unit | None:
        """The commune of the officer, for lists that do not repeat it on every row."""
        unit = Unit.objects.filter(pk=self.access.unit_id).first()
        return unit if unit and unit.is_commune and unit.holds_on(self.day) else None
